import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideEnd, type EndFacts } from './outcome.ts'
import { outcomes, runKinds } from './run-state.ts'

const implemented: EndFacts = {
  kind: 'implement',
  stoppedBy: null,
  declared: 'completed',
  postedPlan: false,
  failureCode: null,
  detail: '',
  git: { commits: 1, ahead: true, cleanTree: true },
  resumable: true,
  askedToReport: false,
}
const investigated: EndFacts = {
  ...implemented,
  kind: 'investigate',
  declared: null,
  postedPlan: true,
  git: { commits: 0, ahead: false, cleanTree: true },
}

const endOf = (facts: Partial<EndFacts>, base = implemented) => {
  const decision = decideEnd({ ...base, ...facts })
  return decision.next === 'finish' ? [decision.end.reason, decision.end.outcome, decision.end.failureCode] : decision.next
}

test.each<[string, Partial<EndFacts>, unknown]>([
  ['declared and committed', {}, ['succeeded', 'completed', null]],
  ['declared and committed, then the process crashed', { failureCode: 'crashed' }, ['succeeded', 'completed', null]],
  ['declared, but stopped by us first', { stoppedBy: 'canceled' }, ['canceled', 'completed', 'canceled']],
  ['stopped by the watchdog', { declared: null, stoppedBy: 'stalled' }, ['stalled', null, 'stalled']],
  ['stopped for a bad credential', { declared: null, stoppedBy: 'auth_failed' }, ['failed', null, 'auth_failed']],
  ['declared failed', { declared: 'failed' }, ['failed', 'failed', 'declared_failed']],
  ['blocked, whatever git says', { declared: 'blocked', git: null }, ['succeeded', 'blocked', null]],
  [
    'a question',
    { declared: 'needs_decision', git: { commits: 0, ahead: false, cleanTree: false } },
    ['succeeded', 'needs_decision', null],
  ],
  ['commits without a declaration', { declared: null }, 'ask_to_report'],
  [
    'commits without a declaration, asked before',
    { declared: null, askedToReport: true },
    ['failed', null, 'ended_without_report'],
  ],
  ['commits without a declaration, no session', { declared: null, resumable: false }, ['failed', null, 'ended_without_report']],
  ['an API error without a declaration', { declared: null, failureCode: 'overloaded' }, ['failed', null, 'overloaded']],
  [
    'the budget ran out by its own account',
    { declared: null, failureCode: 'budget_exceeded' },
    ['budget_exceeded', null, 'budget_exceeded'],
  ],
  ['declared, but the tree is dirty', { git: { commits: 1, ahead: true, cleanTree: false } }, 'ask_to_report'],
  [
    'still dirty, but with commits',
    { git: { commits: 1, ahead: true, cleanTree: false }, askedToReport: true },
    ['succeeded', 'completed', null],
  ],
  [
    'still dirty and nothing committed',
    { git: { commits: 0, ahead: false, cleanTree: false }, askedToReport: true },
    ['failed', 'completed', 'uncommitted_work'],
  ],
  ['declared, nothing changed', { git: { commits: 0, ahead: false, cleanTree: true } }, ['succeeded', 'no_changes_needed', null]],
  ['no changes needed, but commits', { declared: 'no_changes_needed' }, ['failed', 'no_changes_needed', 'contradictory_report']],
  ['a retry that finds the work done', { git: { commits: 0, ahead: true, cleanTree: true } }, ['succeeded', 'completed', null]],
  [
    'feedback that needs no change',
    { declared: 'no_changes_needed', git: { commits: 0, ahead: true, cleanTree: true } },
    ['succeeded', 'no_changes_needed', null],
  ],
  ['git could not be asked', { git: null, failureCode: 'evidence_failed' }, ['failed', 'completed', 'evidence_failed']],
])('implement: %s', (_, facts, expected) => {
  expect(endOf(facts)).toEqual(expected)
})

test.each<[string, Partial<EndFacts>, unknown]>([
  ['a posted plan is a report', {}, ['succeeded', 'investigation_complete', null]],
  ['a posted plan survives a crash after it', { failureCode: 'crashed' }, ['succeeded', 'investigation_complete', null]],
  ['complete without a plan', { postedPlan: false, declared: 'investigation_complete' }, 'ask_to_report'],
  [
    'complete without a plan, asked before',
    { postedPlan: false, declared: 'investigation_complete', askedToReport: true },
    ['failed', 'investigation_complete', 'no_plan'],
  ],
  ['completed without a plan', { postedPlan: false, declared: 'completed' }, 'ask_to_report'],
  [
    'completed without a plan, asked before',
    { postedPlan: false, declared: 'completed', askedToReport: true },
    ['failed', 'completed', 'no_plan'],
  ],
  [
    'completed without a plan, no session',
    { postedPlan: false, declared: 'completed', resumable: false },
    ['failed', 'completed', 'no_plan'],
  ],
  ['completed with a plan', { declared: 'completed' }, ['succeeded', 'completed', null]],
  ['nothing to do', { postedPlan: false, declared: 'no_changes_needed' }, ['succeeded', 'no_changes_needed', null]],
  ['nothing at all', { postedPlan: false }, 'ask_to_report'],
])('investigate: %s', (_, facts, expected) => {
  expect(endOf(facts, investigated)).toEqual(expected)
})

test.each(['research', 'triage'] as const)('%s needs no plan', (kind) => {
  expect(endOf({ kind, declared: 'completed', postedPlan: false }, investigated)).toEqual(['succeeded', 'completed', null])
})

const anyFacts = fc.record<EndFacts>({
  kind: fc.constantFrom(...runKinds),
  stoppedBy: fc.option(fc.constantFrom('canceled', 'timed_out', 'stalled', 'auth_failed')),
  declared: fc.option(fc.constantFrom(...outcomes)),
  postedPlan: fc.boolean(),
  failureCode: fc.option(fc.constantFrom('crashed', 'overloaded', 'turn_limit', 'checkout_failed')),
  detail: fc.string(),
  git: fc.option(
    fc
      .record({ commits: fc.nat(3), earlierWork: fc.boolean(), cleanTree: fc.boolean() })
      .map(({ commits, earlierWork, cleanTree }) => ({ commits, ahead: earlierWork || commits > 0, cleanTree })),
  ),
  resumable: fc.boolean(),
  askedToReport: fc.boolean(),
})

test('no run succeeds without a declaration, none that changes code without git agreeing, and none asks twice', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const decision = decideEnd(facts)
      if (decision.next === 'ask_to_report') {
        expect(facts.askedToReport).toBe(false)
        return
      }
      const { reason, outcome, failureCode } = decision.end
      expect(reason === 'succeeded').toBe(failureCode === null)
      if (reason !== 'succeeded') return
      expect(facts.stoppedBy).toBeNull()
      expect(facts.declared !== null || facts.postedPlan).toBe(true)
      if (facts.kind === 'investigate' && outcome === 'completed') expect(facts.postedPlan).toBe(true)
      if (facts.kind === 'implement' && outcome === 'completed') expect(facts.git?.ahead).toBe(true)
      if (facts.kind === 'implement' && outcome === 'no_changes_needed')
        expect(facts.git).toMatchObject({ commits: 0, cleanTree: true })
    }),
  )
})
