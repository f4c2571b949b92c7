import { expect, test } from 'vitest'
import type { Envelope } from '#src/intake/domain/signal.ts'
import { blindPeriod, cutNotification, isBlind } from './alert-gap.ts'
import { instanceOf, ruleKeyOf } from './alert-identity.ts'
import { readAlert } from './payload.ts'

const envelope = { receivedAt: '2026-03-02T12:00:00.000Z' } as Partial<Envelope> as Envelope
function alert(over: object = {}, labels: object = {}) {
  const base = {
    status: 'firing',
    labels: { alertname: 'DatasourceError', rulename: 'Error rate', grafana_folder: 'Shop', ...labels },
  }
  const found = readAlert({ ...base, startsAt: '2026-03-02T10:00:00Z', fingerprint: 'f1', ...over })
  if (!found) throw new Error('no alert')
  return found
}

test.each([
  ['DatasourceError', true],
  ['datasourcenodata', true],
  ['NoData', true],
  ['High error rate', false],
  [undefined, false],
])('%s says that nobody looks: %s', (alertname, blind) => expect(isBlind(alert({}, { alertname }))).toBe(blind))

test('a rule that cannot be evaluated is blind from when it says', () => {
  expect(blindPeriod(alert(), envelope)).toMatchObject([
    {
      kind: 'alert_rule_blind',
      occurredAt: '2026-03-02T10:00:00.000Z',
      instance: 'f1',
      detail: expect.stringContaining('“Error rate”'),
    },
  ])
})

test('once it is over the rule sees again, and both ends are told under the same rule', () => {
  const [ended, begun] = blindPeriod(alert({ status: 'resolved', endsAt: '2026-03-02T11:00:00Z' }), envelope)
  expect(ended).toMatchObject({ kind: 'alert_rule_sighted', occurredAt: '2026-03-02T11:00:00.000Z' })
  expect(begun).toMatchObject({ kind: 'alert_rule_blind', occurredAt: '2026-03-02T10:00:00.000Z' })
  expect(ended?.objectKey).toBe(begun?.objectKey)
  expect(ended?.occurrenceKey).not.toBe(begun?.occurrenceKey)
})

test.each(['RuleDeleted', 'Paused'])('a rule that is over because of %s sees no more than before', (reason) => {
  const over = { status: 'resolved', annotations: { grafana_state_reason: reason } }
  expect(blindPeriod(alert(over), envelope).map(({ kind }) => kind)).toEqual(['alert_rule_blind'])
})

test('what tells no time happened when it came, and told twice it is one period', () => {
  const silent = alert({ startsAt: 'soon', status: 'resolved', endsAt: null })
  expect(blindPeriod(silent, envelope).map(({ occurredAt }) => occurredAt)).toEqual([envelope.receivedAt, envelope.receivedAt])
  expect(blindPeriod(alert(), envelope)).toEqual(blindPeriod(alert(), envelope))
})

test('a rule is the same whatever numbers are in its name, and another one in another folder', () => {
  expect(ruleKeyOf('Shop', 'Error rate')).toBe(ruleKeyOf('Shop', 'Error rate'))
  expect(ruleKeyOf('Shop', 'Error rate')).not.toBe(ruleKeyOf('Ops', 'Error rate'))
  expect(ruleKeyOf(undefined, 'Error rate')).toBe(ruleKeyOf('', 'Error rate'))
})

test('an alert without a fingerprint is told by its labels, in any order', () => {
  const one = instanceOf(alert({ fingerprint: null, labels: { b: '2', a: '1' } }))
  expect(one).toBe(instanceOf(alert({ fingerprint: ' ', labels: { a: '1', b: '2' } })))
  expect(one).not.toBe(instanceOf(alert({ fingerprint: null, labels: { a: '1', b: '3' } })))
  expect(instanceOf(alert({ fingerprint: ' f1\u200b' }))).toBe('f1')
})

test('each notification that was cut is a gap of its own', () => {
  const gap = cutNotification('3 alerts were left out.', envelope)
  const later = cutNotification('3 alerts were left out.', { ...envelope, receivedAt: '2026-03-02T13:00:00.000Z' })
  expect(gap).toMatchObject({ kind: 'alerts_cut', occurredAt: envelope.receivedAt })
  expect(gap.occurrenceKey).not.toBe(later.occurrenceKey)
})
