import type { RootOperationNode } from 'kysely'
import { expect, test } from 'vitest'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { grafanaAlert, grafanaFixture } from '#test/fixtures/grafana/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { request, testWorkspace } from '#test/runtime.ts'
import { errorCreated, moveTo } from '#test/story.ts'
import { processDelivery } from './process-delivery.ts'
import { processWaiting } from './process-waiting.ts'

const intake = intakeOfFile()

const get = async (path: string) => (await request(intake.api, { path, key: intake.workspace.adminKey })).json()
const post = (path: string, body?: unknown, key = intake.workspace.adminKey) =>
  request(intake.api, { method: 'POST', path, key, body })

test('deliveries are listed newest first, filtered and paged', async () => {
  for (const minute of [1, 2, 3]) {
    moveTo(intake, minute)
    await intake.sentry('issue', errorCreated(minute, { id: String(minute) }))
  }
  await intake.github('ping', { zen: 'Keep it simple.', hook_id: 1 })
  const all = await get('/api/deliveries')
  expect(all.items.map((item: { kind: string }) => item.kind)).toEqual(['ping', 'issue', 'issue', 'issue'])
  expect(all.items[1]).toMatchObject({
    state: 'processed',
    decision: { result: 'create' },
    issue: { identifier: expect.any(String) },
  })
  const page = await get('/api/deliveries?source=sentry&limit=2')
  const rest = await get(`/api/deliveries?source=sentry&limit=2&cursor=${page.next_cursor}`)
  expect([page.items.length, rest.items.length, rest.next_cursor]).toEqual([2, 1, null])
  expect((await get('/api/deliveries?state=ignored')).items).toMatchObject([{ kind: 'ping', decision: { reason: 'ping' } }])
})

test('one delivery shows its body, its headers without secrets, and what it did', async () => {
  const id = await intake.sentry('issue', errorCreated(1))
  const detail = await get(`/api/deliveries/${id}`)
  expect(JSON.parse(detail.body)).toMatchObject({ action: 'created' })
  expect(detail).toMatchObject({
    body_format: 'json',
    body_truncated: false,
    body_bytes: Buffer.byteLength(JSON.stringify(errorCreated(1))),
    connection: { name: expect.any(String) },
    signals: [{ kind: 'error_issue_created' }],
    issues: [{ id: (await intake.issue()).id }],
    kept_until: '2026-04-01T09:00:00.000Z',
  })
  expect(detail.headers['sentry-hook-signature']).toBe('[hidden]')
  expect(detail.effects).toMatchObject([{ type: 'issue.created' }])
})

test('a replay of what was done does nothing twice', async () => {
  const id = await intake.sentry('issue', errorCreated(1))
  const told = async () => (await intake.events()).filter(({ type }) => type !== 'key.used' && type !== 'delivery.replayed')
  const before = await told()
  const response = await post(`/api/deliveries/${id}/replay`, {})
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    decision: { result: 'ignore', reason: 'content_known' },
    effects: [],
    dry_run: false,
  })
  expect(await told()).toEqual(before)
  // What it did is remembered, who replayed it too.
  expect(await get(`/api/deliveries/${id}`)).toMatchObject({
    state: 'processed',
    decision: { result: 'create' },
    effects: [{ type: 'issue.created' }],
    replays: [
      { by: { type: 'key' }, before: { decision: { result: 'create' } }, after: { decision: { reason: 'content_known' } } },
    ],
  })
  expect(await intake.events('delivery.replayed')).toMatchObject([
    { actor: { type: 'key' }, payload: { delivery_id: id, source: 'sentry', reason: 'content_known', changed: true } },
  ])
})

test('a dry run says what would happen and changes nothing', async () => {
  const other = { id: 99, fullName: 'acme/other' }
  const id = await intake.github('push', pushPayload({ before: sha('a'), after: sha('b'), repository: other }))
  const now = intake.runtime.clock.now()
  const repository = {
    name: 'other',
    provider: 'github' as const,
    full_name: other.fullName,
    git_url: 'https://github.com/acme/other.git',
  }
  await intake.db
    .insertInto('dispatch_repository')
    .values({ id: `rep_${id}`, workspace_id: intake.workspace.id, ...repository, default_branch: 'main', created_at: now })
    .execute()
  const dry = await (await post(`/api/deliveries/${id}/replay`, { dry_run: true })).json()
  expect(dry).toMatchObject({
    decision: { result: 'record', reason: 'push_recorded' },
    effects: [{ type: 'push.recorded' }],
    dry_run: true,
  })
  expect(await get(`/api/deliveries/${id}`)).toMatchObject({ state: 'ignored', decision: { reason: 'unknown_repository' } })
  expect(await (await post(`/api/deliveries/${id}/replay`, {})).json()).toMatchObject({ decision: { reason: 'push_recorded' } })
  expect(await get(`/api/deliveries/${id}`)).toMatchObject({ state: 'processed' })
})

