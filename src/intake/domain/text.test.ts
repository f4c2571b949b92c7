import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanLine, cleanLineOrNull, cleanText, cleanUrl } from './text.ts'

describe('what a reader cannot see is removed', () => {
  test.each([
    ['terminal escapes', 'a\u001b[31mred\u001b[0m', 'a[31mred[0m'],
    ['nul and bell', 'a\u0000b\u0007c', 'abc'],
    ['direction overrides', 'access\u202elevel\u202c', 'accesslevel'],
    ['direction isolates', '\u2066x\u2069', 'x'],
    ['direction marks', 'a\u200e\u200f\u061cb', 'ab'],
    ['zero-width characters', 'DIS\u200bPATCH\u200d-1\ufeff', 'DISPATCH-1'],
    ['soft hyphen', 'pass\u00adword', 'password'],
    ['tag characters', 'x\u{e0041}\u{e007f}', 'x'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'abc'],
    ['C1 controls', 'a\u0085b\u009bc', 'abc'],
    ['Hangul fillers', 'a\u3164b\u115fc', 'abc'],
    ['lone surrogates, shown as broken', 'a\ud800b', 'a\ufffdb'],
  ])('%s', (_, text, clean) => expect(cleanText(text, 100)).toBe(clean))
})

test('ordinary text of any language stays as it is', () => {
  const text = 'Größe überschritten: 支払い 💳 — naïve "quotes"\n\tindented'
  expect(cleanText(text, 100)).toBe(text)
})

test('all line breaks become one kind', () => {
  expect(cleanText('a\r\nb\rc\nd', 100)).toBe('a\nb\nc\nd')
})

test('a line has no breaks and no runs of spaces', () => {
  expect(cleanLine('  a\n\n b\t c  ', 100)).toBe('a b c')
})

test('text that is too long ends in an ellipsis and never in half a character', () => {
  expect(cleanText('abcdef', 4)).toBe('abc…')
  expect(cleanText('ab💳cd', 4)).toBe('ab…')
  expect(cleanText('abcd', 4)).toBe('abcd')
})

test('only strings with something visible count as given', () => {
  expect(cleanLineOrNull('  x ', 9)).toBe('x')
  for (const nothing of ['', ' \u200b ', null, undefined, 7, {}, ['x']]) expect(cleanLineOrNull(nothing, 9)).toBeNull()
})

describe('only web addresses are links', () => {
  test.each([
    ['https://sentry.io/issues/1/', 'https://sentry.io/issues/1/'],
    ['http://sentry.local:9000/x?y=1#z', 'http://sentry.local:9000/x?y=1#z'],
    ['https://user:secret@sentry.io/x', 'https://sentry.io/x'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['//sentry.io/x', null],
    ['not a url', null],
    [`https://sentry.io/${'x'.repeat(2_000)}`, null],
    [null, null],
  ])('%s', (value, url) => expect(cleanUrl(value)).toBe(url))
})

test('cleaning is idempotent, bounded, and leaves nothing invisible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 200 }), (text, max) => {
      const clean = cleanText(text, max)
      expect(clean.length).toBeLessThanOrEqual(max)
      expect(cleanText(clean, max)).toBe(clean)
      expect(clean.isWellFormed()).toBe(true)
      expect(clean).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(cleanLine(text, max)).not.toMatch(/\n/)
    }),
  )
})
