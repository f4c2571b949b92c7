import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DiffLine, diffLines, foldUnchanged } from './line-diff.ts'

const show = (lines: readonly (DiffLine | null)[]) =>
  lines.map((line) => (line ? `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.text}` : '…')).join('|')

test('added, removed and changed lines are told apart', () => {
  expect(show(diffLines('a\nb\nc', 'a\nx\nc\nd'))).toBe(' a|-b|+x| c|+d')
  expect(show(diffLines('', 'a'))).toBe('+a')
  expect(show(diffLines('a', ''))).toBe('-a')
  expect(show(diffLines('a\n', 'a'))).toBe(' a')
})

test('the difference always leads from the one text to the other', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 14 })
    .map((lines) => `${lines.join('\n')}\n`)
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after)
      const side = (kind: 'removed' | 'added') =>
        `${lines
          .filter((line) => line.kind === 'same' || line.kind === kind)
          .map((line) => line.text)
          .join('\n')}\n`
      return side('removed') === before && side('added') === after
    }),
  )
})

test('what is far from every change is folded', () => {
  const before = Array.from({ length: 20 }, (_, index) => `l${index}`).join('\n')
  expect(show(foldUnchanged(diffLines(before, before.replace('l10', 'x')), 1))).toBe('…| l9|-l10|+x| l11|…')
})
