import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GateReason, StartFacts } from './gate.ts'
import { decideStart } from './gates.ts'
import { editsCode, type RunKind, runKinds } from './run-state.ts'

const now = new Date('2026-01-31T22:00:00Z')
const usd = (amount: number) => amount * 1_000_000

const open: StartFacts = {
  kind: 'investigate',
  force: false,
  automatic: false,
  continuation: false,
  demo: false,
  killSwitch: { workspace: false, environment: false },
  issue: { closed: false, needsHuman: false, publicText: true },
  agent: { name: 'Claude', enabled: true, simulated: false, problem: null },
  activeRunId: null,
  hasRepository: true,
  planApproved: true,
  fixErrorsDirectly: false,
  credential: 'proxy',
  credentialRefusedUntil: null,
  confinement: 'sandbox',
  acceptUnconfined: false,
  running: { workspace: 0, agent: 0, kind: 0 },
  runningLimits: { workspace: 2, agent: null, kind: null },
  runsToday: 0,
  runsPerDay: 20,
  money: { runBudget: usd(5), dayUsed: 0, dayBudget: usd(25), issueUsed: 0, issueBudget: usd(15) },
  error: { occurrences: 3, firstSeen: new Date('2026-01-31T12:00:00Z'), lastRunEnded: null },
  enrichingUntil: null,
  errorLimits: { minOccurrences: 1, delaySeconds: 0, cooldownSeconds: 3600 },
}

test('with nothing in the way a run starts', () => {
  expect(decideStart(open, now)).toMatchObject({ result: 'start' })
})

const table: [GateReason, Partial<StartFacts>][] = [
  ['environment_kill_switch', { killSwitch: { workspace: true, environment: true } }],
  ['runs_disabled', { killSwitch: { workspace: true, environment: false } }],
  ['run_active', { activeRunId: 'run_1' }],
  ['issue_closed', { issue: { ...open.issue, closed: true } }],
  ['demo_workspace', { demo: true }],
  ['agent_disabled', { agent: { ...open.agent, enabled: false } }],
  ['agent_unavailable', { agent: { ...open.agent, problem: { sentence: 'No claude binary.', remedy: 'Install it.' } } }],
  ['plan_not_approved', { kind: 'implement', planApproved: false }],
  ['no_repository', { hasRepository: false }],
  ['no_model_credential', { credential: 'none' }],
  ['credential_refused', { credentialRefusedUntil: new Date('2026-01-31T22:05:00Z') }],
  ['credential_readable', { confinement: 'none', credential: 'subscription' }],
  ['unconfined_public_text', { confinement: 'none', kind: 'implement', acceptUnconfined: true }],
  ['unconfined_not_accepted', { confinement: 'none', kind: 'implement', issue: { ...open.issue, publicText: false } }],
  ['needs_human', { automatic: true, issue: { ...open.issue, needsHuman: true } }],
  ['min_occurrences', { errorLimits: { ...open.errorLimits, minOccurrences: 4 } }],
  ['enrichment', { enrichingUntil: new Date('2026-01-31T22:00:20Z') }],
  ['first_delay', { errorLimits: { ...open.errorLimits, delaySeconds: 86_400 } }],
  ['cool_down', { error: { occurrences: 3, firstSeen: null, lastRunEnded: new Date('2026-01-31T21:30:00Z') } }],
  ['workspace_concurrency', { running: { workspace: 2, agent: 0, kind: 0 } }],
  ['agent_concurrency', { running: { workspace: 1, agent: 1, kind: 0 }, runningLimits: { ...open.runningLimits, agent: 1 } }],
  ['kind_concurrency', { running: { workspace: 1, agent: 0, kind: 1 }, runningLimits: { ...open.runningLimits, kind: 1 } }],
  ['runs_per_day', { runsToday: 20 }],
  ['run_budget', { money: { ...open.money, runBudget: 0 } }],
  ['day_budget', { money: { ...open.money, dayUsed: usd(20.5) } }],
  ['issue_budget', { money: { ...open.money, issueUsed: usd(10.000001) } }],
]

test.each(table)('%s closes its gate', (reason, facts) => {
  expect(decideStart({ ...open, ...facts }, now)).toMatchObject({ reason })
})

