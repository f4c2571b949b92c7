import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonbText } from './jsonb-text.ts'

test('half a character, wherever in the value, becomes the sign for what cannot be shown', () => {
  expect(jsonbText([{ a: 'x\ud83d', b: ['\ude00y', { c: '😀' }] }])).toBe('[{"a":"x\ufffd","b":["\ufffdy",{"c":"😀"}]}]')
})

test('a NUL, and what stands in names, too', () => {
  expect(jsonbText({ 'a\ud83d': 'x\u0000y', 'b\u0000': [1, null, { c: '\u0000' }] })).toBe(
    '{"a\ufffd":"x\ufffdy","b\ufffd":[1,null,{"c":"\ufffd"}]}',
  )
})

test('a text that only speaks of such an escape stays as it is', () => {
  expect(JSON.parse(jsonbText({ a: String.raw`\ud83d` }))).toEqual({ a: String.raw`\ud83d` })
})

test('everything else is what JSON says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(jsonbText(value)).toBe(JSON.stringify(value))
    }),
  )
})

test('no half of a character is ever left in a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\\', '\ud83d', '\ude00', 'u', 'd', '8', '😀') }), (text) => {
      expect(jsonbText({ text })).not.toMatch(/(?<!\\)(\\\\)*\\ud[89a-f]/)
      expect(JSON.parse(jsonbText({ text }))).toEqual({ text: text.toWellFormed() })
    }),
  )
})
