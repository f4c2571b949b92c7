import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import { anApprovedPlan, anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { committed, goodEvidence } from '#test/runs/scripted-executor.ts'
import { ScriptedGit, ScriptedPullHost } from '#test/runs/scripted-git.ts'
import type { RunJob } from './domain/executor.ts'
import { finishRun } from './finish-run.ts'
import type { RunPorts } from './ports.ts'
import { publishRun } from './publish-run.ts'
import { approvePush, discardPush } from './release-push.ts'
import { startRun } from './start-run.ts'
import { findRun } from './store/runs.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())

let git: ScriptedGit
let host: ScriptedPullHost
beforeEach(() => {
  git = new ScriptedGit()
  host = new ScriptedPullHost()
  kit.opened.length = 0
  Object.assign(kit.runtime.runs as { -readonly [K in keyof RunPorts]: RunPorts[K] }, {
    git,
    pullRequestHost: (repository: { provider: string }) => (repository.provider === 'github' ? host : null),
  })
})

const db = () => kit.runtime.database.kysely
const headSha = 'b'.repeat(40)

/** A run that changed code and ended well. */
async function finishedWork(
  acme: Shop,
  options: { isPublicText?: boolean } = {},
): Promise<{ runId: string; issue: string; branch: string }> {
  const issue = await anIssue(acme, options)
  await anApprovedPlan(acme, issue)
  const run = await startRun(acme.person(), { issue, kind: 'implement' })
  await db()
    .updateTable('dispatch_run')
    .set({ outcome: 'completed', outcome_summary: 'Thanks @octocat, carts may be empty.' })
    .where('id', '=', run.id)
    .execute()
  const evidence = { ...goodEvidence({ runId: run.id, resume: null } as RunJob), git: committed(run.branch, headSha) }
  const end = { reason: 'succeeded', outcome: 'completed', failureCode: null, detail: '' } as const
  await withTransaction(acme.system(), (tx) => finishRun(tx, run, { end, evidence }))
  return { runId: run.id, issue, branch: run.branch ?? '' }
}

const publish = (acme: Shop, runId: string) => publishRun(kit.runtime, acme.id, runId)
const attentionOf = async (issue: string) =>
  (await db().selectFrom('dispatch_issue').select('needs_attention').where('id', '=', issue).executeTakeFirstOrThrow())
    .needs_attention

test('a clean change is pushed and gets a pull request that names run and issue, with harmless words', async () => {
  const acme = await shop(kit)
  const { runId, branch, issue } = await finishedWork(acme)
  await publish(acme, runId)
  expect(git.pushed).toEqual([{ branch, headSha }])
  expect(host.pulls).toHaveLength(1)
  expect(host.pulls[0]).toMatchObject({
    headBranch: branch,
    baseBranch: 'main',
    title: `Checkout fails for empty carts (${acme.prefix}-1)`,
  })
  expect(host.pulls[0]?.body).toContain(`<!-- dispatch:${runId} -->`)
  expect(host.pulls[0]?.body).toContain('Thanks @\u200boctocat')
  expect(kit.opened).toMatchObject([{ issueId: issue, runId, pull: { number: 1 } }])
  expect(await findRun(db(), acme.id, runId)).toMatchObject({
    push_state: 'pushed',
    push_detail: { pull: { number: 1, adopted: false } },
  })
  await publish(acme, runId)
  expect([git.pushed.length, host.pulls.length, kit.opened.length]).toEqual([1, 1, 1])
})

test('an open pull request of the branch is adopted', async () => {
  const acme = await shop(kit)
  const { runId, branch } = await finishedWork(acme)
  await host.createPull({ headBranch: branch, baseBranch: 'main', title: 'Opened by hand', body: '' })
  await publish(acme, runId)
  expect(host.pulls).toHaveLength(1)
  expect(await findRun(db(), acme.id, runId)).toMatchObject({ push_detail: { pull: { number: 1, adopted: true } } })
})

test('a plain git remote gets the branch, and Dispatch waits for the pull request', async () => {
  const acme = await shop(kit, { repository: { provider: 'git', full_name: null } })
  const { runId } = await finishedWork(acme)
  await publish(acme, runId)
  expect(git.pushed).toHaveLength(1)
  expect(kit.opened).toEqual([])
  expect(await findRun(db(), acme.id, runId)).toMatchObject({
    push_state: 'pushed',
    push_detail: { pull: null, pushed: { head_sha: headSha } },
  })
})

test('work on outside text is held until a person allows this very commit', async () => {
  const acme = await shop(kit)
  const { runId, issue } = await finishedWork(acme, { isPublicText: true })
  await publish(acme, runId)
  expect(git.pushed).toEqual([])
  expect(await findRun(db(), acme.id, runId)).toMatchObject({ push_state: 'held' })
  expect(await attentionOf(issue)).toMatch(/^not pushed: the policy wants a person/)
  await expect(approvePush(acme.run(runId, issue), { runId, headSha })).rejects.toMatchObject({ status: 403 })
  await expect(approvePush(acme.key('write'), { runId, headSha })).rejects.toMatchObject({ status: 403 })
  await expect(approvePush(acme.person(), { runId, headSha: 'c'.repeat(40) })).rejects.toMatchObject({ code: 'head_changed' })
  await approvePush(acme.person(), { runId, headSha })
  expect(await kit.runtime.jobs.queued('runs.publish')).toContainEqual({ workspace_id: acme.id, run_id: runId })
  expect(await attentionOf(issue)).toBeNull()
  await publish(acme, runId)
  expect(git.pushed).toHaveLength(1)
  await expect(approvePush(acme.person(), { runId, headSha })).rejects.toMatchObject({ code: 'not_held' })
})

test('a guarded path is held with its findings', async () => {
  const acme = await shop(kit, { repository: { guarded_paths: ['billing/**'] } })
  const { runId } = await finishedWork(acme)
  git.diff = {
    files: [
      {
        path: 'billing/tax.ts',
        previousPath: null,
        status: 'modified',
        addedLines: 1,
        removedLines: 0,
        binary: false,
        oldMode: '100644',
        newMode: '100644',
        escapesTo: null,
        addedText: '',
      },
    ],
  }
  await publish(acme, runId)
  expect(await findRun(db(), acme.id, runId)).toMatchObject({
    push_state: 'held',
    push_detail: { findings: [{ rule: 'guarded_path', path: 'billing/tax.ts' }] },
  })
})

test('discarded changes are never pushed, and the next run begins a branch of its own', async () => {
  const acme = await shop(kit, { policy: { push_requires_review: true } })
  const { runId, issue, branch } = await finishedWork(acme)
  await publish(acme, runId)
  await discardPush(acme.person(), runId)
  await publish(acme, runId)
  expect(git.pushed).toEqual([])
  expect(await findRun(db(), acme.id, runId)).toMatchObject({
    push_state: 'nothing',
    push_detail: { discarded: { by: { type: 'person' } } },
  })
  expect((await startRun(acme.person(), { issue, kind: 'implement' })).branch).toBe(`${branch}-2`)
})

test('what the remote refuses comes before a person; what is away is tried again', async () => {
  const acme = await shop(kit)
  const { runId, issue } = await finishedWork(acme)
  git.pushResult = { ok: false, code: 'unreachable', detail: 'no route to host' }
  await expect(publish(acme, runId)).rejects.toMatchObject({ status: 502 })
  expect(await findRun(db(), acme.id, runId)).toMatchObject({ push_state: 'pending' })
  git.pushResult = { ok: false, code: 'not_fast_forward', detail: 'the branch has other commits' }
  await publish(acme, runId)
  expect(await attentionOf(issue)).toBe('not pushed: the remote refused the branch: the branch has other commits')
})

/** Fails once at one of the steps, either before it happened or after, as a crash would. */
function failOnce(step: string, when: 'before' | 'after'): void {
  let armed = true
  const target: Record<string, unknown> = (step in git ? git : step in host ? host : kit.runtime.runs) as never
  const original = target[step] as (...args: unknown[]) => Promise<unknown>
  target[step] = async function (this: unknown, ...args: unknown[]) {
    if (armed && when === 'before') {
      armed = false
      throw new Error(`crash before ${step}`)
    }
    const result = await original.apply(target, args)
    if (armed) {
      armed = false
      throw new Error(`crash after ${step}`)
    }
    return result
  }
}

const steps = ['inspectDiff', 'pushBranch', 'isPublic', 'findOpenPullByHead', 'createPull', 'recordOpenedPull']

test.each(steps.flatMap((step) => [[step, 'before'] as const, [step, 'after'] as const]))(
  'a crash around %s (%s) ends with one pull request',
  async (step, when) => {
    const acme = await shop(kit)
    const { runId } = await finishedWork(acme)
    const record = kit.runtime.runs.recordOpenedPull
    failOnce(step, when)
    await expect(publish(acme, runId)).rejects.toThrow(`crash ${when} ${step}`)
    await publish(acme, runId)
    Object.assign(kit.runtime.runs, { recordOpenedPull: record })
    expect(host.pulls).toHaveLength(1)
    expect(await findRun(db(), acme.id, runId)).toMatchObject({ push_state: 'pushed', push_detail: { pull: { number: 1 } } })
    expect(new Set(git.pushed.map((push) => push.headSha))).toEqual(new Set([headSha]))
  },
)

test('a pull request that appears between the look and the making is adopted', async () => {
  const acme = await shop(kit)
  const { runId, branch } = await finishedWork(acme)
  const make = host.createPull.bind(host)
  host.createPull = async (pull) => {
    if (host.pulls.length === 0) await make({ ...pull, title: 'Made by another process' })
    return make(pull)
  }
  await publish(acme, runId)
  expect(host.pulls.filter((pull) => pull.headBranch === branch)).toHaveLength(1)
  expect(await findRun(db(), acme.id, runId)).toMatchObject({ push_detail: { pull: { adopted: true } } })
})

test('a branch whose job is gone is sent on its way again', async () => {
  const acme = await shop(kit)
  const { runId } = await finishedWork(acme)
  await kit.runtime.jobs.sweepNow('runs.unpublished')
  expect(
    (await kit.runtime.jobs.queued('runs.publish')).filter((payload) => JSON.stringify(payload).includes(runId)).length,
  ).toBeGreaterThan(0)
})
