import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstBranch, nextBranch } from './branch-name.ts'

test.each([
  ['Crash in Überweisung: null is not an object', 'dispatch/dispatch-42-crash-in-uberweisung-null-is-not-an-obje'],
  ['日本語', 'dispatch/dispatch-42'],
  ['--force; rm -rf /', 'dispatch/dispatch-42-force-rm-rf'],
])('%s', (title, branch) => {
  expect(firstBranch('DISPATCH-42', title)).toBe(branch)
})

test('later branches count on', () => {
  expect(nextBranch('dispatch/dispatch-42-crash', 'DISPATCH-42')).toBe('dispatch/dispatch-42-crash-2')
  expect(nextBranch('dispatch/dispatch-42-crash-2', 'DISPATCH-42')).toBe('dispatch/dispatch-42-crash-3')
  expect(nextBranch('dispatch/dispatch-42', 'DISPATCH-42')).toBe('dispatch/dispatch-42-2')
})

test('whatever the title, the branch is a plain ref name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (title) => {
      expect(firstBranch('D-1', title)).toMatch(/^dispatch\/d-1(-[a-z0-9]+)*$/)
    }),
  )
})
