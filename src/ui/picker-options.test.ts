import { expect, test } from 'vitest'
import { groupsOf, passesTyping } from './picker-options.ts'

test('typed words are found anywhere in one text, in any order, whatever their case', () => {
  expect(passesTyping(['Needs Review'], 'rev need')).toBe(true)
  expect(passesTyping(['Kim Arden', 'kim@acme.dev'], 'ACME')).toBe(true)
  expect(passesTyping(['Kim Arden', 'kim@acme.dev'], 'arden acme')).toBe(false)
  expect(passesTyping(['Sascha Holt'], 'kim')).toBe(false)
  expect(passesTyping(['Anything'], ' ')).toBe(true)
})

test('options stand by group, groups in the order in which they come first', () => {
  const options = [
    { value: 'none' },
    { value: 'a', group: 'People' },
    { value: 'b', group: 'Agents' },
    { value: 'c', group: 'People' },
  ]
  expect(groupsOf(options).map(([name, members]) => [name, members.map(({ value }) => value).join('')])).toEqual([
    ['', 'none'],
    ['People', 'ac'],
    ['Agents', 'b'],
  ])
})
