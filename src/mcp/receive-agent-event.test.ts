import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '#src/access/create-api-key.ts'
import { claimIssue } from '#src/issues/claim-issue.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { findRun } from '#src/runs/store/runs.ts'
import { agentKey, runWithToken } from '#test/mcp-kit.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { request } from '#test/runtime.ts'
import { sign } from './domain/standard-webhooks.ts'
import { mcpSweeps } from './jobs.ts'
import { mcpRoutes } from './routes.ts'

let kit: RunsKit
let api: App
let acme: Shop
let secret: string

beforeAll(async () => {
  kit = await runsKit()
  api = createApi(kit.runtime, [mcpRoutes()])
  acme = await shop(kit, { policy: { max_concurrent_runs: 50 } })
  const response = await request(api, { method: 'POST', path: `/api/agents/${acme.agentId}/secret`, key: acme.adminKey })
  expect(response.status).toBe(201)
  secret = (await response.json()).secret
})
afterAll(() => kit.runtime.close())

let events = 0
const event = (issue: string, type: string, data: object = {}, more: object = {}) => ({
  event_id: `evt_${++events}`,
  type,
  occurred_at: '2026-03-02T09:00:00Z',
  issue,
  data,
  ...more,
})

const byToken = (key: string, body: unknown) => request(api, { method: 'POST', path: '/api/mcp/webhook', key, body })

function bySignature(body: unknown, headers: Record<string, string> = {}, agentId = acme.agentId) {
  const text = JSON.stringify(body)
  const signed = { id: 'msg_1', timestamp: String(Math.floor(Date.now() / 1000)), body: Buffer.from(text) }
  return request(api, {
    method: 'POST',
    path: `/api/mcp/webhook/${agentId}`,
    body: text,
    headers: {
      'webhook-id': signed.id,
      'webhook-timestamp': signed.timestamp,
      'webhook-signature': sign(signed, secret),
      ...headers,
    },
  })
}

async function anIssue(claimed = false): Promise<string> {
  const { id } = await createIssue(acme.person(), { title: 'Checkout fails' })
  if (claimed) await claimIssue(acme.key('agent'), { issueId: id, agent: { id: acme.agentId, name: 'Claude' } })
  return id
}

const rows = (issueId: string) =>
  kit.runtime.database.kysely.selectFrom('dispatch_agent_event').selectAll().where('issue_id', '=', issueId).execute()
const issueRow = (id: string) =>
  kit.runtime.database.kysely
    .selectFrom('dispatch_issue')
    .select('needs_attention')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
const commentsOf = (id: string) =>
  kit.runtime.database.kysely
    .selectFrom('dispatch_comment')
    .select(['body', 'author'])
    .where('issue_id', '=', id)
    .orderBy('id')
    .execute()

test("a run's token reports for its run through the same commands as the tools", async () => {
  const issue = await anIssue()
  const { token, runId } = await runWithToken(acme, issue)
  for (const [type, data] of [
    ['started', {}],
    ['heartbeat', { status: 'reading' }],
    ['activity', { summary: 'Found it' }],
    ['plan', { content: 'Do it.' }],
    ['completed', { summary: 'Planned.', outcome: 'investigation_complete' }],
  ] as const) {
    const response = await byToken(token, event(issue, type, data))
    expect(response.status, type).toBe(202)
  }
  expect(await findRun(kit.runtime.database.kysely, acme.id, runId)).toMatchObject({
    activity: 'reading',
    outcome: 'investigation_complete',
  })
  expect(await rows(issue)).toHaveLength(5)
  expect((await rows(issue)).every(({ run_id, sender_id }) => run_id === runId && sender_id === runId)).toBe(true)
})

test('the same event again changes nothing, even many times at once', async () => {
  const issue = await anIssue(true)
  const same = event(issue, 'activity', { summary: 'Once' })
  const answers = await Promise.all(Array.from({ length: 8 }, () => bySignature(same)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 202])
  expect(await answers[0]?.json()).toMatchObject({ delivery_id: same.event_id })
  expect(await commentsOf(issue)).toEqual([{ body: 'Once', author: { type: 'key', id: acme.agentId, name: 'Claude' } }])
})

