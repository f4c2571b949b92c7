import { afterAll, beforeAll, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import type { Db } from '#src/platform/db/open-database.ts'
import { createApi, createRoutes } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { authenticateRequest } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { hashToken } from './domain/tokens.ts'
import { isStillValid } from './is-still-valid.ts'
import { requireAccess } from './require-access.ts'
import { createRunToken, findRunByToken, revokeRunTokens } from './run-token.ts'

let runtime: TestRuntime
let workspace: TestWorkspace
let db: Db

beforeAll(async () => {
  runtime = await testRuntime()
  workspace = await testWorkspace(runtime)
  db = runtime.database.kysely
  await insertIssue()
})
afterAll(() => runtime.close())

const created = { created_at: new Date('2026-03-02T09:00:00Z') }
const by = { type: 'system', id: 'system', name: 'Test' }

async function insertIssue(): Promise<void> {
  const own = { workspace_id: workspace.id, ...created }
  await db
    .insertInto('dispatch_status')
    .values({ id: 'sta_1', name: 'Backlog', category: 'backlog', color: 'grey', position: 0, ...own })
    .execute()
  await db
    .insertInto('dispatch_agent')
    .values({ id: 'agt_1', name: 'Claude', adapter: 'claude_code', ...own })
    .execute()
  const repository = { id: 'rep_1', name: 'shop', provider: 'git' as const, git_url: 'file:///shop', default_branch: 'main' }
  await db
    .insertInto('dispatch_repository')
    .values({ ...repository, ...own })
    .execute()
  const issue = {
    id: 'iss_1',
    number: 1,
    title: 'It breaks',
    status_id: 'sta_1',
    rank: 'a0',
    created_by: by,
    updated_at: created.created_at,
  }
  await db
    .insertInto('dispatch_issue')
    .values({ ...issue, ...own })
    .execute()
}

let runs = 0

/** A run at work; earlier ones end, since an issue has one at a time. */
async function startRun(): Promise<string> {
  await db
    .updateTable('dispatch_run')
    .set({ state: 'finished', reason: 'canceled', finished_at: created.created_at })
    .where('state', '!=', 'finished')
    .execute()
  const id = `run_${++runs}`
  const of = { issue_id: 'iss_1', agent_id: 'agt_1', repository_id: 'rep_1', workspace_id: workspace.id }
  await db
    .insertInto('dispatch_run')
    .values({ id, kind: 'investigate', requested_by: by, budget_micro_usd: 1, ...of, ...created })
    .execute()
  return id
}

const createToken = (runId: string, purpose: 'tools' | 'model') =>
  withTransaction(workspace.system(), (tx) => createRunToken(tx, runId, purpose))
const call = (token: string) =>
  authenticateRequest(runtime, { method: 'POST', path: '/api/mcp', headers: new Headers({ authorization: `Bearer ${token}` }) })

test('the token of a run acts as that run, on its issue only', async () => {
  const runId = await startRun()
  const ctx = await call(await createToken(runId, 'tools'))
  expect(ctx).toMatchObject({ actor: { type: 'run', id: runId, name: 'Claude' }, workspaceId: workspace.id, runIssueId: 'iss_1' })
  authorize(ctx, 'plan.submit', { issueId: 'iss_1' })
  expect(() => authorize(ctx, 'plan.submit', { issueId: 'iss_2' })).toThrow(
    expect.objectContaining({ status: 403, code: 'other_issue' }),
  )
  expect(() => authorize(ctx, 'plan.approve', { issueId: 'iss_1' })).toThrow(
    expect.objectContaining({ status: 403, code: 'actor_not_allowed' }),
  )
})

test('only its hash is stored, and each purpose has its own', async () => {
  const runId = await startRun()
  const [tools, model] = [await createToken(runId, 'tools'), await createToken(runId, 'model')]
  const rows = await db.selectFrom('dispatch_run_token').select('token_hash').where('run_id', '=', runId).execute()
  expect(rows.map((row) => row.token_hash).sort()).toEqual([hashToken(tools), hashToken(model)].sort())
  expect(await findRunByToken({ db }, tools, 'tools')).toEqual({
    runId,
    issueId: 'iss_1',
    workspaceId: workspace.id,
    agentName: 'Claude',
  })
  expect(await findRunByToken({ db }, model, 'model')).toMatchObject({ runId })
  expect(await findRunByToken({ db }, model, 'tools')).toBeUndefined()
  expect(await findRunByToken({ db }, 'anything', 'tools')).toBeUndefined()
  await expect(call(model)).rejects.toMatchObject({ status: 401 })
})

test('a revoked token is dead, and its open streams end', async () => {
  const runId = await startRun()
  const token = await createToken(runId, 'tools')
  const ctx = await call(token)
  expect(await isStillValid(runtime, ctx)).toBe(true)
  await withTransaction(workspace.system(), (tx) => revokeRunTokens(tx, runId))
  await expect(call(token)).rejects.toMatchObject({ status: 401 })
  expect(await isStillValid(runtime, ctx)).toBe(false)
})

test('a token dies with its run, even if nobody revoked it', async () => {
  const token = await createToken(await startRun(), 'tools')
  const ctx = await call(token)
  await startRun()
  await expect(call(token)).rejects.toMatchObject({ status: 401 })
  expect(await isStillValid(runtime, ctx)).toBe(false)
})

test('the token of a run passes no route: it reaches the tools alone', async () => {
  const routes = createRoutes()
  routes.get('/api/everything', requireAccess('issue.read'), (c) => c.json({}))
  routes.get('/api/one', requireAccess('comment.write'), (c) => c.json({}))
  const api = createApi(runtime, [routes])
  const key = await createToken(await startRun(), 'tools')
  expect((await request(api, { path: '/api/everything', key })).status).toBe(403)
  expect((await request(api, { path: '/api/one', key })).status).toBe(403)
})
