import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pickDeliveries } from './pick-deliveries.ts'

test('no host and no process ever gets more than its share, and nobody waits while there is room', () => {
  const due = fc.array(fc.record({ id: fc.uuid(), host: fc.constantFrom('a', 'b', 'c') }), { maxLength: 40 })
  const inFlight = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 4 }))
  fc.assert(
    fc.property(due, inFlight, fc.integer({ min: 12, max: 20 }), (waiting, running, total) => {
      const before = new Map(Object.entries(running))
      const chosen = pickDeliveries(waiting, before, { total, perHost: 4 })
      const after = new Map(before)
      for (const { host } of chosen) after.set(host, (after.get(host) ?? 0) + 1)
      const sum = [...after.values()].reduce((all, count) => all + count, 0)
      for (const count of after.values()) expect(count).toBeLessThanOrEqual(4)
      expect(sum).toBeLessThanOrEqual(total)
      const left = waiting.filter((each) => !chosen.includes(each))
      for (const { host } of left) expect((after.get(host) ?? 0) >= 4 || sum >= total).toBe(true)
    }),
  )
})