test('a refused event is not remembered, so that it may come again when it is mended', async () => {
  const issue = await anIssue()
  const early = event(issue, 'activity', { summary: 'Too early' })
  const refused = await bySignature(early)
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'not_your_issue' })
  await claimIssue(acme.key('agent'), { issueId: issue, agent: { id: acme.agentId, name: 'Claude' } })
  expect((await bySignature(early)).status).toBe(202)
})

test('without a run of ours, people read on the claimed issue what its agent says', async () => {
  const issue = await anIssue(true)
  expect((await bySignature(event(issue, 'started'))).status).toBe(202)
  expect((await bySignature(event(issue, 'plan', { content: 'First this, then that.' }))).status).toBe(202)
  expect((await bySignature(event(issue, 'question', { question: 'Which one?' }))).status).toBe(202)
  expect(await issueRow(issue)).toMatchObject({ needs_attention: 'Claude asks a question' })
  expect((await bySignature(event(issue, 'completed', { summary: 'Done in #7.' }))).status).toBe(202)
  expect(await issueRow(issue)).toMatchObject({ needs_attention: 'Claude reports: completed' })
  expect((await commentsOf(issue)).map(({ body }) => body)).toEqual(['Which one?', 'Done in #7.'])
})

test('a signed event for a run counts only if the run is of that agent and that issue', async () => {
  const issue = await anIssue()
  const { runId } = await runWithToken(acme, issue)
  expect((await bySignature(event(issue, 'activity', { summary: 'Mine' }, { run_id: runId }))).status).toBe(202)
  expect((await bySignature(event(await anIssue(), 'activity', { summary: 'x' }, { run_id: runId }))).status).toBe(422)
  expect((await bySignature(event(issue, 'activity', { summary: 'x' }, { run_id: 'run_nope' }))).status).toBe(404)
  const own = await agentKey(acme, acme.agentId)
  expect((await byToken(own, event(issue, 'activity', { summary: 'Also mine' }, { run_id: runId }))).status).toBe(202)
  const stranger = await byToken(await acme.apiKey('agent'), event(issue, 'activity', { summary: 'x' }, { run_id: runId }))
  expect(await stranger.json()).toMatchObject({ status: 403, code: 'not_your_run' })
})

test('every way in of one agent shares its event ids: what came signed is known when it comes by key', async () => {
  const issue = await anIssue(true)
  const same = event(issue, 'activity', { summary: 'Once' })
  expect((await bySignature(same)).status).toBe(202)
  expect((await byToken(await agentKey(acme, acme.agentId), same)).status).toBe(200)
  expect(await commentsOf(issue)).toHaveLength(1)
})

test('a signed event may name its agent in a header instead of the address', async () => {
  const issue = await anIssue(true)
  const send = (body: unknown, headers: Record<string, string>) => {
    const text = JSON.stringify(body)
    const signed = { id: 'msg_1', timestamp: String(Math.floor(Date.now() / 1000)), body: Buffer.from(text) }
    const signature = {
      'webhook-id': signed.id,
      'webhook-timestamp': signed.timestamp,
      'webhook-signature': sign(signed, secret),
    }
    return request(api, { method: 'POST', path: '/api/mcp/webhook', body: text, headers: { ...signature, ...headers } })
  }
  const heard = event(issue, 'activity', { summary: 'Signed' })
  expect((await send(heard, { 'x-dispatch-agent': acme.agentId })).status).toBe(202)
  expect((await send(heard, {})).status).toBe(401)
  expect((await send(heard, { 'x-dispatch-agent': 'agt_unknown' })).status).toBe(401)
  expect((await send(heard, { 'x-dispatch-agent': acme.agentId, authorization: 'Bearer dsp_nope' })).status).toBe(401)
})

test('a key or signature counts by the agent, not by its name', async () => {
  const issue = await anIssue(true)
  const namesake = await createApiKey(acme.person(), { name: 'Claude', scopes: ['agent'], agent: null })
  const refused = await byToken(namesake.key, event(issue, 'activity', { summary: 'x' }))
  expect(await refused.json()).toMatchObject({ status: 403, code: 'not_your_issue' })
})

