import { describe, expect, test } from 'vitest'
import { type UnknownDeployment, withUnknownDeployments } from './unknown-deployments.ts'
import { decideVerdict, defaultVerdictPolicy, type VerdictFacts } from './verdict.ts'

const at = (day: number, time = '10:00') => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`
const endsAt = at(4)
const quiet: VerdictFacts = {
  source: 'sentry',
  deployedAt: at(2),
  startsAt: at(2, '10:10'),
  endsAt,
  recurrences: [],
  pendingLookUps: 0,
  unattributed: 0,
  undecidedDeliveries: 0,
  deliveriesSinceDeploy: 3,
  before: { events: 240, seconds: 10 * 86_400 },
  channels: {
    eventHooks: { kind: 'error', seenAt: at(1) },
    api: null,
    resolvedAtDeploy: null,
    alertRule: null,
    unreadable: 0,
    cutOff: null,
  },
  policy: defaultVerdictPolicy,
}
const verified = decideVerdict(quiet, endsAt)
const unknown: UnknownDeployment = { sha: 'abcdef0123', deployedAt: at(3), isAsked: true }
const judged = (deployments: UnknownDeployment[], now = endsAt, decision = verified) =>
  withUnknownDeployments(decision, deployments, { endsAt, now })

test('a quiet window stays verified while each later deployment is known, or came after it', () => {
  expect(verified).toMatchObject({ verdict: 'verified' })
  expect(judged([])).toBe(verified)
  expect(judged([{ ...unknown, deployedAt: endsAt }])).toBe(verified)
})

test('a later deployment of which nobody knows what it contains makes it inconclusive, and says what to connect', () => {
  expect(judged([unknown])).toMatchObject({
    verdict: 'inconclusive',
    reason: {
      code: 'unknown_deployment',
      sentence: 'No recurrence was seen, but whether abcdef0, deployed 2026-03-03 10:00 UTC, contains the fix is not known.',
    },
    evidence: {
      confidence: null,
      sureness: null,
      strength: 'none',
      connect: [/pushes/, /GITHUB_TOKEN/, /POST \/api\/deployments/].map((text) => expect.stringMatching(text)),
    },
  })
  expect(judged([unknown, unknown, unknown]).reason.sentence).toContain('is not known (and of 2 other deployments).')
})

test('what is being asked is waited for, for five minutes', () => {
  const asking = [unknown, { ...unknown, isAsked: false }]
  expect(judged(asking)).toMatchObject({ action: 'keep_watching', until: at(4, '10:05'), extendsWindow: false })
  expect(judged(asking, at(4, '10:05'))).toMatchObject({ verdict: 'inconclusive' })
})

test('before its end nothing is verified early', () => {
  expect(judged([unknown], at(3, '12:00'))).toMatchObject({ action: 'keep_watching', until: at(3, '12:05') })
})

describe('all other decisions stay', () => {
  test.each([
    [
      'a failure',
      decideVerdict({ ...quiet, recurrences: [{ occurredAt: at(3), release: null, environment: null, reason: 'x' }] }, at(3)),
    ],
    ['no traffic', decideVerdict({ ...quiet, deliveriesSinceDeploy: 0 }, endsAt)],
    ['an open window', decideVerdict(quiet, at(3))],
  ])('%s', (_name, decision) => expect(judged([unknown], endsAt, decision)).toBe(decision))
})
