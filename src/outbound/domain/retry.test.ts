import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideAfterAttempt, retryDelays, type SendOutcome } from './retry.ts'

const failed: SendOutcome = { kind: 'failed', code: 'bad_status', detail: 'answered 500' }
const start = new Date('2026-03-02T09:00:00Z')
const facts = { retries: 0, isTest: false, firstAttemptAt: start, lastSuccessAt: null }

test('eleven attempts take about a day', () => {
  const hours = retryDelays.reduce((sum, delay) => sum + delay, 0) / 3600
  expect(hours).toBeGreaterThan(23)
  expect(hours).toBeLessThan(25)
})

test('the delay stays within a fifth of the schedule, whatever the dice say', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: retryDelays.length - 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (retries, random) => {
        const after = decideAfterAttempt(failed, { ...facts, retries }, random)
        const delay = retryDelays[retries] ?? 0
        expect(after.state).toBe('pending')
        if (after.state !== 'pending') return
        expect(after.delaySeconds).toBeGreaterThanOrEqual(delay * 0.799)
        expect(after.delaySeconds).toBeLessThanOrEqual(delay * 1.201)
      },
    ),
  )
})

test('a receiver may ask for up to an hour more', () => {
  const wish = (retryAfterSeconds: number) => decideAfterAttempt({ ...failed, retryAfterSeconds }, facts, 0.5)
  expect(wish(60)).toEqual({ state: 'pending', delaySeconds: 60 })
  expect(wish(999_999)).toEqual({ state: 'pending', delaySeconds: 3600 })
  expect(wish(1)).toEqual({ state: 'pending', delaySeconds: 5 })
})

test('the last failure ends the message; the subscriber only if it took nothing meanwhile', () => {
  const last = { ...facts, retries: retryDelays.length }
  const disable = { reason: 'exhausted', detail: 'answered 500' }
  expect(decideAfterAttempt(failed, last, 0.5)).toEqual({ state: 'failed', disable })
  expect(decideAfterAttempt(failed, { ...last, lastSuccessAt: new Date(start.getTime() - 1) }, 0.5)).toEqual({
    state: 'failed',
    disable,
  })
  expect(decideAfterAttempt(failed, { ...last, lastSuccessAt: new Date(start.getTime() + 1) }, 0.5)).toEqual({
    state: 'failed',
    disable: null,
  })
})

test('gone ends both at once, refused only the message', () => {
  expect(decideAfterAttempt({ kind: 'gone', code: 'gone', detail: '410' }, facts, 0.5)).toEqual({
    state: 'failed',
    disable: { reason: 'gone', detail: '410' },
  })
  expect(decideAfterAttempt({ kind: 'refused', code: 'x', detail: 'y' }, facts, 0.5)).toEqual({ state: 'failed', disable: null })
})

test('a test message is tried once and switches nothing off', () => {
  const isTest = { ...facts, isTest: true }
  expect(decideAfterAttempt(failed, isTest, 0.5)).toEqual({ state: 'failed', disable: null })
  expect(decideAfterAttempt({ kind: 'gone', code: 'gone', detail: '' }, isTest, 0.5)).toEqual({ state: 'failed', disable: null })
})
