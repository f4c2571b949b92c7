import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ErrorIssueSignal, ErrorOccurrence, Signal } from '#src/intake/domain/signal.ts'
import { grafanaAlert, grafanaFixture } from '#test/fixtures/grafana/payloads.ts'
import { toSignals } from './to-signal.ts'

const receivedAt = '2026-03-02T09:40:00.000Z'
const parse = (json: unknown, groupByLabels: string[] = []) =>
  toSignals({ headers: {}, json, receivedAt }, { group_by_labels: groupByLabels })

function told(json: unknown, groupByLabels: string[] = []) {
  const parsed = parse(json, groupByLabels)
  if (!('signals' in parsed)) throw new Error(`expected signals: ${JSON.stringify(parsed)}`)
  return parsed.signals
}

const isAboutError = (signal: Signal): signal is ErrorIssueSignal | ErrorOccurrence => 'issue' in signal
const signals = (json: unknown, groupByLabels: string[] = []) => told(json, groupByLabels).filter(isAboutError)
const gaps = (json: unknown) => told(json).filter((signal) => !isAboutError(signal))

function only(json: unknown, groupByLabels: string[] = []) {
  const [signal, ...others] = signals(json, groupByLabels)
  if (!signal || others.length > 0) throw new Error('expected one signal')
  return signal
}

test('a firing alert is an occurrence that files an issue', () => {
  const signal = only(grafanaFixture('firing'))
  expect(signal).toMatchObject({
    kind: 'error_occurrence',
    source: 'loki',
    via: 'alert',
    occurredAt: '2026-03-02T09:14:00.000Z',
    eventId: 'c6eadffa33fcdf37@2026-03-02T09:14:00.000Z',
    occurrenceKey: 'firing:c6eadffa33fcdf37@2026-03-02T09:14:00.000Z',
    environment: 'production',
    release: null,
    rule: 'Too many 5xx answers',
    issue: {
      title: '[checkout-api] Too many 5xx answers',
      projectSlug: 'checkout-api',
      priority: 'P1',
      labels: ['Grafana'],
      url: 'https://grafana.example.com/alerting/grafana/fe1x2y3z/view?orgId=1',
    },
  })
  expect(signal.objectKey).toBe(`loki:alert:${signal.issue.externalId}`)
})

test('the description has what the alert says, and links to the rule and its runbook', () => {
  expect(only(grafanaFixture('firing')).issue.description).toMatchInlineSnapshot(`
    "- **Alert:** \`Too many 5xx answers\`

    \`\`\`text
    42 answers with 5xx in 5m on checkout-api
    \`\`\`

    \`\`\`text
    The logs say: upstream timed out after 30s for order 88121
    \`\`\`

    **Labels**

    - \`grafana_folder\`: \`Checkout\`
    - \`service\`: \`checkout-api\`
    - \`severity\`: \`critical\`
    - \`environment\`: \`production\`

    **Values**

    - \`A\`: \`42.5\`
    - \`C\`: \`1\`

    [Open in Grafana](<https://grafana.example.com/alerting/grafana/fe1x2y3z/view?orgId=1>) · [Runbook](<https://runbooks.example.com/5xx>)"
  `)
})

test('a repeated notification says the same; a new start is another occurrence of the same issue', () => {
  const first = only(grafanaFixture('firing'))
  const repeated = only(grafanaAlert('firing', { values: { A: 99 }, annotations: { summary: '99 answers' } }))
  const again = only(grafanaAlert('firing', { startsAt: '2026-03-02T11:00:00Z' }))
  expect(repeated.occurrenceKey).toBe(first.occurrenceKey)
  expect(repeated.objectKey).toBe(first.objectKey)
  expect(again.occurrenceKey).not.toBe(first.occurrenceKey)
  expect(again.objectKey).toBe(first.objectKey)
})

test('numbers and names in the title make no other issue; another service or folder does', () => {
  const key = (labels: Record<string, string>) => only(grafanaAlert('firing', { labels })).objectKey
  expect(key({ alertname: '12 errors for "ada" in 5m' })).toBe(key({ alertname: '999 errors for "grace" in 1h' }))
  expect(key({ service: 'search-api' })).not.toBe(key({}))
  expect(key({ grafana_folder: 'Search' })).not.toBe(key({}))
})

