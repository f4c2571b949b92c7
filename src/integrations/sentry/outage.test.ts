import { expect, test } from 'vitest'
import { createOutage } from './outage.ts'

test('one or two failures are repeated at once; the third, and each later one, lets it rest for longer, up to a minute', () => {
  let now = 1_000_000
  const outage = createOutage(() => now)
  const rests: number[] = []
  for (let failures = 1; failures <= 9; failures++) {
    outage.noteFailure()
    const from = now
    while (outage.isResting()) now += 1_000
    rests.push((now - from) / 1_000)
  }
  expect(rests).toEqual([0, 0, 5, 10, 20, 40, 60, 60, 60])
})

test('an answer ends it', () => {
  const outage = createOutage(() => 0)
  for (const _ of [1, 2]) outage.noteFailure()
  outage.noteAnswer()
  for (const _ of [1, 2]) outage.noteFailure()
  expect(outage.isResting()).toBe(false)
})