test('a delivery whose processing breaks is tried again, then given up, and people can retry it', async () => {
  const id = await intake.sentry('issue', errorCreated(1))
  await deleteIssue(intake.workspace.person(), (await intake.issue()).id)
  // Nothing reads Sentry any more: as if a release had broken it.
  const broken = {
    ...intake.ports.vendors[0],
    source: 'sentry' as const,
    parse: () => {
      throw new Error('the parser broke')
    },
  }
  await intake.db.updateTable('dispatch_delivery').set({ state: 'received', attempts: 0 }).where('id', '=', id).execute()
  const vendors = [broken] as unknown as typeof intake.ports.vendors
  for (let attempt = 1; attempt <= 5; attempt++) {
    await processDelivery(intake.runtime, vendors, id)
    expect(await get(`/api/deliveries/${id}`)).toMatchObject({ state: 'failed', attempts: attempt, error: 'the parser broke' })
  }
  await processDelivery(intake.runtime, vendors, id)
  expect(await get('/api/deliveries?state=dead')).toMatchObject({ items: [{ id, attempts: 6 }] })
  const response = await post(`/api/deliveries/${id}/retry`)
  expect(response.status).toBe(202)
  await intake.settle()
  expect(await get(`/api/deliveries/${id}`)).toMatchObject({ state: 'processed', decision: { result: 'create' } })
  expect((await post(`/api/deliveries/${id}/retry`)).status).toBe(409)
})

test('deliveries of another workspace do not exist, and reading needs a scope', async () => {
  const id = await intake.sentry('issue', errorCreated(1))
  const other = await testWorkspace(intake.runtime)
  for (const path of [`/api/deliveries/${id}`, `/api/deliveries/${id}/replay`, `/api/deliveries/${id}/retry`]) {
    const method = path.endsWith(id) ? 'GET' : 'POST'
    const response = await request(intake.api, { method, path, key: other.adminKey, ...(method === 'POST' && { body: {} }) })
    expect(response.status).toBe(404)
  }
  const deploy = await intake.workspace.apiKey('deploy')
  expect((await request(intake.api, { path: '/api/deliveries', key: deploy })).status).toBe(403)
  const read = await intake.workspace.apiKey('read')
  expect((await post(`/api/deliveries/${id}/replay`, {}, read)).status).toBe(403)
  expect((await request(intake.api, { path: '/api/deliveries' })).status).toBe(401)
})

test.each(['?limit=0', '?limit=x', '?cursor=nonsense', '?state=unknown', '?source=nobody'])('%s is refused', async (query) => {
  expect((await request(intake.api, { path: `/api/deliveries${query}`, key: intake.workspace.adminKey })).status).toBe(422)
})

test('a pipeline reports a deployment with a key that may do nothing else; the same again is the same', async () => {
  const key = await intake.workspace.apiKey('deploy')
  const body = { repository: 'acme/shop', sha: sha('release'), deployed_at: '2026-03-02T08:59:00+00:00' }
  const first = await post('/api/deployments', body, key)
  expect(first.status).toBe(201)
  const deployment = await first.json()
  expect(deployment).toMatchObject({
    environment: 'production',
    is_production: true,
    source: 'api',
    deployed_at: '2026-03-02T08:59:00.000Z',
  })
  const again = await post('/api/deployments', body, key)
  expect(again.status).toBe(200)
  expect(await again.json()).toEqual(deployment)
  expect((await get('/api/deployments')).items).toMatchObject([deployment])
})

test('a commit that is deployed again after another is a deployment of its own, without a time, too', async () => {
  const report = async (release: string) => {
    const response = await post('/api/deployments', { repository: 'acme/shop', sha: sha(release) })
    intake.runtime.advance(60)
    return { status: response.status, id: (await response.json()).id }
  }
  const old = await report('old')
  expect(await report('old')).toEqual({ status: 200, id: old.id })
  const next = await report('next')
  const rollback = await report('old')
  expect([old, next, rollback].map(({ status }) => status)).toEqual([201, 201, 201])
  expect(await report('old')).toEqual({ status: 200, id: rollback.id })
  expect((await get('/api/deployments')).items.map((item: { sha: string }) => item.sha)).toEqual(
    ['old', 'next', 'old'].map((release) => sha(release)),
  )
})

