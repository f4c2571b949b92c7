import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snoozeChoices } from './snooze.ts'

test('every choice lies ahead, and Monday is a Monday at nine', () => {
  const anyTime = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(anyTime, (now) => {
      const choices = snoozeChoices(now)
      for (const { until } of choices) expect(until.getTime()).toBeGreaterThan(now.getTime())
      const monday = choices.find((choice) => choice.label.includes('Monday'))?.until
      expect([monday?.getDay(), monday?.getHours()]).toEqual([1, 9])
    }),
  )
})
