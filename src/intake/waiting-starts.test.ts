// Runs that wait for what vendors tell: enough occurrences, and the stack trace of a fresh error.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readPolicy } from '#src/access/domain/policy.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { withTransaction } from '#src/platform/context.ts'
import { startRun } from '#src/runs/start-run.ts'
import { anError, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { askAgainIfEnough } from './ask-again-if-enough.ts'
import { enrichIssue } from './enrich-issue.ts'
import type { ErrorTrackerDetail } from './ports.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit({ work: true, environment: { SENTRY_API_TOKEN: 'sntryu_a_token_for_tests' } })
  await shop(kit) // the default one, which alone may ask Sentry
})
afterAll(() => kit.runtime.close())
beforeEach(() => kit.runtime.clock.setOffsetMs(0))

const db = () => kit.runtime.database.kysely
const runsOf = (issueId: string) =>
  db().selectFrom('dispatch_run').selectAll().where('issue_id', '=', issueId).orderBy('id').execute()
const decisionsOf = (issueId: string) =>
  db().selectFrom('dispatch_decision').selectAll().where('issue_id', '=', issueId).orderBy('id').execute()
const linkOf = (issueId: string) =>
  db().selectFrom('dispatch_external_issue').selectAll().where('issue_id', '=', issueId).executeTakeFirstOrThrow()

async function defaultShop(policy: Record<string, unknown> = {}): Promise<Shop> {
  const acme = await shop(kit, { policy })
  await db().updateTable('dispatch_workspace').set({ is_default: false }).execute()
  await db().updateTable('dispatch_workspace').set({ is_default: true }).where('id', '=', acme.id).execute()
  return acme
}

async function assign(acme: Shop, issue: string): Promise<void> {
  await updateIssue(acme.person(), { id: issue, changes: { assignee: 'Claude' } })
  await kit.runtime.jobs.drain()
}

async function seenAgain(acme: Shop, issue: string, occurrences: number): Promise<void> {
  await db().updateTable('dispatch_external_issue').set({ occurrences }).where('issue_id', '=', issue).execute()
  const policy = readPolicy({ min_occurrences: 3 })
  await withTransaction(acme.system(), (tx) => askAgainIfEnough(tx, issue, policy))
  await kit.runtime.jobs.drain()
}

test('what was refused for too few occurrences starts with the one that makes them enough', async () => {
  const acme = await shop(kit, { policy: { min_occurrences: 3 } })
  const issue = await anError(acme)
  await assign(acme, issue)
  expect(await decisionsOf(issue)).toMatchObject([{ reason: 'min_occurrences', detail: expect.stringContaining('1 of 3') }])
  await seenAgain(acme, issue, 2)
  expect(await runsOf(issue)).toEqual([])
  expect(await decisionsOf(issue)).toHaveLength(1)
  await seenAgain(acme, issue, 3)
  expect(await runsOf(issue)).toMatchObject([{ kind: 'investigate', state: 'queued', not_before: null }])
})

test('a start that only the API asked for and was refused is not made up for', async () => {
  const acme = await shop(kit, { policy: { min_occurrences: 3 } })
  const issue = await anError(acme)
  await expect(startRun(acme.person(), { issue, kind: 'investigate' })).rejects.toMatchObject({ code: 'gate_refused' })
  await seenAgain(acme, issue, 3)
  expect(await runsOf(issue)).toEqual([])
})

const silent: ErrorTrackerDetail = {
  findNew: async () => ({ ok: true, value: [] }),
  enrich: async () => ({ ok: false, isFinal: true, sentence: 'Sentry does not know it.' }),
  poll: async () => ({ ok: false, isFinal: true, sentence: 'Sentry does not know it.' }),
}
const { signal } = new AbortController()

test('a run on a fresh error waits for its stack trace, and starts when Sentry has answered', async () => {
  const acme = await defaultShop()
  const issue = await anError(acme)
  await assign(acme, issue)
  const [waiting] = await runsOf(issue)
  expect(waiting).toMatchObject({ state: 'queued', not_before: new Date(kit.runtime.clock.now().getTime() + 30_000) })
  expect(await decisionsOf(issue)).toMatchObject([{ result: 'delay', reason: 'enrichment' }])
  const { id } = await linkOf(issue)
  await enrichIssue(kit.runtime, silent, { workspaceId: acme.id, externalIssueId: id, isLastTry: false, signal })
  await kit.runtime.jobs.drain()
  expect(await runsOf(issue)).toMatchObject([{ id: waiting?.id, not_before: null }])
  expect(await decisionsOf(issue)).toMatchObject([{ result: 'delay' }, { result: 'start' }])
})

test('no longer than 30 seconds, and not at all when everything is known or a person overrules it', async () => {
  const acme = await defaultShop()
  const late = await anError(acme)
  await assign(acme, late)
  kit.runtime.advance(31)
  await kit.runtime.jobs.sweepNow('runs.due')
  expect(await runsOf(late)).toMatchObject([{ not_before: null }])
  const forced = await anError(acme)
  const run = await startRun(acme.person(), { issue: forced, kind: 'investigate', force: true, force_reason: 'down' })
  expect(run).toMatchObject({ not_before: null })
})

test('where nobody can ask Sentry nothing is waited for', async () => {
  const acme = await shop(kit)
  const issue = await anError(acme)
  await assign(acme, issue)
  expect(await runsOf(issue)).toMatchObject([{ not_before: null }])
})
