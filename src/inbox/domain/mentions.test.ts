import { expect, test } from 'vitest'
import { excerptOf, findMentions } from './mentions.ts'

const people = [
  { id: 'usr_1', name: 'Robin' },
  { id: 'usr_2', name: 'Robin Vale' },
  { id: 'usr_3', name: 'Zoë' },
  { id: 'usr_4', name: 'zoë' },
]
const called = (body: string) =>
  findMentions(body, people)
    .map((person) => person.id)
    .sort()

test.each([
  ['ask @Robin about it', ['usr_1']],
  ['ask @robin vale about it', ['usr_2']],
  ['@Robin, @Robin Vale!', ['usr_1', 'usr_2']],
  ['@ZOË?', ['usr_3', 'usr_4']],
  ['mail robin@robin.example', []],
  ['@Robinson', []],
  ['@ Robin', []],
  ['`@Robin` and\n```\n@Robin\n```', []],
  ['> @Robin wrote this\nno', []],
  ['```\n@Robin in code that never ends', []],
  ['', []],
])('%j calls %j', (body, expected) => {
  expect(called(body)).toEqual(expected)
})

test('a list of names calls ten people at most', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `usr_${index}`, name: `n${index}` }))
  expect(findMentions(many.map((person) => `@${person.name}`).join(' '), many)).toHaveLength(10)
})

test('an excerpt is one line without code and quotations', () => {
  expect(excerptOf('> old\nPlease  look,\n`x` is odd')).toBe('Please look, is odd')
})
