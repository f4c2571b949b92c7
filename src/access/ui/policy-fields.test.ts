import { expect, test } from 'vitest'
import { readPolicy } from '../domain/policy.ts'
import { changedPolicy, joinSeconds, policyGroups, splitSeconds } from './policy-fields.ts'

test('the form has every field of the policy but the kill switch, which has its own place', () => {
  const shown = policyGroups.flatMap((group) => group.fields.map((field) => field.name))
  const all = Object.keys(readPolicy({})).filter((name) => name !== 'runs_enabled')
  expect([...shown].sort()).toEqual(all.sort())
})

test('only what differs is sent', () => {
  const before = readPolicy({})
  expect(changedPolicy(before, { ...before })).toEqual({})
  expect(changedPolicy(before, { ...before, day_budget_usd: 40, production_environments: ['live'] })).toEqual({
    day_budget_usd: 40,
    production_environments: ['live'],
  })
})

test('spans are shown in the largest whole unit', () => {
  expect(splitSeconds(172_800)).toEqual({ amount: 2, unit: 'days' })
  expect(splitSeconds(5400)).toEqual({ amount: 90, unit: 'minutes' })
  expect(splitSeconds(5)).toEqual({ amount: 5, unit: 'seconds' })
  expect(splitSeconds(0)).toEqual({ amount: 0, unit: 'seconds' })
  expect(joinSeconds(1.5, 'hours')).toBe(5400)
})