const planTable: [RunKind, { plan: boolean; error: boolean; directly: boolean }, boolean][] = runKinds.flatMap((kind) =>
  [true, false].flatMap((plan) =>
    [true, false].flatMap((error) =>
      [true, false].map((directly): [RunKind, { plan: boolean; error: boolean; directly: boolean }, boolean] => {
        if (kind === 'error_fix') return [kind, { plan, error, directly }, error && (plan || directly)]
        return [kind, { plan, error, directly }, plan || (kind !== 'implement' && kind !== 'qa')]
      }),
    ),
  ),
)

test.each(planTable)('%s with %o may start, forced or not: %s', (kind, { plan, error, directly }, mayStart) => {
  for (const force of [false, true]) {
    const decision = decideStart(
      { ...open, kind, force, planApproved: plan, fixErrorsDirectly: directly, error: error ? open.error : null },
      now,
    )
    expect(decision.result).toBe(mayStart ? 'start' : 'refuse')
    if (!mayStart) expect(decision).toMatchObject({ rule: 'plan', reason: 'plan_not_approved' })
  }
})

test('a refusal for the plan says how to go on', () => {
  const detailOf = (facts: Partial<StartFacts>) => decideStart({ ...open, planApproved: false, ...facts }, now).detail
  expect(detailOf({ kind: 'error_fix' })).toContain('fix_errors_directly')
  expect(detailOf({ kind: 'error_fix', error: null })).toContain('came from an error')
  expect(detailOf({ kind: 'qa' })).toContain('approve its plan first')
})

test('an investigation of outside text may run unconfined, with a key that it cannot see', () => {
  expect(decideStart({ ...open, confinement: 'none' }, now).result).toBe('start')
})

test('a person may start what Needs Human keeps from starting by itself', () => {
  expect(decideStart({ ...open, issue: { ...open.issue, needsHuman: true } }, now).result).toBe('start')
})

test('a simulated agent needs no credential, no confinement and no money, but its place', () => {
  const simulated = {
    ...open,
    kind: 'implement' as const,
    agent: { ...open.agent, simulated: true },
    credential: 'none' as const,
    confinement: 'none' as const,
    money: { ...open.money, dayBudget: 0 },
  }
  expect(decideStart(simulated, now).result).toBe('start')
  expect(decideStart({ ...simulated, running: { workspace: 2, agent: 0, kind: 0 } }, now).reason).toBe('workspace_concurrency')
})

test('a demo runs simulated agents', () => {
  expect(decideStart({ ...open, demo: true, agent: { ...open.agent, simulated: true } }, now).result).toBe('start')
  expect(decideStart({ ...open, demo: true, force: true }, now).reason).toBe('demo_workspace')
})

test('a subscription is bounded by counts, not by dollars', () => {
  const subscription = { ...open, credential: 'subscription' as const, money: { ...open.money, dayUsed: usd(25) } }
  expect(decideStart(subscription, now).result).toBe('start')
  expect(decideStart({ ...subscription, runsToday: 20 }, now).reason).toBe('runs_per_day')
})

test('a refusal for money says how much is used and when it resets', () => {
  const facts = { ...open, money: { ...open.money, dayUsed: usd(4.1), dayBudget: usd(5) } }
  expect(decideStart(facts, now)).toEqual({
    result: 'refuse',
    rule: 'day_budget',
    reason: 'day_budget',
    detail: 'day budget, 4.10 of 5.00 used, resets 00:00 UTC',
    resetsAt: new Date('2026-02-01T00:00:00Z'),
  })
})

test('the longest wait counts, and waiting comes before capacity', () => {
  const facts: StartFacts = {
    ...open,
    running: { workspace: 2, agent: 0, kind: 0 },
    error: { occurrences: 1, firstSeen: new Date('2026-01-31T21:59:00Z'), lastRunEnded: new Date('2026-01-31T21:30:00Z') },
    errorLimits: { minOccurrences: 1, delaySeconds: 600, cooldownSeconds: 3600 },
  }
  expect(decideStart(facts, now)).toMatchObject({ result: 'delay', reason: 'cool_down', until: new Date('2026-01-31T22:30:00Z') })
})

