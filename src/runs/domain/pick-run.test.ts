import { expect, test } from 'vitest'
import { type PickFacts, pickRun } from './pick-run.ts'

const assigned: PickFacts = {
  startOnAssign: true,
  assignedAgent: true,
  category: 'backlog',
  isErrorSourced: true,
  plan: null,
  lastFixFailed: false,
  fixErrorsDirectly: false,
}
const approved = { state: 'approved', implemented: false } as const

test.each<[string, Partial<PickFacts>, unknown]>([
  ['nothing known yet', {}, { run: 'investigate' }],
  ['an error, fixed directly by policy', { fixErrorsDirectly: true }, { run: 'error_fix' }],
  ['no error, whatever the policy for errors', { fixErrorsDirectly: true, isErrorSourced: false }, { run: 'investigate' }],
  ['an approved plan', { plan: approved }, { run: 'implement' }],
  ['a plan sent back', { plan: { state: 'changes_requested', implemented: false } }, { run: 'investigate' }],
  [
    'an approved plan whose fix failed',
    { plan: { ...approved, implemented: true }, lastFixFailed: true },
    { run: 'investigate' },
  ],
  ['a plan under review', { plan: { state: 'submitted', implemented: false } }, { run: null, reason: 'plan_waits_for_review' }],
  ['an implemented plan', { plan: { ...approved, implemented: true } }, { run: null, reason: 'already_implemented' }],
  ['nobody assigned', { assignedAgent: false }, { run: null, reason: 'not_assigned' }],
  ['policy off', { startOnAssign: false }, { run: null, reason: 'start_on_assign_off' }],
  ['a closed issue', { category: 'done' }, { run: null, reason: 'issue_closed' }],
  ['an open pull request', { category: 'in_review' }, { run: null, reason: 'pull_request_open' }],
])('%s', (_, facts, expected) => {
  expect(pickRun({ ...assigned, ...facts })).toMatchObject(expected as object)
})
