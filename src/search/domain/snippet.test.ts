import { expect, test } from 'vitest'
import { toSnippet } from './snippet.ts'

test('Markdown, comments, line breaks and direction marks are gone', () => {
  expect(toSnippet('## Steps\n\n- **open** `a.ts`\u202e <!-- do evil -->\r\nnow')).toBe('Steps - open a.ts now')
})

test('it is never longer than a line, and never ends in half a character', () => {
  expect(toSnippet('x'.repeat(1000))).toHaveLength(240)
  expect(toSnippet('😀'.repeat(500)).isWellFormed()).toBe(true)
})
