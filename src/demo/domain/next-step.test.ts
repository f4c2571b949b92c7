import { expect, test } from 'vitest'
import { type DemoFacts, decideStep, demoState } from './next-step.ts'

const nothing: DemoFacts = {
  issue: null,
  hasActiveRun: false,
  plan: null,
  pushedBranch: null,
  pull: null,
  fix: null,
  ageSeconds: 0,
}
const issue = { isAssigned: true }

test.each<[string, Partial<DemoFacts>, string]>([
  ['at the beginning an error arrives', {}, 'report_error'],
  ['an issue without an agent is assigned', { issue: { isAssigned: false } }, 'assign'],
  ['a run is waited for', { issue, hasActiveRun: true }, 'wait'],
  ['a fresh plan is left to be read', { issue, plan: { state: 'submitted', ageSeconds: 2 } }, 'wait'],
  ['then approved', { issue, plan: { state: 'submitted', ageSeconds: 9 } }, 'approve'],
  [
    'a pushed branch becomes a pull request',
    { issue, plan: { state: 'approved', ageSeconds: 20 }, pushedBranch: 'dispatch/x' },
    'open_pull',
  ],
  ['an open one is merged', { issue, pull: { state: 'open', ageSeconds: 9 } }, 'merge'],
  [
    'a merged one is deployed',
    { issue, pull: { state: 'merged', ageSeconds: 9 }, fix: { state: 'awaiting_deploy', ageSeconds: 9, hasTraffic: false } },
    'deploy',
  ],
  ['a watched fix sees traffic', { issue, fix: { state: 'watching', ageSeconds: 1, hasTraffic: false } }, 'send_traffic'],
  ['and then waits for the verdict', { issue, fix: { state: 'watching', ageSeconds: 1, hasTraffic: true } }, 'wait'],
  ['a verdict ends it', { issue, fix: { state: 'verified', ageSeconds: 1, hasTraffic: true } }, 'done'],
  ['nothing is waited for for ever', { issue, hasActiveRun: true, ageSeconds: 1000 }, 'give_up'],
])('%s', (_, facts, expected) => {
  expect(decideStep({ ...nothing, ...facts })).toBe(expected)
})

test.each([
  ['it plays', null, 20, 'running'],
  ['a watched fix still plays', 'watching', 60, 'running'],
  ['a verdict ends it, however late', 'verified', 1000, 'done'],
  ['what has not ended in five minutes has stopped', 'awaiting_deploy', 301, 'stopped'],
  ['though nothing came of it at all', null, 301, 'stopped'],
])('%s', (_, fix, ageSeconds, expected) => {
  expect(demoState({ fix, ageSeconds })).toBe(expected)
})
