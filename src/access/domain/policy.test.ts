import { expect, test } from 'vitest'
import { onlyStopsRuns, policyChanges, policyPatchSchema, readPolicy } from './policy.ts'

test('an empty policy is the defaults, which protect the purse', () => {
  expect(readPolicy({})).toMatchObject({
    runs_enabled: true,
    max_concurrent_runs: 2,
    runs_per_day_error_fix: 10,
    runs_per_day_other: 20,
    day_budget_usd: 25,
    run_budget_usd: 5,
    verification_window_seconds: 172_800,
    grace_seconds: 600,
    push_requires_review: null,
    production_environments: ['production', 'prod'],
    production_branches: [],
  })
})

test('fields that a later version dropped are ignored', () => {
  expect(readPolicy({ forgotten_field: 1, max_concurrent_runs: 7 }).max_concurrent_runs).toBe(7)
})

test('a change holds exactly what was given, without defaults', () => {
  expect(policyPatchSchema.parse({ day_budget_usd: 3.5, push_requires_review: null })).toEqual({
    day_budget_usd: 3.5,
    push_requires_review: null,
  })
})

test.each([
  { unknown_field: 1 },
  { run_budget_usd: -1 },
  { run_budget_usd: Number.POSITIVE_INFINITY },
  { max_concurrent_runs: 0 },
  { max_concurrent_runs: 1.5 },
  { verification_window_seconds: 4 },
  { min_confidence: 1 },
  { runs_enabled: null },
  { runs_enabled: 'no' },
  { production_environments: [] },
  { production_branches: [''] },
])('%j is refused', (patch) => {
  expect(policyPatchSchema.safeParse(patch).success).toBe(false)
})

test('changes name old and new values', () => {
  const before = readPolicy({})
  expect(policyChanges(before, { ...before, runs_enabled: false, production_environments: ['live'] })).toEqual({
    'policy.runs_enabled': [true, false],
    'policy.production_environments': [['production', 'prod'], ['live']],
  })
  expect(policyChanges(before, { ...before })).toEqual({})
})

test('only switching runs off counts as stopping them', () => {
  expect(onlyStopsRuns({ runs_enabled: false })).toBe(true)
  expect(onlyStopsRuns({ runs_enabled: true })).toBe(false)
  expect(onlyStopsRuns({ runs_enabled: false, day_budget_usd: 100 })).toBe(false)
})
