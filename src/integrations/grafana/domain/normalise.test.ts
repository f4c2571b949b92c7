import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseTitle } from './normalise.ts'

describe('the same alert with other values is one', () => {
  test.each([
    ['42 errors in 5m', '1,873 errors in 15m'],
    ['42 errors in 5m', '42 errors in 1h30m'],
    ['Latency of 1.5s', 'Latency of 320ms'],
    ['Latency over 1.5 seconds', 'Latency over 20 seconds'],
    ['Disk 91% full', 'Disk 99.5 % full'],
    ['Heap at 512MB', 'Heap at 1.5 GiB'],
    ['User 8812 not found', 'User 17 not found'],
    ['Order #88121 lost', 'Order #1 lost'],
    ['order-88121 lost', 'order-4 lost'],
    ['worker3 is down', 'worker12 is down'],
    ['Temperature -4 too low', 'Temperature 12 too low'],
    ['Rate 1e-5', 'Rate 2.5E+3'],
    ['Port 10.1.4.7:5432 refuses', 'Port 192.168.0.12:5432 refuses'],
    ['Trace 4bf92f3577b34da6a3ce929d0e0e4736', 'Trace 00f067aa0ba902b7'],
    ['Commit 2fd4e1c', 'Commit da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['Address 0x7ffeefbff5c0', 'Address 0x1'],
    ['Job 550e8400-e29b-41d4-a716-446655440000 failed', 'Job 6BA7B810-9DAD-11D1-80B4-00C04FD430C8 failed'],
    ['Run 01JAB3Z8Q4W6N0R5T7Y9X2C4V6 stuck', 'Run 01JAB3Z8Q4W6N0R5T7Y9X2C4V7 stuck'],
    ['Pod api-7d9f8b6c5-x2x9z restarts', 'Pod api-5c8d7b9f4-k8k2p restarts'],
    ['Queue "orders" is full', 'Queue "invoices and more" is full'],
    ["Queue 'orders' is full", "Queue 'invoices' is full"],
    ['Queue `orders` is full', 'Queue `invoices` is full'],
    ['Queue “orders” is full', 'Queue “invoices” is full'],
    ['Backup of 2026-03-02 missing', 'Backup of 2026-11-22 missing'],
    ['Since 2026-03-02T09:14:07Z no data', 'Since 2026-03-03 23:59:59.123+02:00 no data'],
    ['High  CPU', 'high cpu'],
    ['Wait 10us', 'Wait 3 µs'],
  ])('%s = %s', (a, b) => expect(normaliseTitle(a)).toBe(normaliseTitle(b)))
})

describe('other alerts stay others', () => {
  test.each([
    ['Too many 4xx answers', 'Too many timeouts'],
    ['Disk full', 'Disk failed'],
    ['Errors in checkout', 'Errors in search'],
    ['Queue "orders" is full', 'Queue "orders" is empty'],
    ['Latency of 5s', 'Throughput of 5s'],
    ["Can't reach the database", "Can't reach the cache"],
    ['decade report missing', 'facade report missing'],
    ['Überlast', 'Unterlast'],
    ['注文が失敗', '検索が失敗'],
  ])('%s ≠ %s', (a, b) => expect(normaliseTitle(a)).not.toBe(normaliseTitle(b)))
})

test.each([
  ["User's cart can't load", "user's cart can't load"],
  ['decade and facade', 'decade and facade'],
  ['Deadline exceeded', 'deadline exceeded'],
  ['42 errors in 5m', '<n> errors in <n>'],
  ['Pod api-7d9f8b6c5-x2x9z restarts', 'pod api-<id> restarts'],
  ['Queue "x" at 99%', 'queue <name> at <n>'],
])('%s becomes %s', (title, normalised) => expect(normaliseTitle(title)).toBe(normalised))

test('twice is as once, and no title costs much time', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 100, unit: 'grapheme' }), (title) => {
      expect(normaliseTitle(normaliseTitle(title))).toBe(normaliseTitle(title))
    }),
  )
  for (const piece of ['9', '"', 'a1', '1.', '-a1', '0x', '1 ', "'"]) {
    const begun = performance.now()
    normaliseTitle(piece.repeat(50_000))
    expect(performance.now() - begun).toBeLessThan(200)
  }
})
