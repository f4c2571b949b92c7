import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ErrorIssueSignal, ErrorOccurrence } from '#src/intake/domain/signal.ts'
import { mappingOf, readSignalSettings, signalSettingsSchema } from '../settings.ts'
import { problemOfPath, valueAt } from './json-path.ts'
import { toSignals } from './to-signal.ts'

type Json = Record<string, unknown>
const receivedAt = '2026-03-02T10:00:00.000Z'
const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../test/fixtures/signals/${name}.json`, import.meta.url), 'utf8')) as Json
const parse = (json: unknown, settings: object = {}) =>
  toSignals({ headers: {}, json, receivedAt }, mappingOf(readSignalSettings(settings)))

function only(json: unknown, settings: object = {}): ErrorIssueSignal | ErrorOccurrence {
  const parsed = parse(json, settings)
  if (!('signals' in parsed) || parsed.signals.length !== 1) throw new Error(`expected one signal: ${JSON.stringify(parsed)}`)
  return parsed.signals[0] as ErrorIssueSignal | ErrorOccurrence
}

test('a home-made body needs no mapping', () => {
  expect(only(sample('plain'))).toMatchObject({
    kind: 'error_occurrence',
    source: 'signal',
    via: 'signal',
    objectKey: 'signal:issue:checkout-503',
    occurredAt: '2026-03-02T09:14:07.000Z',
    occurrenceKey: 'event:evt-1',
    release: 'checkout@4.10.2',
    environment: 'production',
    issue: {
      externalId: 'checkout-503',
      title: '[checkout] Checkout answers 503',
      message: 'upstream connect error for [email] ([ip])',
      priority: 'P1',
      labels: ['Signal'],
      projectSlug: 'checkout',
      url: 'https://status.example.com/incidents/7',
    },
  })
})

test('an id and a title are enough; what names no event and no time happened when it came', () => {
  expect(only({ external_id: 7, title: 'It fails' })).toMatchObject({
    occurredAt: receivedAt,
    occurrenceKey: `event:received ${receivedAt}`,
    issue: { externalId: '7', title: 'It fails', priority: 'P3', projectSlug: 'unknown' },
  })
})

test('what is over is told as such, and a state that nobody mapped is ignored with its reason', () => {
  expect(only({ ...sample('plain'), state: 'RESOLVED' })).toMatchObject({
    kind: 'error_issue_resolved',
    occurrenceKey: 'resolved:evt-1',
  })
  expect(parse({ ...sample('plain'), state: 'muted' })).toMatchObject({ ignored: { code: 'state_not_used' } })
})

test('a time in the future becomes the time of receipt', () => {
  expect(only({ ...sample('plain'), occurred_at: '2030-01-01T00:00:00Z' }).occurredAt).toBe(receivedAt)
})

describe('presets read what vendors send', () => {
  test('Datadog, triggered', () => {
    expect(only(sample('datadog-triggered'), { preset: 'datadog' })).toMatchObject({
      kind: 'error_occurrence',
      objectKey: 'signal:issue:datadog:148275309',
      occurredAt: '2026-03-02T09:14:07.000Z',
      eventId: '7716548234011234567',
      environment: 'production',
      issue: {
        title: '[checkout-api] [Triggered] 5xx rate is high on checkout-api',
        priority: 'P2',
        labels: ['Datadog'],
        url: 'https://app.datadoghq.com/monitors/148275309',
      },
    })
  })
  test('Datadog, notified again in the same cycle', () => {
    const again = { ...sample('datadog-triggered'), alert_transition: 'Renotify', id: '1', date: '1772443847000' }
    expect(only(again, { preset: 'datadog' }).occurrenceKey).toBe(
      only(sample('datadog-triggered'), { preset: 'datadog' }).occurrenceKey,
    )
  })
  test('Datadog, recovered', () => {
    expect(only(sample('datadog-recovered'), { preset: 'datadog' }).kind).toBe('error_issue_resolved')
  })
  test('Datadog without data tells nothing of an error', () => {
    expect(parse({ ...sample('datadog-triggered'), alert_transition: 'No Data' }, { preset: 'datadog' })).toMatchObject({
      ignored: { code: 'state_not_used' },
    })
  })
  test('Rollbar, a new item', () => {
    expect(only(sample('rollbar-new-item'), { preset: 'rollbar' })).toMatchObject({
      objectKey: 'signal:issue:rollbar:496445267',
      occurredAt: '2026-03-02T09:14:07.000Z',
      eventId: '9342eca6-09e7-4bab-89f1-ff16da631853',
      release: '4.10.2',
      environment: 'production',
      issue: { title: "[162774] TypeError: Cannot read 'total'", priority: 'P1', labels: ['Rollbar'] },
    })
  })
  test('Rollbar, each occurrence, and resolved', () => {
    const occurrence = only(sample('rollbar-occurrence'), { preset: 'rollbar' })
    expect(occurrence).toMatchObject({
      kind: 'error_occurrence',
      eventId: '661f18aa-0703-42db-8e02-15ffc9d5d38a',
      occurredAt: '2026-03-02T09:31:40.000Z',
    })
    const resolved = only(sample('rollbar-resolved'), { preset: 'rollbar' })
    expect(resolved).toMatchObject({ kind: 'error_issue_resolved', objectKey: occurrence.objectKey })
  })
  test('Honeybadger, occurred and resolved', () => {
    const occurred = only(sample('honeybadger-occurred'), { preset: 'honeybadger' })
    expect(occurred).toMatchObject({
      objectKey: 'signal:issue:honeybadger:61726306',
      occurredAt: '2026-03-02T09:14:07.386Z',
      eventId: '19136137697',
      release: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
      environment: 'production',
      issue: { title: '[Shop] RuntimeError: No basket for [email]', labels: ['Honeybadger'] },
    })
    const resolved = only(sample('honeybadger-resolved'), { preset: 'honeybadger' })
    expect(resolved).toMatchObject({ kind: 'error_issue_resolved', objectKey: occurred.objectKey })
  })

  test.each(['plain', 'datadog-triggered', 'rollbar-new-item', 'rollbar-occurrence', 'honeybadger-occurred'])(
    'and leave personal data there: %s',
    (name) => {
      const told = JSON.stringify(only(sample(name), { preset: name.split('-')[0] }))
      for (const bait of [
        'ada@',
        'grace@',
        'owner@',
        '203.0.113.9',
        '8f14e45f',
        '4242424242424242',
        '7ac6f654',
        '5268bd40',
        'abc123',
      ])
        expect(told).not.toContain(bait)
    },
  )
})

describe('a mapping of one’s own', () => {
  const settings = {
    label: 'Watchdog',
    namespace: 'dog',
    mapping: {
      external_id: ['$.check["the id"]', '$.checks[0].id'],
      title: '$.check.name',
      state: { path: '$.ok', firing: ['false'], resolved: ['true'] },
      priority: { path: '$.level', values: { '9': 'P1' } },
    },
  }
  test('is read path by path, the first that finds something counts', () => {
    expect(only({ checks: [{ id: 'c1' }], check: { name: 'Ping' }, ok: false, level: 9 }, settings)).toMatchObject({
      kind: 'error_occurrence',
      issue: { externalId: 'dog:c1', title: 'Ping', priority: 'P1', labels: ['Watchdog'] },
    })
    expect(only({ check: { 'the id': 'c2', name: 'Ping' }, ok: true }, settings)).toMatchObject({ kind: 'error_issue_resolved' })
  })
  test('that finds no id says where it looked', () => {
    expect(parse({ check: { name: 'Ping' } }, settings)).toMatchObject({
      malformed: {
        code: 'no_external_id',
        sentence: expect.stringContaining('Nothing was found at $.check["the id"], $.checks[0].id'),
      },
    })
  })
  test.each([
    { mapping: { external_id: 'external_id' } },
    { mapping: { external_id: '$..id' } },
    { mapping: { external_id: '$.items[*].id' } },
    { mapping: { external_id: '$.items[?match(@.id, "(a+)+")].id' } },
    { mapping: { id: '$.id' } },
    { mapping: { state: { firing: ['x'] } } },
    { preset: 'newrelic' },
    { signature_header: 'a b' },
    { namespace: 'No' },
    { unknown: 1 },
  ])('is refused when it can mean nothing: %j', (wrong) => expect(() => readSignalSettings(wrong)).toThrow())
})

test('a mapping that is not taken any more is still read where it is stored', () => {
  const settings = { mapping: { external_id: ['$.id', '$'] }, label: 'Pager' }
  expect(readSignalSettings(settings)).toMatchObject(settings)
  expect(signalSettingsSchema.safeParse(settings).success).toBe(false)
})

describe('paths', () => {
  test.each([
    ['$', { a: 1 }, { a: 1 }],
    ['$.a.b', { a: { b: 2 } }, 2],
    ["$['a b'][1]", { 'a b': [1, 2] }, 2],
    ['$.a[-1]', { a: [1, 2] }, 2],
    ['$.a.b', { a: null }, undefined],
    ['$.constructor.name', {}, undefined],
    ['$.__proto__', {}, undefined],
  ])('%s', (path, json, value) => {
    expect(problemOfPath(path)).toBeNull()
    expect(valueAt(path, json)).toEqual(value)
  })
  test('any text is a path or is refused, and never thrown at', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, json) => {
        const problem = problemOfPath(text)
        if (problem !== null) expect(valueAt(text, json)).toBeUndefined()
      }),
    )
  })
})

test('hostile text is neither markup nor mention, and links only to the web', () => {
  const nasty = '\u202e@everyone <script>alert(1)</script> [x](javascript:alert(1)) `'
  const { issue } = only({ external_id: nasty, title: nasty, message: nasty, project: nasty, url: 'javascript:alert(1)' })
  expect(JSON.stringify(issue)).not.toContain('\u202e')
  expect(issue.url).toBeNull()
  const outsideCode = issue.description.replace(/(`{3,})[\s\S]*?\n\1/g, '').replace(/(`+)[^`][\s\S]*?\1(?!`)/g, '')
  expect(outsideCode).not.toMatch(/@|<script|javascript/)
})

test('any JSON is parsed, ignored or unreadable, and never thrown at', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('plain', 'datadog', 'rollbar', 'honeybadger'), (json, preset) => {
      expect(Object.keys(parse(json, { preset }))).toHaveLength(1)
    }),
  )
})
