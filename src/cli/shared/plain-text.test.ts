import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainJson, plainLine, plainText } from './plain-text.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

test('escape sequences go, whole', () => {
  expect(plainText('a\u001b[2Jb\u001b]0;title\u0007c\u009b31md')).toBe('abcd')
  expect(plainLine(' two\n lines\t')).toBe('two lines')
})

test('nothing that a terminal acts on ever comes through, and JSON stays what it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(plainText(text)).not.toMatch(dangerous)
      expect(plainJson({ text })).not.toMatch(dangerous)
      expect(JSON.parse(plainJson({ text }))).toEqual({ text })
    }),
  )
})
