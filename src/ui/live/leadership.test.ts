import { expect, test } from 'vitest'
import { takePlace, whenLeader } from './leadership.ts'

test('as many places are given as there are, and one that is given back can be taken again', async () => {
  const [first, second, third] = [await takePlace('runs', 2), await takePlace('runs', 2), await takePlace('runs', 2)]
  expect(third).toBeNull()
  first?.release()
  await expect.poll(() => takePlace('runs', 2)).not.toBeNull()
  second?.release()
})

test('the next tab leads when the one that led is gone', async () => {
  const [here, there] = [new AbortController(), new AbortController()]
  const led: string[] = []
  whenLeader('stream', here.signal, () => led.push('here'))
  whenLeader('stream', there.signal, () => led.push('there'))
  await expect.poll(() => led).toEqual(['here'])
  here.abort()
  await expect.poll(() => led).toEqual(['here', 'there'])
  there.abort()
})
