import { expect, test } from 'vitest'
import { safeLine, safeText } from './safe-text.ts'

test('text is cleaned, scrubbed and capped', () => {
  expect(safeText('from\u202e customer@example.com\nat 203.0.113.9', 100)).toBe('from [email]\nat [ip]')
  expect(safeLine('from customer@example.com\n at 203.0.113.9', 100)).toBe('from [email] at [ip]')
})

test('a cut leaves no half of an address', () => {
  const text = `${'x'.repeat(90)} customer@example.com`
  expect(safeText(text, 100)).toBe(`${'x'.repeat(90)} [email]`)
  expect(safeText(text, 96)).not.toContain('cust')
  expect(safeLine(text, 96)).not.toContain('cust')
})

test('an address that invisible characters hide is found', () => {
  expect(safeText('cust\u200bomer@exam\u200bple.com', 100)).toBe('[email]')
})

test('what is no text, or shows nothing, is null', () => {
  for (const value of [null, undefined, 7, {}, '', ' \u200b\n']) {
    expect(safeText(value, 100)).toBeNull()
    expect(safeLine(value, 100)).toBeNull()
  }
})
