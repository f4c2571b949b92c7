import { expect, test } from 'vitest'
import { createLoginThrottles, type Throttle, TooManyLogins } from './login-throttle.ts'

const passwords = (each: number, all: number) => createLoginThrottles({ each, all, seconds: 900 }).passwords

async function refusal(throttle: Throttle, by: string): Promise<TooManyLogins | undefined> {
  try {
    await throttle.attempt(by)
    return undefined
  } catch (error) {
    if (error instanceof TooManyLogins) return error
    throw error
  }
}
async function attempts(throttle: Throttle, by: string, count: number): Promise<boolean[]> {
  const passed: boolean[] = []
  for (let index = 0; index < count; index++) passed.push((await refusal(throttle, by)) === undefined)
  return passed
}

test('after so many attempts an address waits, and others do not', async () => {
  const throttle = passwords(3, 100)
  expect(await attempts(throttle, '10.0.0.1', 5)).toEqual([true, true, true, false, false])
  expect(await attempts(throttle, '10.0.0.2', 1)).toEqual([true])
})

test('attempts at the same moment count like those one after the other', async () => {
  const throttle = passwords(3, 100)
  const refused = await Promise.all(Array.from({ length: 10 }, () => refusal(throttle, 'a')))
  expect(refused.filter((error) => error === undefined)).toHaveLength(3)
})

test('the first refusal of a series is marked, so that the audit trail has it once', async () => {
  const throttle = passwords(1, 100)
  await throttle.attempt('a')
  const first = await refusal(throttle, 'a')
  expect(first).toMatchObject({ isFirst: true, status: 429, code: 'too_many_logins' })
  expect(first?.retryAfterSeconds).toBeGreaterThan(890)
  expect(first?.retryAfterSeconds).toBeLessThanOrEqual(900)
  expect(await refusal(throttle, 'a')).toMatchObject({ isFirst: false })
})

test('guessing from many addresses is slowed down together', async () => {
  const throttle = passwords(10, 4)
  const passed = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (by) => (await refusal(throttle, by)) === undefined))
  expect(passed).toEqual([true, true, true, true, false])
})

test('an address that is refused does not use up what is left for all', async () => {
  const throttle = passwords(1, 3)
  await attempts(throttle, 'guesser', 50)
  expect(await attempts(throttle, 'b', 1)).toEqual([true])
  expect(await attempts(throttle, 'c', 1)).toEqual([true])
})

test('whoever knows the secret begins anew', async () => {
  const throttle = passwords(3, 100)
  await attempts(throttle, 'a', 3)
  await throttle.succeeded('a')
  expect(await attempts(throttle, 'a', 4)).toEqual([true, true, true, false])
})

test('whoever knows their own password gets back this attempt and no other', async () => {
  const throttle = passwords(3, 100)
  await attempts(throttle, 'a', 2)
  await throttle.attempt('a')
  await throttle.passed('a')
  expect(await attempts(throttle, 'a', 2)).toEqual([true, false])
})

test('a hundred people who log in behind one address are not held up', async () => {
  const throttle = passwords(3, 5)
  for (let index = 0; index < 100; index++) {
    expect(await refusal(throttle, 'office')).toBeUndefined()
    await throttle.passed('office')
  }
})

test('links let their owner in while somebody guesses passwords', async () => {
  const { passwords: guessed, links, confirmations } = createLoginThrottles({ each: 1, all: 1, seconds: 900 })
  await attempts(guessed, 'a', 5)
  expect(await refusal(links, 'a')).toBeUndefined()
  expect(await refusal(confirmations, 'a')).toBeUndefined()
})
