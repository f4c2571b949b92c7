import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { updateWorkspace } from '#src/access/update-workspace.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { withTransaction } from '#src/platform/context.ts'
import { anError, anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { reconsiderStarts } from './ask-again.ts'
import { finishRun } from './finish-run.ts'
import { startRun } from './start-run.ts'
import { listOpenAsks } from './store/asks.ts'
import type { RunRow } from './store/runs.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit({ work: true })
})
afterAll(() => kit.runtime.close())
beforeEach(() => Object.assign(kit.conditions, { credential: 'proxy', confinement: 'sandbox', problem: null }))

const db = () => kit.runtime.database.kysely
const drain = () => kit.runtime.jobs.drain()
const runsOf = (issueId: string) =>
  db().selectFrom('dispatch_run').selectAll().where('issue_id', '=', issueId).orderBy('id').execute()
const decisionsOf = (issueId: string) =>
  db().selectFrom('dispatch_decision').selectAll().where('issue_id', '=', issueId).orderBy('id').execute()

async function assigned(workspace: Shop): Promise<string> {
  const { id } = await createIssue(workspace.person(), { title: 'Prices are wrong', assignee: 'Claude' })
  await drain()
  return id
}

async function setPolicy(workspace: Shop, policy: Record<string, unknown>): Promise<void> {
  await db()
    .updateTable('dispatch_workspace')
    .set({ policy: JSON.stringify(policy) })
    .where('id', '=', workspace.id)
    .execute()
  await withTransaction(workspace.system(), async (tx) => reconsiderStarts(tx, 'policy'))
  await drain()
}

const finish = (workspace: Shop, run: RunRow) =>
  withTransaction(workspace.system(), (tx) =>
    finishRun(tx, run, { end: { reason: 'canceled', outcome: null, failureCode: 'canceled', detail: '' } }),
  )

test('an assignment is answered with an investigation, asked for by whoever assigned', async () => {
  const acme = await shop(kit)
  const issue = await assigned(acme)
  expect(await runsOf(issue)).toMatchObject([
    { kind: 'investigate', state: 'queued', requested_by: { type: 'person', id: acme.userId } },
  ])
  expect(await decisionsOf(issue)).toMatchObject([{ result: 'start', inputs: { cause: 'assigned', kind: 'investigate' } }])
})

test('a refused assignment says why, and starts when the policy changes', async () => {
  const acme = await shop(kit, { policy: { runs_enabled: false } })
  const issue = await assigned(acme)
  expect(await runsOf(issue)).toEqual([])
  expect(await decisionsOf(issue)).toMatchObject([{ rule: 'kill_switch', result: 'refuse', reason: 'runs_disabled' }])
  await setPolicy(acme, { runs_enabled: false, grace_seconds: 5 })
  expect(await decisionsOf(issue)).toHaveLength(1)
  await setPolicy(acme, {})
  expect(await runsOf(issue)).toMatchObject([{ state: 'queued' }])
})

test('what found no place starts when a run finishes', async () => {
  const acme = await shop(kit, { policy: { max_concurrent_runs: 1 } })
  const first = await assigned(acme)
  const second = await assigned(acme)
  expect(await decisionsOf(second)).toMatchObject([{ reason: 'workspace_concurrency' }])
  const [run] = await runsOf(first)
  if (run) await finish(acme, run)
  await drain()
  expect(await runsOf(second)).toMatchObject([{ state: 'queued' }])
})

test('what was refused for money starts on the next UTC day', async () => {
  const acme = await shop(kit, { policy: { day_budget_usd: 5, max_concurrent_runs: 5 } })
  await kit.runtime.jobs.sweepNow('runs.budget_day')
  const first = await assigned(acme)
  const second = await assigned(acme)
  expect(await decisionsOf(second)).toMatchObject([{ reason: 'day_budget' }])
  expect(await runsOf(first)).toHaveLength(1)
  kit.runtime.advance(15 * 3600)
  await kit.runtime.jobs.sweepNow('runs.budget_day')
  await drain()
  expect(await runsOf(second)).toMatchObject([{ state: 'queued' }])
})

