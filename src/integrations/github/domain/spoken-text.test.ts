import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spokenText } from './spoken-text.ts'

const said = (markdown: string) => spokenText(markdown).replace(/\s+/g, ' ').trim()

test.each([
  ['a comment', 'Fixes it. <!-- Fixes ABC-1 -->', 'Fixes it.'],
  ['a comment that is never closed', 'Before <!-- Fixes ABC-1', 'Before'],
  ['a fence', 'Before\n```\nFixes ABC-1\n```\nafter', 'Before after'],
  ['a fence with a language', 'Before\n```ts\nABC-1\n```\nafter', 'Before after'],
  ['a fence of tildes', '~~~\nABC-1\n~~~\nafter', 'after'],
  ['a fence that is never closed', 'Before\n```\nABC-1\nABC-2', 'Before'],
  ['a longer fence around a shorter one', '````\n```\nABC-1\n```\nABC-2\n````\nafter', 'after'],
  ['a quote', '> Fixes ABC-1\n\nmine', 'mine'],
  ['a quote in a quote', '> > ABC-1\nmine', 'mine'],
  ['inline code', 'run `fix ABC-1` now', 'run now'],
  ['inline code of two backticks', 'run ``a ` ABC-1`` now', 'run now'],
  ['indented code', 'Log:\n\n    ABC-1 failed\n\nmine', 'Log: mine'],
  ['struck text', '~~Fixes ABC-1~~ does not', 'does not'],
  ['code in HTML', 'a <code>ABC-1</code> <pre class="x">ABC-2</pre> b', 'a b'],
  ['a quote in HTML that is never closed', 'a <blockquote>ABC-1', 'a'],
])('nobody says %s', (_, markdown, spoken) => expect(said(markdown)).toBe(spoken))

test.each([
  ['a lone backtick', "it's `ABC-1", "it's `ABC-1"],
  ['backticks in two paragraphs', 'a ` b\n\nc ` d', 'a ` b c ` d'],
  ['an indented line of a paragraph', 'Fixes\n    ABC-1', 'Fixes ABC-1'],
  ['an indented line of a list', '- item\n\n    Fixes ABC-1', '- item Fixes ABC-1'],
  ['one tilde', 'about ~5 and ~6', 'about ~5 and ~6'],
  ['a comparison', 'a < b > c', 'a < b > c'],
  ['a tag that only begins alike', '<prefix>ABC-1</prefix>', '<prefix>ABC-1</prefix>'],
])('%s is said', (_, markdown, spoken) => expect(said(markdown)).toBe(spoken))

test('hostile text takes no longer than its length', () => {
  for (const part of ['`', '``a`', '<pre>', '<!--', '~~a', '> ', '    ', '```\n', '<code '])
    expect(typeof spokenText(part.repeat(20_000))).toBe('string')
})

test('plain words are said as they stand', () => {
  const words = fc.array(fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/), { minLength: 1, maxLength: 20 })
  fc.assert(fc.property(words, (list) => spokenText(list.join(' ')) === list.join(' ')))
})

test('what stands between fences is never said', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', ' ', '-', '>', '<', '*', '`') })
  fc.assert(
    fc.property(text, (inner) => {
      expect(said(`before\n~~~\n${inner}SECRET\n~~~\n`)).toBe('before')
    }),
  )
})
