import fc from 'fast-check'
import { expect, test } from 'vitest'
import { issueKeyOf, nameOf, priorityOfSeverity, toErrorIssue } from './alert-issue.ts'
import { readAlert } from './payload.ts'

function alert(labels: Record<string, unknown> = {}, over: object = {}) {
  const found = readAlert({
    status: 'firing',
    labels: { alertname: 'High error rate', ...labels },
    startsAt: '2026-03-02T10:00:00Z',
    ...over,
  })
  if (!found) throw new Error('no alert')
  return found
}
const key = (labels: Record<string, unknown>, groupBy: string[] = []) => issueKeyOf(alert(labels), groupBy)

test.each([
  ['critical', 'P1'],
  [' SEV1 ', 'P1'],
  ['error', 'P2'],
  ['Warning', 'P3'],
  ['info', 'P4'],
  ['banana', 'P3'],
  ['', 'P3'],
  ['constructor', 'P3'],
  [undefined, 'P3'],
])('the severity %s is %s', (severity, priority) => expect(priorityOfSeverity(severity)).toBe(priority))

test('alerts of one rule, folder and service are one issue, whatever pod they are about', () => {
  const base = { grafana_folder: 'Shop', service: 'basket' }
  expect(key({ ...base, pod: 'basket-1' })).toBe(key({ ...base, pod: 'basket-2', instance: '10.0.0.1' }))
  expect(key(base)).not.toBe(key({ ...base, service: 'search' }))
  expect(key(base)).not.toBe(key({ ...base, grafana_folder: 'Ops' }))
  expect(key(base)).not.toBe(key({ ...base, alertname: 'Low disk' }))
})

test('labels to group by make more issues, and their order in the settings counts for nothing else', () => {
  expect(key({ region: 'eu-west' }, ['region'])).not.toBe(key({ region: 'us-east' }, ['region']))
  expect(key({ region: 'eu-west' })).toBe(key({ region: 'us-east' }))
  expect(key({}, ['region'])).toBe(key({ region: '' }, ['region']))
})

test('the parts of a key cannot run into each other', () => {
  expect(key({ grafana_folder: 'a', service: 'b c' })).not.toBe(key({ grafana_folder: 'a b', service: 'c' }))
})

test('the first label that names a service does, and the folder where none does', () => {
  expect(toErrorIssue(alert({ app: 'shop', component: 'x' }), []).title).toBe('[shop] High error rate')
  expect(toErrorIssue(alert({ service: '', app: 'shop' }), []).title).toBe('[shop] High error rate')
  expect(toErrorIssue(alert({ grafana_folder: 'Ops' }), []).title).toBe('[Ops] High error rate')
  expect(toErrorIssue(alert(), []).title).toBe('[Grafana] High error rate')
})

test('an alert without a name is called so', () => {
  expect(nameOf(alert({ alertname: undefined, rulename: 'Rule' }))).toBe('Rule')
  expect(nameOf(alert({ alertname: '\u200b' }))).toBe('Unnamed alert')
})

test('labels, values and links are told, bookkeeping and other schemes are not', () => {
  const { description } = toErrorIssue(
    alert(
      { severity: 'critical', __alert_rule_uid__: 'abc' },
      {
        annotations: { summary: 'Too many', description: 'Too many', runbook_url: 'javascript:alert(1)' },
        values: { A: 3.5, B: null },
        generatorURL: 'https://grafana.test/alerting/1',
      },
    ),
    [],
  )
  expect(description).toContain('- `severity`: `critical`')
  expect(description).toContain('- `A`: `3.5`')
  expect(description).toContain('](<https://grafana.test/alerting/1>)')
  expect(description).not.toMatch(/abc|javascript|`B`|`alertname`/)
  expect(description.split('Too many')).toHaveLength(2)
})

test('of very many labels the first forty are shown and the others counted', () => {
  const labels = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`l${index}`, 'x']))
  const { description } = toErrorIssue(alert(labels), [])
  expect(description.match(/^- `l\d+`/gm)).toHaveLength(40)
  expect(description).toContain('- … 20 more')
})

test('no label or annotation breaks out of its code', () => {
  const hostile = fc.string({ unit: fc.constantFrom('`', '\n', '*', '#', '[', ']', '(', ')', '<', '@', 'a', ' '), maxLength: 60 })
  fc.assert(
    fc.property(hostile, (text) => {
      const { description } = toErrorIssue(alert({ pod: text }, { annotations: {} }), [])
      const line = description.split('\n').find((part) => part.startsWith('- `pod`'))
      const shown = line?.slice('- `pod`: '.length) ?? ''
      const ticks = /^`+/.exec(shown)?.[0] ?? ''
      if (line) expect(shown.slice(ticks.length, -ticks.length).split(/[^`]+/)).not.toContain(ticks)
    }),
  )
})