test.each([
  [{ repository: 'acme/shop', sha: 'abc' }, 422, 'invalid'],
  [{ sha: sha('x') }, 422, 'invalid'],
  [{ repository: 'acme/unknown', sha: sha('x') }, 422, 'unknown_repository'],
])('reporting %j is refused', async (body, status, code) => {
  const response = await post('/api/deployments', body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ code })
})

test('the payloads that vendors publish never break anything', async () => {
  const { githubExamples } = await import('#test/fixtures/github/payloads.ts')
  for (const event of ['pull_request', 'push', 'deployment_status', 'workflow_run', 'release', 'issues', 'check_suite', 'ping']) {
    for (const example of githubExamples(event).slice(0, 3)) await intake.send('github', event, example)
  }
  for (const name of [
    'activity-alert',
    'comment-created',
    'installation-created',
    'issue-created-feedback',
    'issue-created-outage',
    'metric-alert-critical',
  ]) {
    await intake.send(
      'sentry',
      name.startsWith('issue') ? 'issue' : name.startsWith('metric') ? 'metric_alert' : 'other',
      sentryFixture(name),
    )
  }
  await intake.settle()
  const states = (await get('/api/deliveries?limit=200')).items.map((item: { state: string }) => item.state)
  expect(new Set(states)).toEqual(new Set(['ignored', 'processed']))
})

const count = async (table: 'dispatch_issue' | 'dispatch_occurrence') =>
  (await intake.db.selectFrom(table).select('id').where('workspace_id', '=', intake.workspace.id).execute()).length

async function close(): Promise<void> {
  const { id } = await intake.issue()
  await updateIssue(intake.workspace.person(), { id, changes: { status: 'done', close_reason: 'Mended' } })
}

const several = (count: number, change: Record<string, unknown> = {}, name = 'f') =>
  Array.from({ length: count }, (_, n) => grafanaAlert('firing', { fingerprint: `${name}${n}`, ...change }).alerts[0])
const notify = (...alerts: unknown[][]) => intake.grafana({ ...grafanaFixture('firing'), alerts: alerts.flat() })

test('what a notification costs does not grow with its alerts, and each of them counts', async () => {
  const statements: number[] = []
  for (const alerts of [20, 180]) {
    const named = { labels: { alertname: `Rule ${'x'.repeat(alerts)}` } }
    await intake.send('loki', '', {
      alerts: [...several(alerts, named), ...several(20, { ...named, status: 'resolved' }, 'r')],
    })
    let sent = 0
    const transformQuery = ({ node }: { node: RootOperationNode }) => {
      sent += 1
      return node
    }
    const kysely = intake.db.withPlugin({ transformQuery, transformResult: async ({ result }) => result })
    const runtime = { ...intake.runtime, database: { ...intake.runtime.database, kysely } }
    await processWaiting(runtime, intake.ports.vendors, new AbortController().signal)
    statements.push(sent)
    expect(await count('dispatch_occurrence')).toBe(alerts === 20 ? 20 : 200)
  }
  expect(await count('dispatch_issue')).toBe(2)
  expect(statements[1]).toBeLessThanOrEqual(statements[0] ?? 0)
  expect(statements[1]).toBeLessThan(50)
  const notes = (await intake.events('signal.recorded')).map(({ payload }) => payload.detail)
  expect(notes).toEqual([1, 2].map(() => expect.stringMatching(/resolved in Grafana.* The same of 19 more alerts\.$/)))
})

test('a notification of several alerts comes to the same as one of each', async () => {
  const early = { startsAt: '2026-03-01T00:00:00Z' }
  const tell = async (isTogether: boolean) => {
    await intake.fresh()
    await intake.grafana(grafanaFixture('firing'))
    await close()
    intake.runtime.advance(60)
    const now = intake.runtime.clock.now().toISOString()
    const resolved = { status: 'resolved', startsAt: now, endsAt: now }
    const alerts = [
      several(1, early, 'late'),
      several(3, { startsAt: now }),
      several(2, resolved, 'r'),
      several(1, { startsAt: now }),
    ]
    if (isTogether) await notify(...alerts)
    else for (const alert of alerts.flat()) await notify([alert])
    const { status, external_issues } = await intake.issue()
    const reasons = new Set((await intake.events('signal.recorded')).map(({ payload }) => payload.reason))
    return { category: status.category, state: external_issues[0], reasons, moved: (await intake.events('issue.moved')).length }
  }
  const id = { id: expect.any(String), external_id: expect.any(String) }
  const [one, all] = [await tell(false), await tell(true)]
  expect(all).toEqual({ ...one, state: { ...one.state, ...id } })
  expect(all).toMatchObject({ category: 'backlog', state: { state: 'firing', occurrences: 5 } })
})