test('labels that a connection groups by make other issues, whatever numbers are in them', () => {
  const key = (error: string) => only(grafanaAlert('firing', { labels: { error } }), ['error']).objectKey
  expect(key('timeout after 30s')).toBe(key('timeout after 45s'))
  expect(key('timeout after 30s')).not.toBe(key('connection refused'))
})

test('what is resolved names its alert, when it was over, and why', () => {
  const signal = only(grafanaFixture('resolved'))
  expect(signal).toMatchObject({
    kind: 'error_issue_resolved',
    source: 'loki',
    occurredAt: '2026-03-02T09:31:00.000Z',
    occurrenceKey: 'resolved:c6eadffa33fcdf37@2026-03-02T09:14:00.000Z',
    instance: 'c6eadffa33fcdf37',
    substatus: 'MissingSeries',
  })
  expect(signal.objectKey).toBe(only(grafanaFixture('firing')).objectKey)
})

test('each alert of a notification is told, and that others were left out is said', () => {
  const [first, second] = signals(grafanaFixture('two-alerts'))
  expect(first).toMatchObject({ kind: 'error_occurrence', remark: expect.stringContaining('3 more alerts') })
  expect(first?.issue.description).toContain('3 more alerts of this notification were left out')
  expect(second).toMatchObject({ kind: 'error_issue_resolved', issue: { title: '[search-api] Too many 5xx answers' } })
})

test('what was left out is a fact of its own, once for each notification', () => {
  const cut = { kind: 'alerts_cut', occurredAt: receivedAt, occurrenceKey: `cut:${receivedAt}` }
  expect(gaps(grafanaFixture('two-alerts'))).toMatchObject([cut])
  expect(told({ alerts: [], truncatedAlerts: 40 })).toMatchObject([{ ...cut, detail: expect.stringContaining('40 more alerts') }])
  expect(gaps({ ...grafanaFixture('resolved'), truncatedAlerts: 1 })).toMatchObject([cut])
  expect(gaps(grafanaFixture('firing'))).toEqual([])
})

test('what fires is read before what is over, wherever it stands', () => {
  const { alerts, ...rest } = grafanaFixture('resolved')
  const over = Array.from({ length: 200 }, (_, index) => ({ ...alerts[0], fingerprint: `f${index}` }))
  const json = { ...rest, alerts: [...over, ...grafanaFixture('firing').alerts] }
  expect(signals(json)[0]).toMatchObject({ kind: 'error_occurrence', instance: 'c6eadffa33fcdf37' })
  expect(gaps(json)).toMatchObject([{ kind: 'alerts_cut' }])
})

test('of very many alerts the first are read, and that others were not is said', () => {
  const { alerts, ...rest } = grafanaFixture('firing')
  const many = Array.from({ length: 203 }, (_, index) => ({ ...alerts[0], fingerprint: `f${index}` }))
  const told = signals({ ...rest, alerts: many })
  expect(told).toHaveLength(200)
  expect(told[0]).toMatchObject({ remark: '3 more alerts of this notification were left out: Dispatch reads 200 of one.' })
})

test('an Alertmanager tells the same way', () => {
  expect(only(grafanaFixture('alertmanager'))).toMatchObject({
    kind: 'error_occurrence',
    issue: { title: '[worker] LogErrors', priority: 'P3' },
  })
})

