import { expect, test } from 'vitest'
import { highlight, toSnippet, wordsOf } from './snippet.ts'

const marked = (text: string, places: readonly { start: number; end: number }[]) =>
  places.map(({ start, end }) => text.slice(start, end))

test('Markdown, comments, line breaks and direction marks are gone', () => {
  expect(toSnippet('## Steps\n\n- **open** `a.ts`\u202e <!-- do evil -->\r\nnow', []).text).toBe('Steps - open a.ts now')
})

test('it is never longer than a line, and never ends in half a character', () => {
  expect(toSnippet('x'.repeat(1000), []).text).toHaveLength(240)
  expect(toSnippet('😀'.repeat(500), []).text.isWellFormed()).toBe(true)
  expect(toSnippet(`${'😀'.repeat(500)} word`, ['word']).text.isWellFormed()).toBe(true)
})

test('it shows the part that has most of the words, and says where they stand', () => {
  const text = `${'Nothing of interest here. '.repeat(20)}Invoices show a wrong VAT since the update. ${'And so on. '.repeat(20)}`
  const snippet = toSnippet(text, ['invoic', 'vat'])
  expect(snippet.text.startsWith('…')).toBe(true)
  expect(snippet.text.length).toBeLessThanOrEqual(240)
  expect(marked(snippet.text, snippet.highlights)).toEqual(['Invoices', 'VAT'])
})

test('words are found in names of code, in other scripts and with another ending, but not inside of words', () => {
  const title = 'CheckoutService fails: happy users, unhappily reused'
  expect(marked(title, highlight(title, ['happi', 'use']))).toEqual(['happy', 'users'])
  expect(marked('用户登录失败', highlight('用户登录失败', ['登录']))).toEqual(['登录'])
  expect(marked('src/a-b.ts', highlight('src/a-b.ts', ['src/a-b.ts']))).toEqual(['src/a-b.ts'])
  expect(marked('a.b*c (x)', highlight('a.b*c (x)', ['b*c']))).toEqual(['b*c'])
})

test('markup in a text stays text, and nothing is marked by tags', () => {
  expect(toSnippet('<b>bold</b> <script>alert(1)</script>', ['bold']).text).toBe('<bbold</b <scriptalert(1)</script')
})

test('the words of a tsquery', () => {
  expect(wordsOf(["'invoic'", "'登' <-> '录'", "'a' | 'o''neil'"])).toEqual(['invoic', '登录', 'a', "o'neil"])
})
