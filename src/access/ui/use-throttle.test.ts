import { expect, test } from 'vitest'
import { throttleText } from './use-throttle.ts'

test('short waits are told to the second, long ones in minutes rounded up', () => {
  expect(throttleText(20)).toBe('Too many attempts. Try again in 20 s.')
  expect(throttleText(91)).toBe('Too many attempts. Try again in 2 min.')
  expect(throttleText(900)).toBe('Too many attempts. Try again in 15 min.')
})
