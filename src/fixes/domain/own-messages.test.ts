import { expect, test } from 'vitest'
import { mergedNumber, ownMessages } from './own-messages.ts'

const push = (...messages: string[]) => ({ commits: messages.map((message, index) => ({ sha: `${index}`, message })) })

test.each([
  ['Merge pull request #12 from acme/topic\n\nTitle', 12],
  ['Taxes (#13)', 13],
  ['Taxes (#13)\n\n* start', 13],
  ['Taxes', null],
  ['See (#13) for more', null],
  ['Taxes\n\n(#13)', null],
])('%s merges %s', (message, number) => expect(mergedNumber(message)).toBe(number))

test('a branch says what its own commits say', () => {
  expect(ownMessages([push('One', 'Two'), push('Three')], 7)).toEqual(['One', 'Two', 'Three'])
})

test('what a merge brought is not the branch saying it', () => {
  expect(ownMessages([push('One'), push('Fixes A-1', "Merge branch 'main' into topic")], 7)).toEqual(['One'])
})

test('another pull request that was squashed into the branch speaks for itself', () => {
  expect(ownMessages([push('Fixes A-1 (#12)', 'Fixes A-2 (#7)', 'Fixes A-3')], 7)).toEqual(['Fixes A-2 (#7)', 'Fixes A-3'])
})
