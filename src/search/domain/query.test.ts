import { expect, test } from 'vitest'
import { readQuery } from './query.ts'

test.each([
  ['42', { prefix: null, number: 42 }],
  ['#42', { prefix: null, number: 42 }],
  [' dispatch-7 ', { prefix: 'DISPATCH', number: 7 }],
  ['UTF-8', { prefix: 'UTF', number: 8 }],
  ['login fails', null],
  ['DISPATCH-7 fails', null],
  ['9999999999999999999999', null],
])('%j asks for the identifier %j', (text, identifier) => {
  expect(readQuery(text).identifier).toEqual(identifier)
})

test('scripts without spaces are searched by substring', () => {
  expect(readQuery('登录失败').needsSubstring).toBe(true)
  expect(readQuery('ログイン').needsSubstring).toBe(true)
  expect(readQuery('ошибка входа').needsSubstring).toBe(false)
  expect(readQuery('login fails').needsSubstring).toBe(false)
})

test('control characters, lone surrogates and endless texts do no harm', () => {
  expect(readQuery('a\u0000b\n\tc').text).toBe('a b c')
  expect(readQuery('x\ud800').text).toBe('x\ufffd')
  expect(readQuery('y'.repeat(10_000)).text).toHaveLength(500)
})

test.each([
  ['login -sentry', true],
  ['"login fails"', true],
  ['sign-in fails', false],
  ['login - fails', false],
])('%j has operators: %s', (text, expected) => {
  expect(readQuery(text).hasOperators).toBe(expected)
})
