import { expect, test } from 'vitest'
import { moment } from './moment.ts'

const now = new Date('2026-03-02T09:00:00.000Z')

test.each([
  ['2h', '2026-03-02T07:00:00.000Z'],
  ['90min', '2026-03-02T07:30:00.000Z'],
  ['3d', '2026-02-27T09:00:00.000Z'],
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T10:00:00+02:00', '2026-03-01T08:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(moment(text, now)).toBe(time)
})

test.each(['yesterday', '2', '5 weeks', '2026-13-01', ''])('%j is refused', (text) => {
  expect(() => moment(text, now)).toThrow(/how long ago/)
})
