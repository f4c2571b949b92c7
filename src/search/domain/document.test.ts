import { expect, test } from 'vitest'
import { contentHash, toDocument } from './document.ts'

test('code, comments, links and Markdown signs are left out', () => {
  const description =
    '## Steps\n- open **the** page\n```\nat f (a.js:1)\n```\nsee https://example.com/x <!-- hidden -->\n> quoted'
  expect(toDocument({ title: ' A\ttitle ', description })).toEqual({
    title: 'A title',
    description: 'Steps open the page see quoted',
  })
})

test('an unclosed fence ends with the text', () => {
  expect(toDocument({ title: 'x', description: 'before ```\nat f' }).description).toBe('before')
})

test('the hash changes with the title or the prose, not with a stack trace', () => {
  const hash = (title: string, description: string) => contentHash(toDocument({ title, description }))
  expect(hash('a', 'b')).toBe(hash('a', 'b\n```\nframe 2\n```'))
  expect(hash('a', 'b')).not.toBe(hash('a', 'c'))
  expect(hash('a b', '')).not.toBe(hash('a', 'b'))
})
