import { expect, test } from 'vitest'
import { readQuery } from './query.ts'

test.each([
  ['42', { prefix: null, number: 42 }],
  ['#42', { prefix: null, number: 42 }],
  [' dispatch-7 ', { prefix: 'DISPATCH', number: 7 }],
  ['dispatch 7', { prefix: 'DISPATCH', number: 7 }],
  ['dispatch #7', { prefix: 'DISPATCH', number: 7 }],
  ['UTF-8', { prefix: 'UTF', number: 8 }],
  ['login fails', null],
  ['DISPATCH-7 fails', null],
  ['9999999999999999999999', null],
])('%j asks for the identifier %j', (text, identifier) => {
  expect(readQuery(text).identifier).toEqual(identifier)
})

test('control characters, lone surrogates and endless texts do no harm', () => {
  expect(readQuery('a\u0000b\n\tc').text).toBe('a b c')
  expect(readQuery('x\ud800').text).toBe('x\ufffd')
  expect(readQuery('y'.repeat(10_000)).text).toHaveLength(500)
  expect(readQuery('a b '.repeat(5_000)).terms).toEqual(['a', 'b'])
})

test.each([
  ['login -sentry', { text: 'login', phrases: [], excluded: ['sentry'] }],
  ['"login fails" today', { text: 'login fails today', phrases: ['login fails'], excluded: [] }],
  ['login -"two words"', { text: 'login', phrases: [], excluded: ['two words'] }],
  ['sign-in fails', { text: 'sign-in fails', phrases: [], excluded: [] }],
  ['login - fails', { text: 'login - fails', phrases: [], excluded: [] }],
  ['"unclosed phrase', { text: '"unclosed phrase', phrases: [], excluded: [] }],
  ['-only', { text: '-only', phrases: [], excluded: [] }],
  ['""', { text: '""', phrases: [], excluded: [] }],
])('%j is read as %j', (text, expected) => {
  expect(readQuery(text)).toMatchObject(expected)
})
