import { expect, test } from 'vitest'
import { decideRetry } from './retry.ts'

test('a lost run is tried again once, in its session', () => {
  expect(decideRetry({ failureCode: 'lost', retriesBefore: 0, hasSession: true })).toEqual({ afterSeconds: 0, resume: true })
  expect(decideRetry({ failureCode: 'lost', retriesBefore: 1, hasSession: true })).toBeNull()
})

test('an overloaded model is given one, five and fifteen minutes', () => {
  const waits = [0, 1, 2, 3].map(
    (retriesBefore) => decideRetry({ failureCode: 'overloaded', retriesBefore, hasSession: true })?.afterSeconds,
  )
  expect(waits).toEqual([60, 300, 900, undefined])
})

test('without a session the retry starts afresh', () => {
  expect(decideRetry({ failureCode: 'crashed', retriesBefore: 0, hasSession: false })?.resume).toBe(false)
  expect(decideRetry({ failureCode: 'tools_unavailable', retriesBefore: 0, hasSession: true })?.resume).toBe(false)
})

test.each([
  'auth_failed',
  'canceled',
  'timed_out',
  'budget_exceeded',
  'refused',
  'declared_failed',
  'ended_without_report',
  null,
] as const)('%s is left to a person', (failureCode) => {
  expect(decideRetry({ failureCode, retriesBefore: 0, hasSession: true })).toBeNull()
})
