import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { committed, goodOutcome, untilStopped } from '#test/runs/scripted-executor.ts'
import { runInState, until } from '#test/runs/waiting.ts'
import { cancelAllRuns, cancelRun } from './cancel-run.ts'
import { retryRun } from './retry-run.ts'
import { startRun } from './start-run.ts'
import { findRun } from './store/runs.ts'
import { readTranscript } from './store/transcript.ts'
import { Worker, type WorkerOptions } from './worker.ts'

let kit: RunsKit
let workers: Worker[] = []
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())
beforeEach(() => {
  kit.executor.script = async () => ({})
  kit.executor.jobs.length = 0
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()))
  workers = []
})

const db = () => kit.runtime.database.kysely

async function aWorker(options: WorkerOptions = {}): Promise<Worker> {
  const worker = new Worker(kit.runtime, { pollMs: 50, watchMs: 20, ...options })
  workers.push(worker)
  await worker.start()
  return worker
}

const finished = (acme: Shop, id: string) => runInState(db(), { workspaceId: acme.id, id }, 'finished')
const running = (acme: Shop, id: string) => runInState(db(), { workspaceId: acme.id, id }, 'running')

const declare = (runId: string, outcome: 'completed' | 'needs_decision') =>
  db().updateTable('dispatch_run').set({ outcome }).where('id', '=', runId).execute()

async function implementation(acme: Shop): Promise<string> {
  const issue = await anIssue(acme)
  await db()
    .insertInto('dispatch_plan')
    .values({
      id: `pln_${issue}`,
      workspace_id: acme.id,
      issue_id: issue,
      version: 1,
      state: 'approved',
      content: 'plan',
      content_hash: 'x',
      created_by: acme.person().actor,
      created_at: acme.person().now,
    })
    .execute()
  return (await startRun(acme.person(), { issue, kind: 'implement' })).id
}

test('a run goes its way, and leaves evidence, a settled cost, events and work to push', async () => {
  const acme = await shop(kit)
  const runId = await implementation(acme)
  kit.executor.script = async (job, hooks) => {
    await hooks.onEntry({ kind: 'text', text: 'I look.', parentToolId: null })
    await hooks.onUsage({
      model: 'm',
      tokens: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
      microUsd: 120_000,
      unknownModel: false,
    })
    await declare(runId, 'completed')
    const tokens = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 }
    return { git: committed(job.branch), usage: { source: 'proxy', microUsd: 120_000, tokens, unknownModel: false } }
  }
  await aWorker()
  const run = await finished(acme, runId)
  expect(run).toMatchObject({
    reason: 'succeeded',
    outcome: 'completed',
    confinement: 'sandbox',
    base_sha: 'a'.repeat(40),
    head_sha: 'b'.repeat(40),
    push_state: 'pending',
    cost_micro_usd: 120_000,
    attempt: 1,
    session_id: `session-of-${runId}`,
    evidence: { git: { commits: [{ subject: 'Mend it' }], clean_tree: true }, usage: { source: 'proxy' } },
    usage: { input_tokens: 10, output_tokens: 5 },
  })
  const events = await db()
    .selectFrom('dispatch_event')
    .select(['type', 'payload'])
    .where('run_id', '=', runId)
    .orderBy('seq')
    .execute()
  const states = events
    .filter((event) => event.type.startsWith('run.'))
    .map((event) => (event.payload as { state: string }).state)
  expect([...new Set(states)]).toEqual(['queued', 'claimed', 'preparing', 'running', 'finished'])
  expect(await kit.runtime.jobs.queued('runs.publish')).toContainEqual({ workspace_id: acme.id, run_id: runId })
  expect(kit.executor.jobs[0]).toMatchObject({
    runId,
    profile: 'implement',
    intent: 'implement',
    branch: run.branch,
    publicText: false,
    resume: null,
  })
  expect(kit.executor.jobs[0]?.secrets).toContain(kit.executor.jobs[0]?.mcp.token)
  const alive = await db()
    .selectFrom('dispatch_run_token')
    .select('token_hash')
    .where('run_id', '=', runId)
    .where('revoked_at', 'is', null)
    .execute()
  expect(alive).toEqual([])
  expect(kit.executor.discarded).toContainEqual({ runId, keepSession: true })
})

