import { expect, test } from 'vitest'
import { whenDone } from './when-done.ts'

test('what was sent is gone on from, and a refusal is left to where it is shown', async () => {
  const seen: number[] = []
  whenDone(Promise.resolve(1), (answer) => seen.push(answer))
  whenDone(Promise.reject(new Error('refused')), () => seen.push(2))
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen).toEqual([1])
})
