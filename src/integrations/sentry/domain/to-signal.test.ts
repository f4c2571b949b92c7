import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { occurrenceOf } from '#src/intake/domain/occurrence.ts'
import type { ErrorOccurrence, Signal } from '#src/intake/domain/signal.ts'
import { sentryEventHook, sentryFixture, sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import { toSignals } from './to-signal.ts'

const receivedAt = '2026-03-10T00:00:00.000Z'
const sent = { 'sentry-hook-timestamp': '1772800000' } // 2026-03-06T12:26:40Z
const parse = (resource: string, json: unknown) =>
  toSignals({ headers: { ...sent, 'sentry-hook-resource': resource }, json, receivedAt })

function only(resource: string, json: unknown): Signal {
  const parsed = parse(resource, json)
  if (!('signals' in parsed) || parsed.signals.length !== 1) throw new Error(`expected one signal: ${JSON.stringify(parsed)}`)
  return parsed.signals[0] as Signal
}

function issueSignal(json: unknown) {
  const signal = only('issue', json)
  if (!('issue' in signal) || signal.kind === 'error_occurrence') throw new Error(signal.kind)
  return signal
}

test('a new issue is told in our words', () => {
  const signal = issueSignal(sentryFixture('issue-created'))
  expect(signal).toMatchObject({
    kind: 'error_issue_created',
    objectKey: 'sentry:issue:4820175533',
    occurredAt: '2026-03-02T09:14:07.118Z',
    vendorVersion: '2026-03-02T09:14:07.118Z#1',
    occurrenceKey: 'created new 2026-03-02T09:14:07.118Z#1',
    substatus: 'new',
    actor: null,
    issue: {
      externalId: '4820175533',
      shortId: 'CHECKOUT-API-2F',
      organizationSlug: 'acme',
      projectSlug: 'checkout-api',
      title: "[checkout-api] TypeError: Cannot read properties of undefined (reading 'total')",
      errorType: 'TypeError',
      culprit: 'POST /orders/:id/confirm',
      priority: 'P1',
      labels: ['Sentry'],
      count: 1,
      userCount: 1,
      url: 'https://acme.sentry.io/issues/4820175533/',
    },
  })
})

describe('each action and substatus has its kind', () => {
  test.each([
    ['issue-created', 'error_issue_created'],
    ['issue-regressed', 'error_issue_regressed'],
    ['issue-escalating', 'error_issue_escalating'],
    ['issue-unresolved-by-person', 'error_issue_unresolved'],
    ['issue-resolved', 'error_issue_resolved'],
    ['issue-archived', 'error_issue_archived'],
    ['issue-ignored', 'error_issue_ignored'],
    ['issue-assigned', 'error_issue_assigned'],
  ])('%s', (fixture, kind) => expect(issueSignal(sentryFixture(fixture)).kind).toBe(kind))

  test('a new issue that already escalates is still new', () => {
    expect(issueSignal(sentryIssueHook('issue-created', { substatus: 'escalating' })).kind).toBe('error_issue_created')
  })
})

describe('priority', () => {
  test.each([
    ['high', 'P1'],
    ['medium', 'P2'],
    ['low', 'P4'],
    ['HIGH', 'P1'],
    ['urgent', 'P3'],
    [null, 'P3'],
    [7, 'P3'],
  ])('%s becomes %s', (priority, ours) => {
    expect(issueSignal(sentryIssueHook('issue-created', { priority })).issue.priority).toBe(ours)
  })
})

describe('categories of Sentry issues', () => {
  test.each(['outage', 'uptime', 'cron'])('%s is urgent and labelled, whatever its priority', (issueCategory) => {
    const { issue } = issueSignal(sentryIssueHook('issue-created-outage', { issueCategory, priority: 'low' }))
    expect(issue).toMatchObject({ priority: 'P1', labels: ['Sentry', 'Outage'] })
  })

  test('an issue without a category is an error', () => {
    expect(issueSignal(sentryIssueHook('issue-created', { issueCategory: undefined })).kind).toBe('error_issue_created')
  })

  test.each(['feedback', 'performance', 'metric', 'replay', 'db_query', 'anything new'])(
    '%s is ignored with its reason',
    (issueCategory) => {
      const parsed = parse('issue', sentryIssueHook('issue-created-feedback', { issueCategory }))
      expect(parsed).toMatchObject({ ignored: { code: 'issue_category_not_tracked' } })
      expect('ignored' in parsed && parsed.ignored.sentence).toContain(issueCategory)
    },
  )

  test("a connection's settings decide", () => {
    const headers = { 'sentry-hook-resource': 'issue' }
    const json = sentryFixture('issue-created-feedback')
    expect(toSignals({ headers, json, receivedAt }, { issueCategories: ['feedback'] })).toHaveProperty('signals')
  })
})

describe('times', () => {
  test('a state change happened when Sentry sent it', () => {
    expect(issueSignal(sentryFixture('issue-resolved')).occurredAt).toBe('2026-03-06T12:26:40.000Z')
  })

  test.each([undefined, 'soon', '99999999999', '1893456000'])(
    'an absent, odd or future timestamp (%s) becomes the time of receipt',
    (timestamp) => {
      const headers = { 'sentry-hook-resource': 'issue', 'sentry-hook-timestamp': timestamp }
      const parsed = toSignals({ headers, json: sentryFixture('issue-resolved'), receivedAt })
      expect('signals' in parsed && parsed.signals[0]?.occurredAt).toBe(receivedAt)
    },
  )
})

test('the release that a resolution names is kept', () => {
  expect(issueSignal(sentryFixture('issue-resolved')).resolvedInRelease).toBe('checkout-api@4.11.0')
})

test('people are named as actors, Sentry itself is not, and e-mail addresses never are', () => {
  expect(issueSignal(sentryFixture('issue-archived')).actor).toBe('Release Manager')
  expect(issueSignal(sentryFixture('issue-regressed')).actor).toBeNull()
  const hook = { ...sentryFixture('issue-archived'), actor: { type: 'user', id: 1, name: 'first.last@example.com' } }
  expect(issueSignal(hook).actor).toBe('[email]')
})

describe('occurrences', () => {
  test('an error hook is an occurrence with its event, release and environment', () => {
    expect(only('error', sentryFixture('error-created'))).toMatchObject({
      kind: 'error_occurrence',
      via: 'error',
      objectKey: 'sentry:issue:4820175533',
      occurredAt: '2026-03-02T09:14:07.118Z',
      occurrenceKey: 'event:7d0c9be1f4b84b3c9a6b0a4f1e52c001',
      eventId: '7d0c9be1f4b84b3c9a6b0a4f1e52c001',
      release: 'checkout-api@4.10.2',
      environment: 'production',
      rule: null,
      issue: { externalId: '4820175533', organizationSlug: 'acme', projectSlug: 'checkout-api' },
    })
  })

  test('an alert rule is an occurrence that names the rule', () => {
    expect(only('event_alert', sentryFixture('event-alert'))).toMatchObject({
      via: 'event_alert',
      rule: 'Tell Dispatch about new checkout errors',
    })
  })

  test('the same event through two hooks is one occurrence, and the alert is news all the same', () => {
    const event = { event_id: 'abc' }
    const [first, second] = [
      only('error', sentryEventHook('error-created', event)) as ErrorOccurrence,
      only('event_alert', sentryEventHook('event-alert', event)) as ErrorOccurrence,
    ]
    expect([first.objectKey, first.kind]).toEqual([second.objectKey, second.kind])
    expect([first.occurrenceKey, second.occurrenceKey]).toEqual(['event:abc', 'alert:abc'])
    expect([occurrenceOf(first)?.key, occurrenceOf(second)?.key]).toEqual(['event:abc', 'event:abc'])
  })

  test('release and environment are found among the tags', () => {
    const tags = [
      ['environment', 'staging'],
      ['release', 'v2'],
    ]
    expect(only('error', sentryEventHook('error-created', { release: null, environment: null, tags }))).toMatchObject({
      release: 'v2',
      environment: 'staging',
    })
  })

  test('absent release and environment are unknown, not empty', () => {
    expect(only('error', sentryEventHook('error-created', { release: '', environment: null, tags: [] }))).toMatchObject({
      release: null,
      environment: null,
    })
  })

  test('an event without a title is called by its message', () => {
    const { issue } = only('error', sentryEventHook('error-created', { title: '', message: 'Queue is full' })) as ErrorOccurrence
    expect(issue.title).toBe('[checkout-api] Queue is full')
  })

  test('the issue is found in the address when its id is missing', () => {
    const event = { issue_id: undefined, issue_url: 'https://sentry.io/api/0/issues/77/' }
    expect(only('error', sentryEventHook('error-created', event)).objectKey).toBe('sentry:issue:77')
  })

  test.each([{ event_id: null }, { issue_id: null, issue_url: null }])(
    'an event without an id or an issue is unreadable: %j',
    (event) => {
      expect(parse('error', sentryEventHook('error-created', event))).toMatchObject({ malformed: { code: 'payload_unreadable' } })
    },
  )
})

describe('metric alerts', () => {
  test('critical and resolved are two states of one object', () => {
    expect(only('metric_alert', sentryFixture('metric-alert-critical'))).toMatchObject({
      kind: 'metric_alert',
      state: 'critical',
      objectKey: 'sentry:metric_alert:31',
      occurredAt: '2026-03-02T09:15:00.000Z',
      title: 'Critical: Too many failed payments',
      projectSlugs: ['checkout-api'],
      environment: 'production',
    })
    expect(only('metric_alert', sentryFixture('metric-alert-resolved'))).toMatchObject({
      state: 'resolved',
      occurredAt: '2026-03-02T10:02:00.000Z',
    })
  })
})

describe('what changes nothing is ignored with its reason', () => {
  test.each([
    ['activity_alert', 'activity-alert'],
    ['seer', 'comment-created'],
  ])('%s', (resource, fixture) => {
    expect(parse(resource, sentryFixture(fixture))).toMatchObject({ ignored: { code: 'resource_not_used' } })
  })

  test('an action of issues that we do not know', () => {
    expect(parse('issue', { ...sentryFixture('issue-created'), action: 'merged' })).toMatchObject({
      ignored: { code: 'action_not_used' },
    })
  })
})

test('a comment is told with who wrote it, cleaned', () => {
  expect(only('comment', sentryFixture('comment-created'))).toMatchObject({
    kind: 'error_commented',
    objectKey: 'sentry:issue:4820175533',
    occurredAt: '2026-03-02T10:41:18.000Z',
    action: 'created',
    actor: 'Release Manager',
    text: 'Looks like the basket is loaded lazily here',
  })
  const hook = sentryFixture('comment-created') as { data: object }
  const deleted = only('comment', { ...hook, action: 'deleted' })
  expect(deleted).toMatchObject({ action: 'deleted', text: '' })
  const personal = only('comment', { ...hook, data: { ...hook.data, comment: 'Ask ada@example.com\n\u202eabout 203.0.113.54' } })
  expect(personal).toMatchObject({ text: 'Ask [email] about [ip]' })
})

test('an installation says where, and each of its actions is told once', () => {
  const created = only('installation', sentryFixture('installation-created'))
  expect(created).toMatchObject({ kind: 'tracker_installation_changed', action: 'created', organization: 'acme' })
  const deleted = only('installation', { ...sentryFixture('installation-created'), action: 'deleted' })
  expect(deleted.objectKey).toBe(created.objectKey)
  expect(deleted.occurrenceKey).not.toBe(created.occurrenceKey)
})

describe('what cannot be read says so', () => {
  test.each([
    ['null', null],
    ['a list', []],
    ['a string', 'hi'],
    ['no data', { action: 'created' }],
    ['no issue id', { action: 'created', data: { issue: {} } }],
    ['an id that is no id', { action: 'created', data: { issue: { id: '../../etc' } } }],
    ['an action that is no word', { action: 3, data: { issue: { id: '1' } } }],
  ])('%s', (_, json) => {
    for (const resource of ['issue', 'error', 'event_alert', 'metric_alert', 'comment', 'installation'])
      expect(parse(resource, json)).toHaveProperty('malformed')
  })

  test('no resource header', () => {
    expect(toSignals({ headers: {}, json: sentryFixture('issue-created'), receivedAt })).toMatchObject({
      malformed: { code: 'resource_missing' },
    })
  })
})

describe('personal data stays at Sentry', () => {
  const bait = [
    'customer@example.com',
    '203.0.113.54',
    'eyJhbGciOiJIUzI1NiJ9',
    '9f8e7d6c5b4a39281706',
    'customer-8812',
    'q1w2e3r4t5',
    '8812',
    '4242',
  ]
  test.each([
    ['error', 'error-created'],
    ['event_alert', 'event-alert'],
    ['issue', 'issue-assigned'],
  ])('%s hooks', (resource, fixture) => {
    const told = JSON.stringify(only(resource, sentryFixture(fixture)))
    for (const piece of bait) expect(told).not.toContain(piece)
    expect(told).not.toContain('release.manager@example.com')
  })
})

describe('hostile text', () => {
  const nasty = '\u202e\u001b[2J@everyone `x` ![](javascript:alert(1)) <script>\u200b a@b.io'
  const { issue } = issueSignal(
    sentryIssueHook('issue-created', {
      title: nasty,
      culprit: nasty,
      shortId: nasty,
      web_url: 'javascript:alert(1)',
      metadata: { type: nasty },
    }),
  )

  test('has no invisible characters in the title', () =>
    expect(issue.title).toBe('[checkout-api] [2J@everyone `x` ![](javascript:alert(1)) <script> [email]'))
  test('mentions nobody in the description', () => expect(outsideCode(issue.description)).not.toContain('@'))
  test('stays inside code in the description', () => expect(outsideCode(issue.description)).not.toMatch(/script|alert/))
  test('is no link', () => expect(issue.url).toBeNull())
})

test('a replayed body means the same, whatever its headers say', () => {
  for (const name of ['issue-created', 'issue-regressed', 'issue-resolved', 'issue-archived', 'issue-assigned']) {
    const json = sentryFixture(name)
    const replayed = toSignals({
      headers: { 'sentry-hook-resource': 'issue', 'sentry-hook-timestamp': '1772900000' },
      json,
      receivedAt,
    })
    expect('signals' in replayed && replayed.signals[0]?.occurrenceKey).toBe(issueSignal(json).occurrenceKey)
  }
})

test('any JSON in any place is parsed, ignored or unreadable, and never thrown at', () => {
  const fields = [
    'id',
    'title',
    'culprit',
    'count',
    'project',
    'metadata',
    'firstSeen',
    'statusDetails',
    'substatus',
    'issueCategory',
    'priority',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
      const parsed = parse('issue', sentryIssueHook('issue-created', { [field]: value }))
      expect(Object.keys(parsed)).toHaveLength(1)
    }),
  )
  const eventFields = [
    'event_id',
    'exception',
    'entries',
    'tags',
    'release',
    'environment',
    'datetime',
    'issue_id',
    'metadata',
    'url',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...eventFields), fc.jsonValue(), (field, value) => {
      const parsed = parse('error', sentryEventHook('error-created', { [field]: value }))
      expect(Object.keys(parsed)).toHaveLength(1)
    }),
  )
})

test('title and description are bounded', () => {
  const { issue } = issueSignal(sentryIssueHook('issue-created', { title: 'x'.repeat(100_000), culprit: 'y'.repeat(100_000) }))
  expect(issue.title.length).toBeLessThanOrEqual(200)
  expect(issue.description.length).toBeLessThan(5_000)
})

function outsideCode(markdown: string): string {
  return markdown.replace(/(`{3,})[\s\S]*?\n\1/g, '').replace(/(`+)[^`][\s\S]*?\1/g, '')
}
