import { expect, test } from 'vitest'
import { type BranchWord, takenBackAt } from './taken-back.ts'

const merge = { repository: 'acme/shop', number: 12, mergeSha: 'a'.repeat(40) }
const at = (minute: number) => `2026-03-02T10:${minute}:00.000Z`
const word = (minute: number, name: string, text: string, number: number | null = null): BranchWord => ({
  at: at(minute),
  shas: [name.repeat(40)],
  number,
  text,
})
const reverts = (name: string) => `This reverts commit ${name.repeat(40)}.`
const told = (...words: BranchWord[]) => takenBackAt(merge, words)

const undo = word(10, 'b', reverts('a'))
const undoPull = word(10, 'b', 'Reverts acme/shop#12', 13)

test('nothing said, or something else reverted, takes nothing back', () => {
  expect(told()).toBeNull()
  expect(told(word(10, 'b', reverts('c')), word(11, 'd', 'Reverts acme/other#12'))).toBeNull()
})
test('a commit or a pull request that says so does', () => {
  expect(told(undo)).toBe(at(10))
  expect(told(undoPull)).toBe(at(10))
})
test('what takes the revert back brings the merge back, by its commit or its number', () => {
  expect(told(undo, word(11, 'c', reverts('b')))).toBeNull()
  expect(told(word(11, 'c', 'Reverts #13', 14), undoPull)).toBeNull()
})
test('and may be taken back itself', () => {
  expect(told(undo, word(11, 'c', reverts('b')), word(12, 'd', reverts('c')))).toBe(at(10))
})
test('two that revert each other: the later one stands', () => {
  expect(told({ ...undoPull, text: 'Reverts #12\nReverts #14' }, word(11, 'c', 'Reverts #13', 14))).toBeNull()
})
test('a revert that somebody else did too stands', () => {
  expect(told(undo, word(11, 'c', reverts('b')), word(12, 'd', reverts('a')))).toBe(at(12))
})
