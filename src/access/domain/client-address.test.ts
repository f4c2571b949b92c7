import { expect, test } from 'vitest'
import { clientAddress, isLoopbackAddress } from './client-address.ts'

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['127.0.0.1.evil', false],
  ['', false],
  [undefined, false],
])('%j is this machine: %s', (address, expected) => {
  expect(isLoopbackAddress(address)).toBe(expected)
})

test('only a proxy on this machine may say for whom it asks, and only its own addition counts', () => {
  expect(clientAddress('127.0.0.1', undefined)).toBe('127.0.0.1')
  expect(clientAddress('127.0.0.1', '6.6.6.6, 203.0.113.9')).toBe('203.0.113.9')
  expect(clientAddress('203.0.113.9', '6.6.6.6')).toBe('203.0.113.9')
  expect(clientAddress('::ffff:203.0.113.9', undefined)).toBe('203.0.113.9')
  expect(clientAddress('127.0.0.1', 'x'.repeat(1000))).toBe('127.0.0.1')
  expect(clientAddress(undefined, '6.6.6.6')).toBe('unknown')
})
