import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LaneQueue } from './lane-queue.ts'

test('on a saturated connection jobs keep one turn in eleven, and no request ever waits for two jobs in a row', () => {
  const arrivals = fc.array(fc.constantFrom('http', 'job', 'take'), { maxLength: 400 })
  fc.assert(
    fc.property(arrivals, (steps) => {
      const queue = new LaneQueue<'http' | 'job'>()
      let overtaken = 0
      let jobsInARow = 0
      for (const step of steps) {
        if (step !== 'take') {
          queue.push(step, step)
          continue
        }
        const [requests, jobs] = [queue.size('http'), queue.size('job')]
        const taken = queue.take()
        overtaken = taken === 'http' && jobs > 0 ? overtaken + 1 : 0
        jobsInARow = taken === 'job' && requests > 0 ? jobsInARow + 1 : 0
        expect(taken === undefined).toBe(requests + jobs === 0)
        expect(overtaken).toBeLessThanOrEqual(10)
        expect(jobsInARow).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('while both always wait, of 1,100 turns jobs get 100', () => {
  const queue = new LaneQueue<string>()
  for (let n = 0; n < 1_100; n++) {
    queue.push('http', 'http')
    queue.push('job', 'job')
  }
  const turns = Array.from({ length: 1_100 }, () => queue.take())
  expect(turns.filter((turn) => turn === 'job')).toHaveLength(100)
})