test('success without a report is resumed once, then failed', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  await aWorker()
  expect(await finished(acme, id)).toMatchObject({ reason: 'failed', failure_code: 'ended_without_report' })
  const jobs = kit.executor.jobs.filter((job) => job.runId === id)
  expect(jobs.map((job) => [job.intent, job.resume?.sessionId])).toEqual([
    ['investigate', undefined],
    ['report', `session-of-${id}`],
  ])
})

test('the transcript has every entry once, in order, without a gap', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  kit.executor.script = async (job, hooks) => {
    if (job.intent === 'report') return {}
    for (let n = 1; n <= 350; n++) await hooks.onEntry({ kind: 'text', text: `entry ${n}`, parentToolId: null })
    return {}
  }
  await aWorker()
  await finished(acme, id)
  const rows = await readTranscript(db(), id, { after: 0, limit: 1000 })
  expect(rows.map((row) => [row.seq, (row.content as { text: string }).text])).toEqual(
    Array.from({ length: 350 }, (_, n) => [n + 1, `entry ${n + 1}`]),
  )
})

test('what the agent does is on the card in words', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  kit.executor.script = async (_, hooks) => {
    await hooks.onEntry({ kind: 'tool_call', toolId: 't', name: 'Bash', input: { command: 'npm test' }, parentToolId: null })
    await held
    return { agent: null }
  }
  await aWorker()
  await until(async () => (await findRun(db(), acme.id, id))?.activity === 'running tests')
  release()
  await finished(acme, id)
})

test('two workers carry out every run once', async () => {
  const acme = await shop(kit, { policy: { max_concurrent_runs: 20, day_budget_usd: 1000 } })
  const ids = await Promise.all(
    Array.from(
      { length: 8 },
      async () => (await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).id,
    ),
  )
  kit.executor.script = async () => ({ agent: null })
  await Promise.all([aWorker(), aWorker()])
  await Promise.all(ids.map((id) => finished(acme, id)))
  expect(
    kit.executor.jobs
      .map((job) => job.runId)
      .filter((id) => ids.includes(id))
      .sort(),
  ).toEqual([...ids].sort())
})

test('canceling stops the agent at once', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  kit.executor.script = async (_, __, signal) => {
    await untilStopped(signal)
    return { stoppedBy: 'canceled' }
  }
  await aWorker()
  await running(acme, id)
  const before = performance.now()
  expect(await cancelRun(acme.person(), id)).toMatchObject({ state: 'running', cancel_requested_at: expect.any(Date) })
  expect(await finished(acme, id)).toMatchObject({
    reason: 'canceled',
    failure_code: 'canceled',
    failure_detail: `Person of ${acme.prefix} canceled the run.`,
  })
  expect(performance.now() - before).toBeLessThan(2000) // a second, on a machine with nothing else to do
})

test('a queued run is canceled at once and costs nothing; canceling again changes nothing', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  expect(await cancelRun(acme.person(), id)).toMatchObject({ state: 'finished', reason: 'canceled', cost_micro_usd: 0 })
  expect(await cancelRun(acme.person(), id)).toMatchObject({ state: 'finished' })
  await expect(cancelRun(acme.key('read'), id)).rejects.toMatchObject({ status: 403 })
  await expect(cancelRun(acme.person(), 'run_unknown')).rejects.toMatchObject({ status: 404 })
})

test('the kill switch can end all that runs or waits', async () => {
  const acme = await shop(kit)
  const ids = [
    (await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).id,
    (await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).id,
  ]
  expect(await cancelAllRuns(acme.person())).toBe(2)
  for (const id of ids) expect(await findRun(db(), acme.id, id)).toMatchObject({ reason: 'canceled' })
})

