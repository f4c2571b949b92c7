import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addComment } from '#src/issues/add-comment.ts'
import { setNeedsAttention } from '#src/issues/attention.ts'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import { categories } from '#src/issues/domain/category.ts'
import { recordDecision } from '#src/issues/record-decision.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { type Tx, withTransaction } from '#src/platform/context.ts'
import { AppError } from '#src/platform/errors.ts'
import { newId } from '#src/platform/ids.ts'
import { approvePlan } from '#src/runs/approve-plan.ts'
import { finishRun } from '#src/runs/finish-run.ts'
import { giveUpPublishing } from '#src/runs/publish-run.ts'
import { discardPush } from '#src/runs/release-push.ts'
import { requestChanges } from '#src/runs/request-changes.ts'
import { startRun } from '#src/runs/start-run.ts'
import { findNewestPlan } from '#src/runs/store/plans.ts'
import { findNewestRun } from '#src/runs/store/runs.ts'
import { submitPlan } from '#src/runs/submit-plan.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { noticeKey } from './domain/notices.ts'
import { followEvents } from './follow-events.ts'
import { derivedNotices } from './load-facts.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())
const db = () => kit.runtime.database.kysely

const budget = { max_concurrent_runs: 50, day_budget_usd: 100_000, issue_budget_usd: 100_000, runs_per_day_other: 10_000 }

async function openKeys(acme: Shop): Promise<string[]> {
  const rows = await db()
    .selectFrom('dispatch_notification')
    .select(['issue_id', 'kind', 'subject_id', 'user_id'])
    .where('workspace_id', '=', acme.id)
    .where('closed_at', 'is', null)
    .execute()
  return rows.map((row) => `${row.issue_id} ${noticeKey({ ...row, subjectId: row.subject_id, userId: row.user_id })}`).sort()
}

async function derivedKeys(acme: Shop): Promise<string[]> {
  const ids = async (table: 'dispatch_issue' | 'dispatch_comment') =>
    (await db().selectFrom(table).select('id').where('workspace_id', '=', acme.id).execute()).map((row) => row.id)
  const derived = await derivedNotices(acme.system(), await ids('dispatch_issue'), await ids('dispatch_comment'))
  return [...derived].flatMap(([issueId, notices]) => notices.map((notice) => `${issueId} ${noticeKey(notice)}`)).sort()
}

type Step = { issue: 0 | 1; act: keyof typeof acts; pick: number }
type Act = (acme: Shop, issue: string, pick: number) => Promise<unknown>

const pickOf = <T>(items: readonly T[], pick: number): T => items[pick % items.length] as T

const endings = [
  { reason: 'succeeded', outcome: 'needs_decision', failureCode: null, detail: '' },
  { reason: 'succeeded', outcome: 'blocked', failureCode: null, detail: '' },
  { reason: 'succeeded', outcome: 'no_changes_needed', failureCode: null, detail: '' },
  { reason: 'failed', outcome: null, failureCode: 'lost', detail: 'gone' },
  { reason: 'timed_out', outcome: null, failureCode: 'timed_out', detail: 'too long' },
  { reason: 'canceled', outcome: null, failureCode: 'canceled', detail: '' },
  { reason: 'succeeded', outcome: 'completed', failureCode: null, detail: '' },
] as const

const acts = {
  plan: (acme, issue, pick) => submitPlan(acme.person(), { issue, content: `Plan ${pick}` }),
  async approve(acme, issue, pick) {
    const plan = await findNewestPlan(db(), issue)
    if (plan) await approvePlan(acme.person(), { issue, contentHash: plan.content_hash, start: pick % 2 === 0 })
  },
  sendBack: (acme, issue) => requestChanges(acme.person(), { issue, feedback: 'Say why.' }),
  start: (acme, issue) => startRun(acme.person(), { issue, kind: 'investigate' }),
  async end(acme, issue, pick) {
    const run = await findNewestRun(db(), issue)
    if (run && run.state !== 'finished')
      await withTransaction(acme.system(), (tx) => finishRun(tx, run, { end: { ...pickOf(endings, pick) } }))
  },
  async hold(acme, issue) {
    const run = await findNewestRun(db(), issue)
    if (run?.state !== 'finished') return
    await db().updateTable('dispatch_run').set({ push_state: 'pending' }).where('id', '=', run.id).execute()
    await giveUpPublishing(kit.runtime, acme.id, run.id, 'the remote is away')
  },
  async discard(acme, issue) {
    const run = await findNewestRun(db(), issue)
    if (run) await discardPush(acme.person(), run.id)
  },
  move: (acme, issue, pick) => updateIssue(acme.person(), { id: issue, changes: { status: pickOf(categories, pick) } }),
  assign: (acme, issue, pick) =>
    updateIssue(pick % 3 === 0 ? acme.person() : acme.key('write'), {
      id: issue,
      changes: { assignee: pick % 2 === 0 ? acme.userId : null },
    }),
  call: (acme, issue) => addComment(acme.key('write'), { issueId: issue, body: `@person of ${acme.prefix}, please look` }),
  answer: (acme, issue) => addComment(acme.person(), { issueId: issue, body: 'I looked.' }),
  attention: (acme, issue, pick) =>
    withTransaction(acme.system(), (tx) => setNeedsAttention(tx, issue, pick % 2 === 0 ? null : `look at ${pick % 3}`)),
  refuse: (acme, issue, pick) =>
    withTransaction(acme.system(), (tx) => refuse(tx, issue, pickOf(['no_repository', 'day_budget', 'run_active'], pick))),
  verdict: (acme, issue, pick) =>
    withTransaction(acme.system(), (tx) =>
      giveVerdict(tx, issue, pickOf(['failed', 'inconclusive', 'verified', 'reverted'], pick)),
    ),
  remove: (acme, issue, pick) => (pick % 7 === 0 ? deleteIssue(acme.person(), issue) : Promise.resolve()),
  follow: (acme) => followEvents(kit.runtime, acme.id),
} satisfies Record<string, Act>

