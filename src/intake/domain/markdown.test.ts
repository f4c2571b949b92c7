import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeBlock, inlineCode, link } from './markdown.ts'

test('backticks inside do not end the code', () => {
  expect(inlineCode('plain')).toBe('`plain`')
  expect(inlineCode('a `b` c')).toBe('``a `b` c``')
  expect(inlineCode('`b`')).toBe('`` `b` ``')
  expect(codeBlock('```\nhi\n```')).toBe('````text\n```\nhi\n```\n````')
})

test('an address cannot end its link', () => {
  expect(link('Open', 'https://x.io/a) [b](c> d')).toBe('[Open](<https://x.io/a)%20[b](c%3E%20d>)')
})

test('no text gets out of its code block', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('`', '```', '````', '\n', 'x', '~~~')), (parts) => {
      const lines = codeBlock(parts.join('')).split('\n')
      const fence = /^`+/.exec(lines[0] ?? '')?.[0] ?? ''
      expect(lines.slice(1, -1).some((line) => line.trim().startsWith(fence))).toBe(false)
      expect(lines.at(-1)).toBe(fence)
    }),
  )
})
