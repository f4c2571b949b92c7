import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toSignals } from '#src/integrations/sentry/domain/to-signal.ts'
import { type Category, categories } from '#src/issues/domain/category.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { decideError, defaultIntakePolicy, type ErrorFacts, type ErrorSignal, type LinkedIssue } from './decide.ts'

const received: Record<string, [string, string]> = {
  created: ['issue', 'issue-created'],
  regressed: ['issue', 'issue-regressed'],
  escalating: ['issue', 'issue-escalating'],
  unresolved: ['issue', 'issue-unresolved-by-person'],
  resolved: ['issue', 'issue-resolved'],
  archived: ['issue', 'issue-archived'],
  ignored: ['issue', 'issue-ignored'],
  assigned: ['issue', 'issue-assigned'],
  error: ['error', 'error-created'],
  alert: ['event_alert', 'event-alert'],
  metric: ['metric_alert', 'metric-alert-critical'],
}

function signal(name: string): ErrorSignal {
  const [resource, fixture] = received[name] ?? ['', '']
  const headers = { 'sentry-hook-resource': resource }
  const parsed = toSignals({ headers, json: sentryFixture(fixture), receivedAt: '2026-03-10T00:00:00.000Z' })
  return ('signals' in parsed && parsed.signals[0]) as ErrorSignal
}

const issue = (category: Category, change: Partial<LinkedIssue> = {}): LinkedIssue => ({
  identifier: 'DISPATCH-42',
  category,
  isDeleted: false,
  hasVerifiedFix: false,
  ...change,
})
const decide = (name: string, facts: Partial<ErrorFacts> = {}) =>
  decideError({ signal: signal(name), linked: null, speaksAgainstFix: false, policy: defaultIntakePolicy, ...facts })
const told = (name: string, facts: Partial<ErrorFacts> = {}) => {
  const decision = decide(name, facts)
  return `${decision.action} ${decision.reason.code}`
}

describe('an error that no issue tracks', () => {
  test.each([
    ['created', 'create new_error'],
    ['regressed', 'create untracked_regression'],
    ['escalating', 'create untracked_escalation'],
    ['alert', 'create alert_rule_fired'],
    ['error', 'ignore not_tracked'],
    ['unresolved', 'ignore not_tracked'],
    ['resolved', 'ignore not_tracked'],
    ['archived', 'ignore not_tracked'],
    ['ignored', 'ignore not_tracked'],
    ['assigned', 'ignore not_tracked'],
    ['metric', 'ignore metric_alert_untracked'],
  ])('%s → %s', (name, expected) => expect(told(name)).toBe(expected))

  test('alert rules file nothing where the policy says so', () => {
    expect(told('alert', { policy: { ...defaultIntakePolicy, createFromAlerts: false } })).toBe('ignore not_tracked')
  })
})

describe('an error whose issue was deleted', () => {
  const linked = issue('in_progress', { isDeleted: true })
  test.each(['created', 'regressed', 'escalating', 'alert'])('%s files a new issue that names the old one', (name) => {
    expect(decide(name, { linked })).toMatchObject({
      action: 'create',
      previously: 'DISPATCH-42',
      reason: { code: 'previously_deleted' },
    })
  })
  test.each(['error', 'resolved', 'assigned', 'metric'])('%s brings nothing back', (name) => {
    expect(decide(name, { linked }).action).toBe('ignore')
  })
})

describe('an error whose issue was canceled is counted in silence', () => {
  test.each(['created', 'regressed', 'escalating', 'error', 'alert'])('%s', (name) => {
    expect(decide(name, { linked: issue('canceled'), speaksAgainstFix: true })).toMatchObject({
      action: 'attach',
      silent: true,
      asOccurrence: true,
    })
  })
  test.each([
    ['regressed', 'reopen regressed_after_close'],
    ['escalating', 'reopen escalated_after_close'],
    ['error', 'attach canceled_stays_closed'],
  ])('unless the policy wants it back: %s', (name, expected) => {
    expect(told(name, { linked: issue('canceled'), policy: { ...defaultIntakePolicy, reopenCanceled: true } })).toBe(expected)
  })
})

describe('an error whose issue is done', () => {
  test.each([
    ['created', false, 'attach already_tracked'],
    ['regressed', false, 'reopen regressed_after_close'],
    ['regressed', true, 'attach fix_stays_verified'],
    ['escalating', false, 'reopen escalated_after_close'],
    ['escalating', true, 'attach fix_stays_verified'],
    ['error', false, 'attach occurred_after_close'],
    ['error', true, 'attach occurred_after_close'],
    ['resolved', true, 'attach state_noted'],
    ['assigned', true, 'attach state_noted'],
  ] as const)('%s, fix verified %s → %s', (name, hasVerifiedFix, expected) => {
    expect(told(name, { linked: issue('done', { hasVerifiedFix }) })).toBe(expected)
  })

  test('an occurrence that speaks against the verified fix breaks its verdict', () => {
    const facts = { linked: issue('done', { hasVerifiedFix: true }), speaksAgainstFix: true }
    for (const name of ['error', 'alert', 'regressed', 'escalating'])
      expect(decide(name, facts)).toMatchObject({ action: 'reopen', breaksVerdict: true })
  })

  test('only a verified fix has a verdict to break', () => {
    expect(decide('regressed', { linked: issue('done') })).toMatchObject({ action: 'reopen', breaksVerdict: false })
  })
})

describe.each(['backlog', 'investigating', 'needs_review', 'in_progress', 'in_review'] as const)(
  'an error whose issue is open (%s)',
  (category) => {
    test.each([
      ['created', 'attach already_tracked'],
      ['regressed', 'attach regressed_while_open'],
      ['escalating', 'escalate escalating'],
      ['error', 'attach occurrence_counted'],
      ['alert', 'attach occurrence_counted'],
      ['unresolved', 'attach state_noted'],
      ['resolved', 'attach state_noted'],
      ['archived', 'attach state_noted'],
      ['ignored', 'attach state_noted'],
      ['assigned', 'attach state_noted'],
      ['metric', 'attach metric_alert_noted'],
    ])('%s → %s', (name, expected) => expect(told(name, { linked: issue(category) })).toBe(expected))
  },
)

const anyFacts = fc.record({
  signal: fc.constantFrom(...Object.keys(received)).map(signal),
  linked: fc.option(
    fc.record({
      identifier: fc.constant('DISPATCH-42'),
      category: fc.constantFrom(...categories),
      isDeleted: fc.boolean(),
      hasVerifiedFix: fc.boolean(),
    }),
  ),
  speaksAgainstFix: fc.boolean(),
  policy: fc.record({ createFromAlerts: fc.boolean(), reopenCanceled: fc.boolean() }),
})

test('whatever the facts: one tracked error has one issue, open issues are not reopened, resolutions move nothing', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { action, reason } = decideError(facts)
      const isTracked = facts.linked !== null && !facts.linked.isDeleted
      expect(reason.code).toMatch(/^[a-z_]+$/)
      expect(reason.sentence).toMatch(/[.!]$/)
      if (isTracked) expect(action).not.toBe('create')
      else expect(['create', 'ignore']).toContain(action)
      if (action === 'reopen') expect(['done', 'canceled']).toContain(facts.linked?.category)
      if (/resolved|archived|ignored|assigned/.test(facts.signal.kind)) expect(['attach', 'ignore']).toContain(action)
    }),
  )
})