test('what a person asked for by itself and was refused is not started behind their back', async () => {
  const acme = await shop(kit, { policy: { runs_enabled: false } })
  const issue = await anIssue(acme)
  await expect(startRun(acme.person(), { issue, kind: 'investigate' })).rejects.toThrow()
  await setPolicy(acme, {})
  expect(await runsOf(issue)).toEqual([])
})

test('a request that was refused hides no older assignment that still waits', async () => {
  const acme = await shop(kit, { policy: { runs_enabled: false } })
  const issue = await assigned(acme)
  await expect(startRun(acme.person(), { issue, kind: 'research' })).rejects.toThrow()
  await setPolicy(acme, {})
  expect(await runsOf(issue)).toMatchObject([{ kind: 'investigate', state: 'queued' }])
})

test('a run that was asked for by itself answers the assignment before it', async () => {
  const acme = await shop(kit, { policy: { day_budget_usd: 1 } })
  const issue = await assigned(acme)
  await setPolicy(acme, { start_on_assign: false })
  const run = await startRun(acme.person(), { issue, kind: 'research' })
  await finish(acme, run)
  await setPolicy(acme, {})
  expect(await runsOf(issue)).toMatchObject([{ id: run.id, state: 'finished' }])
})

test('refusals that stand take no place from those that may pass', async () => {
  const acme = await shop(kit, { policy: { runs_enabled: false } })
  const [standing, passing] = [await assigned(acme), await assigned(acme)]
  await db().updateTable('dispatch_decision').set({ reason: 'needs_human' }).where('issue_id', '=', standing).execute()
  expect((await listOpenAsks(db(), acme.id, 1)).map((ask) => ask.issue_id)).toEqual([passing])
})

test('an issue that was unassigned or deleted meanwhile asks no more', async () => {
  const acme = await shop(kit, { policy: { runs_enabled: false } })
  const [unassigned, deleted] = [await assigned(acme), await assigned(acme)]
  await updateIssue(acme.person(), { id: unassigned, changes: { assignee: null } })
  await deleteIssue(acme.person(), deleted)
  await setPolicy(acme, {})
  expect([...(await runsOf(unassigned)), ...(await runsOf(deleted))]).toEqual([])
})

test('the policy may keep assignments from starting anything, which is said', async () => {
  const acme = await shop(kit, { policy: { start_on_assign: false } })
  expect(await decisionsOf(await assigned(acme))).toMatchObject([
    { rule: 'assignment', result: 'none', reason: 'start_on_assign_off' },
  ])
})

test('errors go straight to a fix where the policy says so', async () => {
  const acme = await shop(kit, { policy: { fix_errors_directly: true } })
  const issue = await anError(acme)
  await updateIssue(acme.person(), { id: issue, changes: { assignee: 'Claude' } })
  await drain()
  const [run] = await runsOf(issue)
  expect(run).toMatchObject({ kind: 'error_fix' })
  expect(run?.branch).toMatch(/^dispatch\/test\d+-1-shop-typeerror-cart-is-undefined$/)
})

test('a delayed run fires when its time has come, deciding again', async () => {
  const acme = await shop(kit, { policy: { start_delay_seconds: 600 } })
  const issue = await anError(acme)
  await updateIssue(acme.person(), { id: issue, changes: { assignee: 'Claude' } })
  await drain()
  await kit.runtime.jobs.sweepNow('runs.due')
  expect((await runsOf(issue))[0]?.not_before).toBeInstanceOf(Date)
  kit.runtime.advance(601)
  await kit.runtime.jobs.sweepNow('runs.due')
  expect(await runsOf(issue)).toMatchObject([{ state: 'queued', not_before: null }])
  expect((await decisionsOf(issue)).map((decision) => decision.result)).toEqual(['delay', 'start'])
  const reserved = await db().selectFrom('dispatch_ledger').select('kind').where('issue_id', '=', issue).execute()
  expect(reserved).toEqual([{ kind: 'reserve' }])
})

