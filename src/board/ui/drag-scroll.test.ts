import { expect, test } from 'vitest'
import { step } from './drag-scroll.ts'

test('a dragged card scrolls only near an edge, the faster the nearer', () => {
  expect(step(500, 0, 1000)).toBe(0)
  expect(step(50, 0, 1000)).toBeLessThan(0)
  expect(step(10, 0, 1000)).toBeLessThan(step(50, 0, 1000))
  expect(step(990, 0, 1000)).toBeGreaterThan(0)
  expect(step(-300, 0, 1000)).toBe(-step(1300, 0, 1000))
})
