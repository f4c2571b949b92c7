import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vendorTime } from './vendor-time.ts'

describe('times as vendors write them', () => {
  test.each([
    ['microseconds', '2019-08-19T20:58:37.391000Z', '2019-08-19T20:58:37.391Z'],
    ['an offset', '2025-11-10T20:56:00.679000+00:00', '2025-11-10T20:56:00.679Z'],
    ['another offset', '2025-11-10T22:56:00+02:00', '2025-11-10T20:56:00.000Z'],
    ['no fraction', '2020-09-11T17:46:36Z', '2020-09-11T17:46:36.000Z'],
    ['no zone, which means UTC', '2020-09-11T17:46:36', '2020-09-11T17:46:36.000Z'],
    ['no zone and a space', '2020-09-11 17:46:36.5', '2020-09-11T17:46:36.500Z'],
    ['Unix seconds', 1_566_248_777.677, '2019-08-19T21:06:17.677Z'],
    ['Unix seconds in digits', '1566248777', '2019-08-19T21:06:17.000Z'],
  ])('%s', (_, value, iso) => expect(vendorTime(value)).toBe(iso))
})

test.each([
  null,
  undefined,
  '',
  'yesterday',
  '1',
  'Tue, 19 Aug 2019',
  '2025-07-14T11:41:32+053031+00:00',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  4e12,
  '1970-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  {},
  [],
])('not a time: %j', (value) => expect(vendorTime(value)).toBeNull())

test('what comes out sorts as text', () => {
  const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [first, second] = [vendorTime(a.toISOString()) ?? '', vendorTime(b.getTime() / 1_000) ?? '']
      expect(first < second).toBe(a.getTime() < b.getTime())
    }),
  )
})
