import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { request, type TestRequest } from '#test/runtime.ts'
import { runRoutes } from './routes.ts'
import { approvedPlanSchema, fleetSchema, planSchema, runPageSchema, runSchema, transcriptPageSchema } from './schemas.ts'
import { appendTranscript } from './store/transcript.ts'
import { submitPlan } from './submit-plan.ts'

let kit: RunsKit
let api: App
let acme: Shop
beforeAll(async () => {
  kit = await runsKit()
  api = createApi(kit.runtime, [runRoutes()])
  acme = await shop(kit, { policy: { max_concurrent_runs: 100, day_budget_usd: 1000, runs_per_day_other: 1000 } })
})
afterAll(() => kit.runtime.close())

const call = async (options: TestRequest) => {
  const response = await request(api, { key: acme.adminKey, ...options })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

const start = async (issue: string) =>
  runSchema.parse((await call({ method: 'POST', path: `/api/issues/${issue}/runs`, body: { kind: 'investigate' } })).body)

test('a start answers with the run and its address; a second one names the first', async () => {
  const issue = await anIssue(acme)
  const first = await call({ method: 'POST', path: `/api/issues/${issue}/runs`, body: { kind: 'investigate' } })
  expect(first.status).toBe(201)
  const run = runSchema.parse(first.body)
  expect(first.headers.get('location')).toBe(`/api/runs/${run.id}`)
  expect(run).toMatchObject({
    state: 'queued',
    budget_usd: 5,
    cost_usd: 0,
    agent: { name: 'Claude' },
    repository: { name: 'shop' },
  })
  const second = await call({ method: 'POST', path: `/api/issues/${issue}/runs`, body: { kind: 'investigate' } })
  expect([second.status, second.body]).toMatchObject([409, { code: 'run_active', run_id: run.id }])
})

test.each<[string, unknown, number, string]>([
  ['an unknown kind', { kind: 'merge' }, 422, 'invalid'],
  ['no kind', {}, 422, 'invalid'],
  ['force without a reason', { kind: 'investigate', force: true }, 422, 'invalid'],
  ['an unknown agent', { kind: 'investigate', agent: 'Nobody' }, 422, 'no_agent'],
  ['an implementation without a plan', { kind: 'implement' }, 422, 'plan_not_approved'],
  ['a list', [], 422, 'invalid'],
  ['half an object', '{"kind":', 400, 'malformed_json'],
])('%s is refused', async (_, body, status, code) => {
  const answer = await call({ method: 'POST', path: `/api/issues/${await anIssue(acme)}/runs`, body })
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

test('a closed gate answers with its decision', async () => {
  const poor = await shop(kit, { policy: { day_budget_usd: 1 } })
  const path = `/api/issues/${await anIssue(poor)}/runs`
  const answer = await call({ method: 'POST', path, key: poor.adminKey, body: { kind: 'investigate' } })
  expect(answer.status).toBe(409)
  expect(answer.body).toMatchObject({
    code: 'gate_refused',
    decision: { rule: 'day_budget', reason: 'day_budget', resets_at: '2026-03-03T00:00:00.000Z' },
  })
})

test('runs are listed by state, issue and agent, page by page', async () => {
  const issues = [await anIssue(acme), await anIssue(acme), await anIssue(acme)]
  const runs = await Promise.all(issues.map(start))
  await call({ method: 'POST', path: `/api/runs/${runs[0]?.id}/cancel` })
  const list = async (query: string) => runPageSchema.parse((await call({ path: `/api/runs?${query}` })).body)
  expect((await list(`issue=${issues[1]}`)).items.map((run) => run.id)).toEqual([runs[1]?.id])
  expect((await list('state=finished&agent=claude')).items.map((run) => run.id)).toEqual([runs[0]?.id])
  expect((await list('state=running&state=waiting_for_person')).items).toEqual([])
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: { id: string }[]; next_cursor: string | null } = await list(`limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.items.map((run) => run.id))
    cursor = page.next_cursor
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(runs.map((run) => run.id)))
  const own = runPageSchema.parse((await call({ path: `/api/issues/${issues[2]}/runs` })).body)
  expect(own.items.map((run) => run.id)).toEqual([runs[2]?.id])
})

test('canceling is accepted in any state', async () => {
  const run = await start(await anIssue(acme))
  const first = await call({ method: 'POST', path: `/api/runs/${run.id}/cancel` })
  expect([first.status, first.body]).toMatchObject([202, { state: 'finished', reason: 'canceled' }])
  expect((await call({ method: 'POST', path: `/api/runs/${run.id}/cancel` })).status).toBe(202)
})

test('a plan is read, changed against its version, approved by its hash, or sent back', async () => {
  const issue = await anIssue(acme)
  const path = `/api/issues/${issue}/plan`
  expect((await call({ path })).status).toBe(404)
  const run = await start(issue)
  await submitPlan(acme.run(run.id, issue), { content: 'one' })
  await call({ method: 'POST', path: `/api/runs/${run.id}/cancel` })
  const shown = await call({ path })
  expect(planSchema.parse(shown.body)).toMatchObject({
    version: 1,
    content: 'one',
    content_hash: createHash('sha256').update('one').digest('hex'),
  })
  expect(shown.headers.get('etag')).toBe('"1"')
  const stale = await call({ method: 'PATCH', path, body: { content: 'x' }, headers: { 'if-match': '"7"' } })
  expect([stale.status, stale.body.code]).toEqual([412, 'stale_revision'])
  expect((await call({ method: 'PATCH', path, body: { content: 'two' }, headers: { 'if-match': '"1"' } })).body).toMatchObject({
    version: 2,
  })
  expect((await call({ path: `${path}?version=99999999999` })).status).toBe(422)
  expect((await call({ path: `${path}?version=1` })).body).toMatchObject({ content: 'one', state: 'superseded' })
  const old = await call({ method: 'POST', path: `${path}/approve`, body: { content_hash: shown.body.content_hash } })
  expect([old.status, old.body.code]).toEqual([409, 'plan_changed'])
  const sentBack = await call({ method: 'POST', path: `${path}/request-changes`, body: { feedback: 'More tests.' } })
  expect(approvedPlanSchema.parse(sentBack.body)).toMatchObject({
    plan: { state: 'changes_requested' },
    run: { kind: 'investigate', instructions: 'More tests.' },
  })
})

test('approving without a start says that none was asked for', async () => {
  const issue = await anIssue(acme)
  const run = await start(issue)
  const plan = await submitPlan(acme.run(run.id, issue), { content: 'one' })
  const answer = await call({
    method: 'POST',
    path: `/api/issues/${issue}/plan/approve`,
    body: { content_hash: plan.content_hash, start: false },
  })
  expect(answer.status).toBe(200)
  expect(approvedPlanSchema.parse(answer.body)).toMatchObject({
    plan: { state: 'approved' },
    run: null,
    decision: { result: 'none' },
  })
})

test('a transcript comes page by page', async () => {
  const run = await start(await anIssue(acme))
  const at = kit.runtime.clock.now()
  const entries = Array.from({ length: 5 }, (_, n) => ({ at, kind: 'text' as const, content: { text: `entry ${n + 1}` } }))
  await appendTranscript(kit.runtime.database.kysely, { id: run.id, fence: 0, from: 0 }, entries)
  const page = transcriptPageSchema.parse((await call({ path: `/api/runs/${run.id}/transcript?after=1&limit=2` })).body)
  expect(page).toMatchObject({ items: [{ seq: 2 }, { seq: 3, content: { text: 'entry 3' } }], next_cursor: '3' })
  expect((await call({ path: `/api/runs/${run.id}/transcript?after=3` })).body).toMatchObject({
    items: [{ seq: 4 }, { seq: 5 }],
    next_cursor: null,
  })
  expect((await call({ path: `/api/runs/${run.id}/transcript?after=-1` })).status).toBe(422)
})

test('only what is held can be pushed, discarded or compared', async () => {
  const run = await start(await anIssue(acme))
  const push = await call({ method: 'POST', path: `/api/runs/${run.id}/push`, body: { head_sha: 'a'.repeat(40) } })
  expect([push.status, push.body.code]).toEqual([409, 'not_held'])
  expect((await call({ method: 'POST', path: `/api/runs/${run.id}/push`, body: { head_sha: 'HEAD' } })).status).toBe(422)
  expect((await call({ method: 'POST', path: `/api/runs/${run.id}/discard` })).body.code).toBe('not_held')
  expect((await call({ path: `/api/runs/${run.id}/diff` })).body.code).toBe('nothing_changed')
})

test('the fleet shows what runs and what it costs', async () => {
  const other = await shop(kit)
  const issue = await anIssue(other)
  await call({ method: 'POST', path: `/api/issues/${issue}/runs`, key: other.adminKey, body: { kind: 'investigate' } })
  const fleet = fleetSchema.parse((await call({ path: '/api/fleet', key: other.adminKey })).body)
  expect(fleet).toEqual({
    running: 0,
    queued: 1,
    spent_today_usd: 0,
    reserved_usd: 5,
    day_budget_usd: 25,
    runs_enabled: true,
    kill_switch_env: false,
  })
})

test('what belongs to another workspace does not exist, and strangers are turned away', async () => {
  const issue = await anIssue(acme)
  const run = await start(issue)
  const key = (await shop(kit)).adminKey
  const paths: [string, string, unknown?][] = [
    ['GET', `/api/runs/${run.id}`],
    ['GET', `/api/runs/${run.id}/transcript`],
    ['GET', `/api/runs/${run.id}/diff`],
    ['POST', `/api/runs/${run.id}/cancel`],
    ['POST', `/api/runs/${run.id}/push`, { head_sha: 'a'.repeat(40) }],
    ['POST', `/api/runs/${run.id}/discard`],
    ['GET', `/api/runs?issue=${issue}`],
    ['GET', `/api/issues/${issue}/runs`],
    ['POST', `/api/issues/${issue}/runs`, { kind: 'investigate' }],
    ['GET', `/api/issues/${issue}/plan`],
    ['PATCH', `/api/issues/${issue}/plan`, { content: 'x' }],
    ['POST', `/api/issues/${issue}/plan/approve`, { content_hash: 'a'.repeat(64) }],
    ['POST', `/api/issues/${issue}/plan/request-changes`, { feedback: 'x' }],
    ['GET', `/api/issues/${issue}/activity`],
  ]
  for (const [method, path, body] of paths) {
    expect([path, (await call({ method, path, key, body })).status]).toEqual([path, 404])
    expect([path, (await request(api, { method, path, body })).status]).toEqual([path, 401])
  }
  const readOnly = await acme.apiKey('read')
  for (const [method, path, body] of paths.filter(([verb]) => verb !== 'GET'))
    expect([path, (await call({ method, path, key: readOnly, body })).status]).toEqual([path, 403])
})