test('a delayed run that is refused at its time waits for the fact to change', async () => {
  const acme = await shop(kit, { policy: { start_delay_seconds: 600 } })
  const issue = await anError(acme)
  await startRun(acme.person(), { issue, kind: 'investigate' })
  await db()
    .updateTable('dispatch_workspace')
    .set({ policy: JSON.stringify({ start_delay_seconds: 600, runs_enabled: false }) })
    .where('id', '=', acme.id)
    .execute()
  kit.runtime.advance(601)
  await kit.runtime.jobs.sweepNow('runs.due')
  expect(await runsOf(issue)).toMatchObject([{ state: 'queued', not_before: expect.any(Date) }])
  await setPolicy(acme, { start_delay_seconds: 600 })
  expect(await runsOf(issue)).toMatchObject([{ state: 'queued', not_before: null }])
})

test('a delayed run sets aside and may spend what the policy says when it starts', async () => {
  const acme = await shop(kit, { policy: { start_delay_seconds: 600, run_budget_usd: 5 } })
  const issue = await anError(acme)
  await startRun(acme.person(), { issue, kind: 'investigate' })
  await setPolicy(acme, { start_delay_seconds: 600, run_budget_usd: 1 })
  kit.runtime.advance(601)
  await kit.runtime.jobs.sweepNow('runs.due')
  const [run] = await runsOf(issue)
  expect(run).toMatchObject({ state: 'queued', not_before: null })
  expect(Number(run?.budget_micro_usd)).toBe(1_000_000)
  const reserved = await db()
    .selectFrom('dispatch_ledger')
    .selectAll()
    .where('run_id', '=', run?.id ?? '')
    .execute()
  expect(reserved.map((entry) => Number(entry.micro_usd))).toEqual([1_000_000])
})

test('a delayed run whose issue is closed meanwhile is canceled', async () => {
  const acme = await shop(kit, { policy: { start_delay_seconds: 600 } })
  const issue = await anError(acme)
  await startRun(acme.person(), { issue, kind: 'investigate' })
  await updateIssue(acme.person(), { id: issue, changes: { status: 'canceled' } })
  kit.runtime.advance(601)
  await kit.runtime.jobs.sweepNow('runs.due')
  expect(await runsOf(issue)).toMatchObject([
    { state: 'finished', reason: 'canceled', failure_detail: 'The issue was closed meanwhile.' },
  ])
})

test.each<[string, (acme: Shop) => Promise<unknown>]>([
  ['the policy', (acme) => updateWorkspace(acme.person(), { policy: { runs_enabled: true } })],
  ['an agent', (acme) => noteChange(acme, 'agent.updated')],
  ['a repository', (acme) => noteChange(acme, 'repository.connected')],
])('a change of %s in the log makes refused assignments be decided again', async (_, change) => {
  const acme = await shop(kit, { policy: { runs_enabled: false } })
  const issue = await assigned(acme)
  await kit.runtime.jobs.sweepNow('runs.changes')
  await drain()
  expect(await runsOf(issue)).toEqual([])
  await change(acme)
  await kit.runtime.jobs.sweepNow('runs.changes')
  await drain()
  expect(await runsOf(issue)).toHaveLength(1)
})

/** Something else changed, and the switch besides, unseen. */
async function noteChange(acme: Shop, type: string): Promise<void> {
  await db().updateTable('dispatch_workspace').set({ policy: '{}' }).where('id', '=', acme.id).execute()
  await withTransaction(acme.system(), async (tx) => tx.emit({ type, subject: { type: 'thing', id: 'x' } }))
}
