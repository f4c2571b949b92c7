import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ErrorIssueSignal, ErrorOccurrence } from '#src/intake/domain/signal.ts'
import { grafanaAlert, grafanaFixture } from '#test/fixtures/grafana/payloads.ts'
import { toSignals } from './to-signal.ts'

const receivedAt = '2026-03-02T09:40:00.000Z'
const parse = (json: unknown, groupByLabels: string[] = []) =>
  toSignals({ headers: {}, json, receivedAt }, { group_by_labels: groupByLabels })

function signals(json: unknown, groupByLabels: string[] = []) {
  const parsed = parse(json, groupByLabels)
  if (!('signals' in parsed)) throw new Error(`expected signals: ${JSON.stringify(parsed)}`)
  return parsed.signals as (ErrorIssueSignal | ErrorOccurrence)[]
}

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

describe('what is no occurrence is ignored with its reason', () => {
  test.each(['DatasourceError', 'DatasourceNoData', 'NoData'])('%s', (alertname) => {
    const parsed = parse(grafanaAlert('datasource-error', { labels: { alertname } }))
    expect(parsed).toMatchObject({ ignored: { code: 'rule_not_evaluated' } })
    expect('ignored' in parsed && parsed.ignored.sentence).toContain('Too many 5xx answers')
  })
  test('beside a true alert it is left out', () => {
    const { alerts } = grafanaFixture('datasource-error')
    const both = { ...grafanaFixture('firing'), alerts: [...grafanaFixture('firing').alerts, ...alerts] }
    expect(signals(both)).toHaveLength(1)
  })
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