describe('a rule that cannot be evaluated', () => {
  const [blind] = grafanaFixture('datasource-error').alerts
  const ended = (reason: string) =>
    grafanaAlert('datasource-error', {
      status: 'resolved',
      endsAt: '2026-03-02T09:30:00Z',
      annotations: { grafana_state_reason: reason },
    })

  test.each(['DatasourceError', 'DatasourceNoData', 'NoData'])('%s is a fact of the rule, and no occurrence', (alertname) => {
    const [fact, ...others] = told(grafanaAlert('datasource-error', { labels: { alertname } }))
    expect(others).toEqual([])
    expect(fact).toMatchObject({ kind: 'alert_rule_blind', occurredAt: '2026-03-02T09:14:00.000Z', instance: blind?.fingerprint })
    expect(fact && 'detail' in fact && fact.detail).toContain('Too many 5xx answers')
  })
  test('has the key that its alerts name', () => {
    const [fact] = told(grafanaFixture('datasource-error'))
    expect(fact?.objectKey).toBe(`loki:rule:${only(grafanaFixture('firing')).ruleKey}`)
    expect(fact?.objectKey).toBe(`loki:rule:${only(grafanaFixture('resolved')).ruleKey}`)
    const another = told(grafanaAlert('datasource-error', { labels: { grafana_folder: 'Search' } }))
    expect(another[0]?.objectKey).not.toBe(fact?.objectKey)
  })
  test('looks again when that is resolved, and since when it did not is told once more', () => {
    expect(told(ended(''))).toMatchObject([
      { kind: 'alert_rule_sighted', occurredAt: '2026-03-02T09:30:00.000Z' },
      { kind: 'alert_rule_blind', occurredAt: '2026-03-02T09:14:00.000Z' },
    ])
  })
  test('does not look again because it was deleted', () => {
    expect(told(ended('RuleDeleted')).map(({ kind }) => kind)).toEqual(['alert_rule_blind'])
  })
  test('says so beside a true alert', () => {
    const both = { ...grafanaFixture('firing'), alerts: [...grafanaFixture('firing').alerts, blind] }
    expect(told(both).map(({ kind }) => kind)).toEqual(['error_occurrence', 'alert_rule_blind'])
  })
})

describe('what is no occurrence is ignored with its reason', () => {
  test('the test of a contact point', () => {
    expect(parse(grafanaFixture('test'))).toMatchObject({ ignored: { code: 'test_notification' } })
  })
  test('a notification without alerts', () => {
    expect(parse({ ...grafanaFixture('firing'), alerts: [] })).toMatchObject({ ignored: { code: 'no_alerts' } })
  })
})

test.each([null, [], 'hi', {}, { alerts: 'many' }, { alerts: [{ status: 'pending' }] }])('%j cannot be read', (json) => {
  expect(parse(json)).toMatchObject({ malformed: { code: 'payload_unreadable' } })
})

describe('severity', () => {
  test.each([
    ['critical', 'P1'],
    ['Page', 'P1'],
    ['error', 'P2'],
    ['high', 'P2'],
    ['warning', 'P3'],
    ['info', 'P4'],
    ['low', 'P4'],
    ['whatever', 'P3'],
  ])('%s is %s', (severity, priority) => {
    expect(only(grafanaAlert('firing', { labels: { severity } })).issue.priority).toBe(priority)
  })
})

test('folder, then Grafana, stand for a service that is not named', () => {
  const labels = { service: '', alertname: 'Down' }
  expect(only(grafanaAlert('firing', { labels })).issue.title).toBe('[Checkout] Down')
  expect(only(grafanaAlert('firing', { labels: { ...labels, grafana_folder: '' } })).issue.title).toBe('[Grafana] Down')
})

test('personal data stays at Grafana, and hostile text is neither markup nor mention', () => {
  const nasty =
    '\u202e@everyone <img src=x onerror=alert(1)> [x](javascript:alert(1)) ada@example.com 203.0.113.54 Bearer abcdefghijklmnop'
  const { issue } = only(
    grafanaAlert('firing', {
      labels: { alertname: nasty, service: nasty, pod: nasty },
      annotations: { summary: nasty, description: nasty, runbook_url: 'javascript:alert(1)' },
      generatorURL: 'javascript:alert(1)',
    }),
  )
  const told = JSON.stringify(issue)
  for (const piece of ['\u202e', 'ada@example.com', '203.0.113.54', 'abcdefghijklmnop']) expect(told).not.toContain(piece)
  expect(issue.url).toBeNull()
  const outsideCode = issue.description.replace(/(`{3,})[\s\S]*?\n\1/g, '').replace(/(`+)[^`][\s\S]*?\1/g, '')
  expect(outsideCode).not.toMatch(/@|javascript|<img/)
})

test('any JSON in any place is parsed, ignored or unreadable, and never thrown at', () => {
  const fields = ['status', 'labels', 'annotations', 'startsAt', 'endsAt', 'fingerprint', 'values', 'generatorURL']
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
      const notification = grafanaFixture('firing')
      const parsed = parse({ ...notification, alerts: [{ ...notification.alerts[0], [field]: value }] })
      expect(Object.keys(parsed)).toHaveLength(1)
    }),
  )
})
