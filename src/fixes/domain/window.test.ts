import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultWindowPolicy, windowOf } from './window.ts'

const day = (time: string) => `2026-03-02T${time}:00.000Z`
const facts = { mergedAt: day('09:00'), deployedAt: day('10:00'), receivedAt: day('10:00') }

test('two days from the deployment, counting after ten minutes', () => {
  expect(windowOf(facts, defaultWindowPolicy)).toEqual({
    deployedAt: day('10:00'),
    startsAt: day('10:10'),
    endsAt: '2026-03-04T10:00:00.000Z',
  })
})

describe('it starts with the latest of', () => {
  test.each([
    ['the deployment', {}, '10:00'],
    ['the merge, when the deployment claims to be older', { deployedAt: day('08:00') }, '09:45'],
    ['the merge itself', { deployedAt: day('08:00'), mergedAt: day('09:50') }, '09:50'],
    ['a quarter of an hour before we heard of it', { deployedAt: day('02:00'), mergedAt: day('01:00') }, '09:45'],
    ['the deployment, when we heard of it soon', { receivedAt: day('10:14') }, '10:00'],
  ])('%s', (_, change, start) => expect(windowOf({ ...facts, ...change }, defaultWindowPolicy).deployedAt).toBe(day(start)))
})

test('a window shorter than the grace begins after it', () => {
  expect(windowOf(facts, { windowSeconds: 5, graceSeconds: 600 })).toMatchObject({
    startsAt: day('10:10'),
    endsAt: '2026-03-02T10:10:05.000Z',
  })
  expect(windowOf(facts, { windowSeconds: 5, graceSeconds: 0 })).toMatchObject({
    startsAt: day('10:00'),
    endsAt: '2026-03-02T10:00:05.000Z',
  })
})

test('every window has time in it, after the merge and the deployment', () => {
  const time = fc
    .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString())
  fc.assert(
    fc.property(
      time,
      time,
      time,
      fc.integer({ min: 1, max: 1e7 }),
      fc.nat(1e5),
      (mergedAt, deployedAt, receivedAt, windowSeconds, graceSeconds) => {
        const window = windowOf({ mergedAt, deployedAt, receivedAt }, { windowSeconds, graceSeconds })
        expect(window.startsAt < window.endsAt).toBe(true)
        expect(window.deployedAt >= mergedAt && window.deployedAt >= deployedAt).toBe(true)
      },
    ),
  )
})