test('feedback and implementation do not wait for the error to cool down', () => {
  const cooling: StartFacts = { ...open, error: { occurrences: 1, firstSeen: null, lastRunEnded: now } }
  expect(decideStart({ ...cooling, continuation: true }, now).result).toBe('start')
  expect(decideStart({ ...cooling, kind: 'implement' }, now).result).toBe('start')
})

const anyFacts = fc.record<StartFacts>({
  kind: fc.constantFrom(...runKinds),
  force: fc.boolean(),
  automatic: fc.boolean(),
  continuation: fc.boolean(),
  demo: fc.boolean(),
  killSwitch: fc.record({ workspace: fc.boolean(), environment: fc.boolean() }),
  issue: fc.record({ closed: fc.boolean(), needsHuman: fc.boolean(), publicText: fc.boolean() }),
  agent: fc.record({ name: fc.constant('Claude'), enabled: fc.boolean(), simulated: fc.boolean(), problem: fc.constant(null) }),
  activeRunId: fc.constantFrom(null, 'run_1'),
  hasRepository: fc.boolean(),
  planApproved: fc.boolean(),
  fixErrorsDirectly: fc.boolean(),
  credential: fc.constantFrom('none', 'proxy', 'subscription'),
  credentialRefusedUntil: fc.constantFrom(null, new Date('2026-01-31T22:05:00Z')),
  confinement: fc.constantFrom('container', 'sandbox', 'other_uid', 'none'),
  acceptUnconfined: fc.boolean(),
  running: fc.record({ workspace: fc.nat(3), agent: fc.nat(3), kind: fc.nat(3) }),
  runningLimits: fc.record({
    workspace: fc.integer({ min: 1, max: 3 }),
    agent: fc.constantFrom(null, 1),
    kind: fc.constantFrom(null, 1),
  }),
  runsToday: fc.nat(3),
  runsPerDay: fc.nat(3),
  money: fc.record({
    runBudget: fc.nat(5),
    dayUsed: fc.nat(10),
    dayBudget: fc.nat(10),
    issueUsed: fc.nat(10),
    issueBudget: fc.nat(10),
  }),
  error: fc.option(
    fc.record({
      occurrences: fc.nat(3),
      firstSeen: fc.option(fc.date({ noInvalidDate: true, min: new Date('2026-01-01'), max: now })),
      lastRunEnded: fc.option(fc.constant(now)),
    }),
  ),
  enrichingUntil: fc.constantFrom(null, new Date('2026-01-31T22:00:20Z')),
  errorLimits: fc.record({ minOccurrences: fc.nat(3), delaySeconds: fc.nat(7200), cooldownSeconds: fc.nat(7200) }),
})

const skippedByForce = new Set<string>(['min_occurrences', 'enrichment', 'first_delay', 'cool_down', 'runs_per_day'])

test('force opens the soft gates and no others', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const plain = decideStart({ ...facts, force: false }, now)
      const forced = decideStart({ ...facts, force: true }, now)
      expect(skippedByForce.has(forced.reason)).toBe(false)
      if (!skippedByForce.has(plain.reason)) expect(forced).toEqual(plain)
    }),
    { numRuns: 2000 },
  )
})

test('a run never starts against a kill switch, beside another run, without a plan, or beyond the money', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { result } = decideStart(facts, now)
      if (result === 'refuse') return
      expect(facts.killSwitch).toEqual({ workspace: false, environment: false })
      expect(facts.activeRunId).toBeNull()
      expect(facts.issue.closed || !facts.hasRepository || !facts.agent.enabled).toBe(false)
      if (editsCode(facts.kind) && !facts.planApproved) {
        expect(facts).toMatchObject({ kind: 'error_fix', fixErrorsDirectly: true, error: expect.anything() })
      }
      if (result === 'delay') return
      expect(facts.running.workspace).toBeLessThan(facts.runningLimits.workspace)
      if (facts.agent.simulated || facts.credential === 'subscription') return
      expect(facts.money.dayUsed + facts.money.runBudget).toBeLessThanOrEqual(facts.money.dayBudget)
      expect(facts.money.issueUsed + facts.money.runBudget).toBeLessThanOrEqual(facts.money.issueBudget)
    }),
    { numRuns: 2000 },
  )
})
