import { expect, test } from 'vitest'
import { databaseErrorOf, Invalid, LimitExceeded, NotFound } from './errors.ts'

test('what is wrong is said with the first place, and how many more there are', () => {
  expect(new Invalid([]).detail).toBe('The input is not valid.')
  expect(new Invalid([{ path: '', message: 'must be an object' }]).detail).toBe('must be an object')
  const [title, label] = [
    { path: 'title', message: 'is empty' },
    { path: 'labels.0', message: 'is unknown' },
  ]
  expect(new Invalid([title]).detail).toBe('title: is empty')
  expect(new Invalid([title, label, label]).detail).toBe('title: is empty (and 2 more)')
  expect(new Invalid([title, label]).extra).toEqual({ errors: [title, label] })
})

test('an id in a sentence cannot add lines to it', () => {
  expect(new NotFound('issue', 'x"\n\u001b[2J').detail).toBe('No issue has the id "x\\"\\n\\u001b[2J".')
  expect(new NotFound('issue').detail).toBe('No such issue.')
})

test.each([
  [0, 1],
  [-5, 1],
  [0.2, 1],
  [1.01, 2],
  [60, 60],
])('to come again in %d s is to come again in %i', (asked, told) => {
  expect(new LimitExceeded('busy', 'Wait.', asked).retryAfterSeconds).toBe(told)
})

test('only what carries an SQLSTATE is an error of the database', () => {
  expect(databaseErrorOf(Object.assign(new Error(), { code: '23505', constraint: 'dispatch_label_name' }))).toEqual({
    code: '23505',
    constraint: 'dispatch_label_name',
  })
  expect(databaseErrorOf(Object.assign(new Error(), { code: '40P01', constraint: 7 }))).toEqual({
    code: '40P01',
    constraint: undefined,
  })
  for (const thrown of [
    new Error('x'),
    Object.assign(new Error(), { code: 'ECONNRESET' }),
    Object.assign(new Error(), { code: 23505 }),
    { code: '23505' },
    null,
    '23505',
  ])
    expect(databaseErrorOf(thrown)).toBeUndefined()
})