function refuse(tx: Tx, issueId: string, reason: string) {
  const inputs = { cause: 'assigned', requested_by: { ...tx.actor } }
  return recordDecision(tx, { issueId, rule: 'gate', result: 'refuse', reason, detail: 'no', inputs })
}

/** As the features of fixes leave it: a pull request, an attempt, an event. */
async function giveVerdict(tx: Tx, issueId: string, state: 'failed' | 'inconclusive' | 'verified' | 'reverted'): Promise<void> {
  const common = { workspace_id: tx.workspaceId, created_at: tx.now, updated_at: tx.now }
  const pull = newId('pul')
  await tx.db
    .insertInto('dispatch_pull_request')
    .values({ ...common, id: pull, repository: pull, number: 1, title: 'Fix', state: 'open', vendor_updated_at: tx.now })
    .execute()
  const id = newId('fix')
  const attempt = { id, issue_id: issueId, pull_request_id: pull, repository: pull, merge_sha: 'a', merged_at: tx.now, state }
  await tx.db
    .insertInto('dispatch_fix_attempt')
    .values({ ...common, ...attempt, state_detail: 'seen', verdict_at: tx.now, broken_at: state === 'verified' ? tx.now : null })
    .execute()
  tx.emit({ type: `fix.${state}`, issueId, subject: { type: 'fix', id }, payload: { fix_id: id } })
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  issue: fc.constantFrom(0, 1),
  act: fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[])),
  pick: fc.nat(20),
})

test('after any history the open notices are the ones that the truth deserves, and reading it again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 24 }), async (steps) => {
      const acme = await shop(kit, { policy: budget })
      const issues = [await anIssue(acme), await anIssue(acme)] as const
      for (const { act, issue, pick } of steps) {
        kit.runtime.advance(1)
        await (acts[act] as Act)(acme, issues[issue], pick).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error
        })
      }
      await followEvents(kit.runtime, acme.id)
      const open = await openKeys(acme)
      expect(open).toEqual(await derivedKeys(acme))
      await db().updateTable('dispatch_event_reader').set({ seq: 0 }).where('workspace_id', '=', acme.id).execute()
      const before = await lastSeq(acme)
      await followEvents(kit.runtime, acme.id)
      expect([await openKeys(acme), await lastSeq(acme)]).toEqual([open, before])
    }),
    { numRuns: 25 },
  )
}, 120_000)

async function lastSeq(acme: Shop): Promise<number> {
  const row = await db()
    .selectFrom('dispatch_event_counter')
    .select('last')
    .where('workspace_id', '=', acme.id)
    .executeTakeFirstOrThrow()
  return Number(row.last)
}

test('several readers at once open each notice once', async () => {
  const acme = await shop(kit)
  for (let n = 0; n < 5; n++) await submitPlan(acme.person(), { issue: await anIssue(acme), content: 'Plan' })
  await Promise.all(Array.from({ length: 5 }, () => followEvents(kit.runtime, acme.id)))
  await followEvents(kit.runtime, acme.id)
  const opened = await db()
    .selectFrom('dispatch_event')
    .select('subject_id')
    .where('workspace_id', '=', acme.id)
    .where('type', '=', 'notification.opened')
    .execute()
  expect(new Set(opened.map((event) => event.subject_id)).size).toBe(5)
  expect(opened).toHaveLength(5)
})
