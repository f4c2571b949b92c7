import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCommentSchema, createIssueSchema, issueFilterSchema, lineText, updateIssueSchema } from './schemas.ts'

const problemOf = (result: { success: boolean; error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
  result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

test('a title is one line that says something', () => {
  expect(createIssueSchema.parse({ title: '  The basket is empty \n' }).title).toBe('The basket is empty')
  expect(problemOf(createIssueSchema.safeParse({ title: ' \t ' }))).toEqual(['title: must not be empty'])
  for (const title of ['two\nlines', 'a\u0000b', 'a\u001b[31mred', 'a\u007fb'])
    expect(problemOf(createIssueSchema.safeParse({ title }))).toEqual(['title: may not contain control characters'])
})

test('what is trimmed away does not count', () => {
  const short = lineText(3)
  expect(short.parse('  abc  ')).toBe('abc')
  expect(problemOf(short.safeParse('abcd'))).toEqual([': may have at most 3 characters'])
})

test('letters of all scripts, emoji and signs are no control characters', () => {
  for (const title of ['空のバスケット', 'سلة فارغة', '🧺 vide', 'a → b', '👩‍👩‍👧']) expect(lineText(50).parse(title)).toBe(title)
})

test('an issue needs no more than a title', () => {
  expect(createIssueSchema.parse({ title: 'T' })).toEqual({
    title: 'T',
    description: '',
    priority: 'P3',
    labels: [],
    assignee: null,
    repository: null,
    parent: null,
  })
})

test('a field that nobody knows is named, so that no misspelling passes in silence', () => {
  expect(problemOf(createIssueSchema.safeParse({ title: 'T', prority: 'P1' }))?.join()).toContain('prority')
  expect(problemOf(updateIssueSchema.safeParse({ title: 'T', lables: [] }))?.join()).toContain('lables')
  expect(problemOf(updateIssueSchema.safeParse({ rank: { behind: 'iss_1' } }))?.join()).toContain('behind')
})

test.each([[{}], [{ title: undefined }], [{ labels: undefined, status: undefined }]])('%o changes nothing', (body) => {
  expect(problemOf(updateIssueSchema.safeParse(body))).toEqual([': must change at least one field'])
})

test('to empty something is to change it', () => {
  for (const body of [{ description: null }, { assignee: null }, { labels: [] }, { needs_attention: null }, { labels: null }])
    expect(updateIssueSchema.safeParse(body).success).toBe(true)
})

test('the flag for people is not set by hand', () => {
  expect(updateIssueSchema.safeParse({ needs_attention: 'look!' }).success).toBe(false)
})

test('a comment is what somebody would see, kept as it was written', () => {
  expect(createCommentSchema.parse({ body: '  hi\n' }).body).toBe('  hi\n')
  expect(problemOf(createCommentSchema.safeParse({ body: ' \n\t' }))).toEqual(['body: must not be empty'])
  expect(problemOf(createCommentSchema.safeParse({ body: 'a\u0000' }))).toEqual(['body: may not contain NUL characters'])
  expect(createCommentSchema.safeParse({ body: 'x'.repeat(50_001) }).success).toBe(false)
})

test('one value of a filter and a list of one are the same', () => {
  expect(issueFilterSchema.parse({ status: 'Todo', priority: ['P1', 'P2'] })).toEqual({
    status: ['Todo'],
    priority: ['P1', 'P2'],
  })
})

test('a query string cannot ask for endless lists', () => {
  expect(issueFilterSchema.safeParse({ label: Array.from({ length: 51 }, (_, index) => `l${index}`) }).success).toBe(false)
})

test.each([
  ['2026-03-02T10:00:00Z', true],
  ['2026-03-02T10:00:00+05:30', true],
  ['2026-03-02T10:00:00', false],
  ['2026-02-30T10:00:00Z', false],
  ['yesterday', false],
  ['0000-01-01T00:00:00Z', false],
  ['0001-01-01T00:00:00+14:00', false],
])('updated_since %s: %s', (updated_since, isRight) => {
  expect(issueFilterSchema.safeParse({ updated_since }).success).toBe(isRight)
})

test('whatever JSON comes as a body, it is parsed or refused, and never thrown at', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      for (const schema of [createIssueSchema, updateIssueSchema, createCommentSchema, issueFilterSchema])
        expect(typeof schema.safeParse(body).success).toBe('boolean')
    }),
  )
})
