import { afterAll, beforeAll, expect, test } from 'vitest'
import { updateIssue } from '#src/issues/update-issue.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { gitEvidence } from '#test/runs/scripted-executor.ts'
import { cancelRun } from './cancel-run.ts'
import { discardSpentRuns } from './discard-spent-runs.ts'
import { recoverExpiredRuns, sweepHost } from './recover-runs.ts'
import { retryRun } from './retry-run.ts'
import { startRun } from './start-run.ts'
import { findRun } from './store/runs.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())

const db = () => kit.runtime.database.kysely

const expireLease = (runId: string) =>
  db()
    .updateTable('dispatch_run')
    .set({ lease_until: new Date(0), worker_id: 'testhost/gone' })
    .where('id', '=', runId)
    .execute()

test('a run whose worker died before the agent started is queued again, three times at most', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  for (const attempt of [1, 2, 3]) {
    await db()
      .updateTable('dispatch_run')
      .set({ state: 'claimed', attempt, fence: attempt * 2 - 1 })
      .where('id', '=', id)
      .execute()
    await expireLease(id)
    await recoverExpiredRuns(kit.runtime)
    expect(await findRun(db(), acme.id, id)).toMatchObject(
      attempt < 3 ? { state: 'queued', fence: attempt * 2 } : { state: 'finished', reason: 'lost', cost_micro_usd: 0 },
    )
  }
  expect(kit.executor.swept).toContain(id)
})

async function lostRun(acme: Shop) {
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  await db().updateTable('dispatch_run').set({ state: 'claimed', attempt: 1, fence: 1 }).where('id', '=', id).execute()
  await db().updateTable('dispatch_run').set({ state: 'preparing' }).where('id', '=', id).execute()
  await db()
    .updateTable('dispatch_run')
    .set({ state: 'running', started_at: acme.system().now, session_id: 'session-1', cost_micro_usd: 800_000 })
    .where('id', '=', id)
    .execute()
  await expireLease(id)
  return id
}

test('a run whose worker died is lost: its processes ended, its work saved, what was metered charged, tried again once', async () => {
  const acme = await shop(kit)
  const id = await lostRun(acme)
  kit.executor.remains = gitEvidence({ savedRef: 'refs/dispatch/saved' })
  await recoverExpiredRuns(kit.runtime)
  kit.executor.remains = null
  expect(await findRun(db(), acme.id, id)).toMatchObject({
    state: 'finished',
    reason: 'lost',
    cost_micro_usd: 800_000,
    evidence: { git: { saved_ref: 'refs/dispatch/saved' } },
  })
  expect(kit.executor.swept).toContain(id)
  const again = await retryRun(acme.system(), id)
  expect(await findRun(db(), acme.id, again ?? '')).toMatchObject({
    state: 'queued',
    parent_run_id: id,
    session_id: 'session-1',
    not_before: null,
  })
  expect(await retryRun(acme.system(), id)).toBeNull()
  await cancelRun(acme.person(), again ?? '')
})

test('the retry of a lost run is not tried again', async () => {
  const acme = await shop(kit)
  const first = await lostRun(acme)
  await recoverExpiredRuns(kit.runtime)
  const second = (await retryRun(acme.system(), first)) ?? ''
  await db().updateTable('dispatch_run').set({ state: 'claimed', attempt: 3, fence: 1 }).where('id', '=', second).execute()
  await expireLease(second)
  await recoverExpiredRuns(kit.runtime)
  expect(await findRun(db(), acme.id, second)).toMatchObject({ reason: 'lost' })
  expect(await retryRun(acme.system(), second)).toBeNull()
  const issue = await db()
    .selectFrom('dispatch_issue')
    .select('needs_attention')
    .where('workspace_id', '=', acme.id)
    .executeTakeFirstOrThrow()
  expect(issue.needs_attention).toMatch(/^run lost/)
})

test('a canceled run whose worker died is canceled, not lost', async () => {
  const acme = await shop(kit)
  const id = await lostRun(acme)
  await cancelRun(acme.person(), id)
  await recoverExpiredRuns(kit.runtime)
  expect(await findRun(db(), acme.id, id)).toMatchObject({ reason: 'canceled' })
})

test('runs of another host are left to it at first, and taken over when it stays silent', async () => {
  const acme = await shop(kit)
  const id = await lostRun(acme)
  const expired = async (seconds: number) => {
    const lease_until = new Date(Date.now() - seconds * 1000)
    await db().updateTable('dispatch_run').set({ lease_until, worker_id: 'otherhost/gone' }).where('id', '=', id).execute()
    await recoverExpiredRuns(kit.runtime)
    return findRun(db(), acme.id, id)
  }
  expect(await expired(5)).toMatchObject({ state: 'running' })
  expect(await expired(20)).toMatchObject({ state: 'finished', reason: 'lost' })
  expect(kit.executor.swept).not.toContain(id)
})

test('two that find the same lost run end it once', async () => {
  const acme = await shop(kit)
  const id = await lostRun(acme)
  await Promise.all([1, 2, 3].map(() => recoverExpiredRuns(kit.runtime)))
  const events = await db()
    .selectFrom('dispatch_event')
    .select('type')
    .where('run_id', '=', id)
    .where('type', '=', 'run.finished')
    .execute()
  expect(events).toHaveLength(1)
})

test('a sweep of the host ends what any of its runs left behind, but for those that are carried out', async () => {
  const acme = await shop(kit)
  const [lost, carriedOut] = [await lostRun(acme), await lostRun(acme)]
  await db().updateTable('dispatch_run').set({ heartbeat_at: new Date() }).where('id', 'in', [lost, carriedOut]).execute()
  kit.executor.swept.length = 0
  await sweepHost(kit.runtime, (id) => id === carriedOut)
  expect(kit.executor.swept).toContain(lost)
  expect(kit.executor.swept).not.toContain(carriedOut)
})

test('what no later run can go on with is removed, once', async () => {
  const acme = await shop(kit)
  const issue = await anIssue(acme)
  const { id } = await startRun(acme.person(), { issue, kind: 'investigate' })
  await cancelRun(acme.person(), id)
  await db()
    .updateTable('dispatch_run')
    .set({ worker_id: 'testhost/gone', session_id: 'session-1' })
    .where('id', '=', id)
    .execute()
  const discarded = () => kit.executor.discarded.filter((one) => one.runId === id)
  await discardSpentRuns(kit.runtime)
  expect(discarded()).toEqual([])
  await updateIssue(acme.person(), { id: issue, changes: { status: 'canceled' } })
  kit.runtime.advance(2 * 86_400)
  await discardSpentRuns(kit.runtime)
  await discardSpentRuns(kit.runtime)
  kit.runtime.advance(-2 * 86_400)
  expect(discarded()).toEqual([{ runId: id, keepSession: false }])
  expect(await findRun(db(), acme.id, id)).toMatchObject({ session_id: null })
})