test('while runs are disabled nothing that was queued before is claimed', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  await db()
    .updateTable('dispatch_workspace')
    .set({ policy: JSON.stringify({ runs_enabled: false }) })
    .where('id', '=', acme.id)
    .execute()
  await aWorker()
  const other = await shop(kit)
  const next = await startRun(other.person(), { issue: await anIssue(other), kind: 'investigate' })
  await finished(other, next.id)
  expect(await findRun(db(), acme.id, id)).toMatchObject({ state: 'queued' })
})

test('a worker that lost its claim stops its agent and writes nothing more', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  let afterStop: Promise<void> = Promise.resolve()
  kit.executor.script = async (_, hooks, signal) => {
    await hooks.onEntry({ kind: 'text', text: 'mine', parentToolId: null })
    await untilStopped(signal)
    afterStop = Promise.resolve(hooks.onEntry({ kind: 'text', text: 'too late', parentToolId: null }))
    await afterStop
    return {}
  }
  const worker = await aWorker()
  await until(async () => (await readTranscript(db(), id, { after: 0, limit: 10 })).length === 1)
  await db()
    .updateTable('dispatch_run')
    .set((eb) => ({ fence: eb('fence', '+', 1), worker_id: 'testhost/other' }))
    .where('id', '=', id)
    .execute()
  await worker.idle()
  expect(await findRun(db(), acme.id, id)).toMatchObject({ state: 'running', worker_id: 'testhost/other' })
  expect(await readTranscript(db(), id, { after: 0, limit: 10 })).toHaveLength(1)
})

test('a server that stops gives a running run up as lost, with what it cost', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  const tokens = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 }
  kit.executor.script = async (_, __, signal) => {
    await untilStopped(signal)
    return { stoppedBy: 'canceled', usage: { source: 'proxy', microUsd: 55, tokens, unknownModel: false } }
  }
  const worker = await aWorker()
  await running(acme, id)
  await worker.stop()
  expect(await findRun(db(), acme.id, id)).toMatchObject({
    reason: 'lost',
    failure_detail: 'The server was stopped.',
    cost_micro_usd: 55,
  })
  expect(await kit.runtime.jobs.queued('runs.retry')).toContainEqual({ workspace_id: acme.id, run_id: id })
})

test('a question ends the run and waits for a person, and the answer goes on in the same session', async () => {
  const acme = await shop(kit)
  const issue = await anIssue(acme)
  const { id } = await startRun(acme.person(), { issue, kind: 'investigate' })
  kit.executor.script = async () => {
    await db().updateTable('dispatch_run').set({ question: 'Which currency?' }).where('id', '=', id).execute()
    await declare(id, 'needs_decision')
    return {}
  }
  const worker = await aWorker()
  await finished(acme, id)
  await worker.stop()
  const row = await db()
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
    .select(['s.category', 'i.needs_attention'])
    .where('i.id', '=', issue)
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ category: 'needs_review', needs_attention: 'The agent asks: Which currency?' })
  const answer = await startRun(acme.person(), { issue, kind: 'investigate', instructions: 'Euro.' })
  expect(answer).toMatchObject({ parent_run_id: id, session_id: `session-of-${id}`, instructions: 'Euro.' })
  kit.executor.jobs.length = 0
  kit.executor.script = async () => ({ agent: goodOutcome('x', { resumable: false }) })
  await aWorker()
  await finished(acme, answer.id)
  expect(kit.executor.jobs[0]).toMatchObject({ intent: 'answer', resume: { sessionId: `session-of-${id}`, fromRunId: id } })
})

test('an overloaded model is given a minute before the run is tried again', async () => {
  const acme = await shop(kit)
  const { id } = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  kit.executor.script = async () => ({ failureCode: 'overloaded', detail: 'status 529' })
  await aWorker()
  await finished(acme, id)
  const again = await retryRun(acme.system(), id)
  expect(await findRun(db(), acme.id, again ?? '')).toMatchObject({
    state: 'queued',
    not_before: new Date(acme.system().now.getTime() + 60_000),
    requested_by: { id: 'retry' },
  })
})