test("a run's token reaches no other issue and no other run, and the attempt is recorded", async () => {
  const issue = await anIssue()
  const other = await anIssue()
  const { token, runId } = await runWithToken(acme, issue)
  const otherRun = await runWithToken(acme, other)
  expect(await (await byToken(token, event(other, 'completed', { summary: 'x' }))).json()).toMatchObject({
    status: 403,
    code: 'other_issue',
  })
  expect(
    await (await byToken(token, event(issue, 'completed', { summary: 'x' }, { run_id: otherRun.runId }))).json(),
  ).toMatchObject({ status: 403, code: 'other_run' })
  const decisions = await kit.runtime.database.kysely
    .selectFrom('dispatch_decision')
    .select('reason')
    .where('run_id', '=', runId)
    .where('rule', '=', 'run_scope')
    .execute()
  expect(decisions).toHaveLength(2)
})

test.each<[string, () => Promise<Response>, number, string]>([
  [
    'no token and no signature',
    async () => request(api, { method: 'POST', path: '/api/mcp/webhook', body: {} }),
    401,
    'unauthorized',
  ],
  ['a key without the scope', async () => byToken(await acme.apiKey('write'), {}), 403, 'missing_scope'],
  ['a wrong token', async () => byToken('dsp_nope', {}), 401, 'invalid_token'],
  ['a wrong signature', async () => bySignature({}, { 'webhook-signature': 'v1,AAAA' }), 401, 'invalid_signature'],
  [
    'a signature of odd length',
    async () => bySignature({}, { 'webhook-signature': `v1,${'A'.repeat(9_001)}` }),
    401,
    'invalid_signature',
  ],
  ['an old timestamp', async () => bySignature({}, { 'webhook-timestamp': '1600000000' }), 401, 'invalid_signature'],
  ['an unknown agent', async () => bySignature({}, {}, 'agt_unknown'), 401, 'invalid_signature'],
  ['an unknown type', async () => bySignature(event(await anIssue(), 'exploded')), 422, 'invalid'],
  ['missing fields', async () => bySignature({ type: 'activity' }), 422, 'invalid'],
  ['an unknown issue', async () => bySignature(event('NOPE-1', 'started')), 404, 'not_found'],
  ['malformed JSON', async () => byToken(await acme.apiKey('agent'), '{"event_id"'), 400, 'malformed_json'],
  ['a body that is not called JSON', async () => bySignature({}, { 'content-type': 'text/plain' }), 415, 'not_json'],
  [
    'no body',
    async () => request(api, { method: 'POST', path: '/api/mcp/webhook', key: await acme.apiKey('agent') }),
    415,
    'not_json',
  ],
  ['a body that is too large', async () => byToken(await acme.apiKey('agent'), { x: 'y'.repeat(1_100_000) }), 413, 'too_large'],
])('%s is a problem', async (_, send, status, code) => {
  const response = await send()
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ code })
})

test('an agent without a secret is not open but disabled, and a new secret ends the old one', async () => {
  const rival = await shop(kit, { agent: { name: 'Robot' } })
  expect(await (await bySignature({}, {}, rival.agentId)).json()).toMatchObject({ status: 503, code: 'integration_disabled' })
  await request(api, { method: 'POST', path: `/api/agents/${rival.agentId}/secret`, key: rival.adminKey })
  expect((await bySignature(event('X-1', 'started'), {}, rival.agentId)).status).toBe(401)
  expect((await request(api, { method: 'POST', path: `/api/agents/${acme.agentId}/secret`, key: rival.adminKey })).status).toBe(
    404,
  )
  expect(
    (await request(api, { method: 'POST', path: `/api/agents/${acme.agentId}/secret`, key: await acme.apiKey('write') })).status,
  ).toBe(403)
})

test('ids of events are remembered for 90 days', async () => {
  const remembered = async (id: string) => {
    const query = kit.runtime.database.kysely.selectFrom('dispatch_agent_event').select('event_id').where('event_id', '=', id)
    return (await query.execute()).length === 1
  }
  const sent = event(await anIssue(true), 'started')
  expect((await bySignature(sent)).status).toBe(202)
  const forget = (days: number) => {
    kit.runtime.advance(days * 86_400)
    return mcpSweeps[0]?.run(kit.runtime, { signal: new AbortController().signal })
  }
  await forget(89)
  expect(await remembered(sent.event_id)).toBe(true)
  await forget(2)
  expect(await remembered(sent.event_id)).toBe(false)
})
