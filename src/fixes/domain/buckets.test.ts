import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketsAround } from './buckets.ts'

const at = (hours: number) => new Date(Date.UTC(2026, 2, 2) + hours * 3_600_000).toISOString()
const span = { from: at(-96), deployedAt: at(0), until: at(48) }

test('events are counted in steps that begin at the deployment', () => {
  const happened = [
    { at: at(-95), isAgainst: false },
    { at: at(-0.01), isAgainst: false },
    { at: at(0), isAgainst: false },
    { at: at(5), isAgainst: true },
    { at: at(-200), isAgainst: false },
    { at: at(49), isAgainst: true },
  ]
  const { bucket_seconds, buckets } = bucketsAround(happened, span)
  expect(bucket_seconds).toBe(6 * 3_600)
  expect(buckets).toHaveLength(24)
  expect(buckets.filter(({ events }) => events > 0)).toEqual([
    { starts_at: at(-96), events: 1, against: 0 },
    { starts_at: at(-6), events: 1, against: 0 },
    { starts_at: at(0), events: 2, against: 1 },
  ])
})

test('whatever the span, there are few steps, one of them begins at the deployment, and nothing within is lost', () => {
  const hours = fc.double({ min: 0.01, max: 20_000, noNaN: true })
  fc.assert(
    fc.property(
      hours,
      hours,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 20 }),
      (before, after, places) => {
        const around = { from: at(-before), deployedAt: at(0), until: at(after) }
        const happened = places.map((place) => ({ at: at(-before + place * (before + after)), isAgainst: false }))
        const { buckets } = bucketsAround(happened, around)
        expect(buckets.length).toBeLessThanOrEqual(48)
        expect(buckets.map(({ starts_at }) => starts_at)).toContain(at(0))
        expect(buckets.reduce((sum, { events }) => sum + events, 0)).toBe(happened.length)
      },
    ),
    { numRuns: 200 },
  )
})
