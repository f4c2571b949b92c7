import { expect, test } from 'vitest'
import { equalSecrets, hashToken, isToken, newToken, tokenHint } from './tokens.ts'

test('a token is 256 bits behind the prefix of its kind, and no two are equal', () => {
  const token = newToken('api_key')
  expect(token).toMatch(/^dsp_[A-Za-z0-9_-]{43}$/)
  expect(newToken('api_key')).not.toBe(token)
  expect(isToken('api_key', token)).toBe(true)
  expect(isToken('run_tools', token)).toBe(false)
})

test.each(['', 'dsp_', 'dsp_short', `dsp_${'x'.repeat(44)}`, `dsp_${'é'.repeat(43)}`, `dsp_${'x'.repeat(43)}\n`])(
  '%j is no API key',
  (text) => {
    expect(isToken('api_key', text)).toBe(false)
  },
)

test('what is stored is the hash in hex, what is shown is the end', () => {
  expect(hashToken('a')).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb')
  expect(tokenHint(`dsp_${'x'.repeat(39)}abcd`)).toBe('dsp_…abcd')
})

test('secrets of different lengths are compared without an error', () => {
  expect(equalSecrets('secret', 'secret')).toBe(true)
  expect(equalSecrets('secret', 'secre')).toBe(false)
  expect(equalSecrets('', 'secret')).toBe(false)
})
