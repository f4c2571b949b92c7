import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { withTransaction } from '#src/platform/context.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import type { RunEnd } from './domain/outcome.ts'
import { finishRun } from './finish-run.ts'
import { startRun } from './start-run.ts'
import type { RunRow } from './store/runs.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit({ work: true })
})
afterAll(() => kit.runtime.close())
let keys = 0
beforeEach(() => {
  kit.runtime.clock.setOffsetMs(0)
  Object.assign(kit.conditions, { credential: 'proxy', credentialId: `key-${++keys}` })
})

const db = () => kit.runtime.database.kysely
const refused: RunEnd = { reason: 'failed', outcome: null, failureCode: 'auth_failed', detail: '401 invalid x-api-key' }
const succeeded: RunEnd = { reason: 'succeeded', outcome: 'completed', failureCode: null, detail: '' }

const finish = (workspace: Shop, run: RunRow, end: RunEnd) =>
  withTransaction(workspace.system(), (tx) => finishRun(tx, run, { end }))
const runsOf = (issueId: string) =>
  db().selectFrom('dispatch_run').selectAll().where('issue_id', '=', issueId).orderBy('id').execute()

async function refusedRun(workspace: Shop): Promise<void> {
  await finish(workspace, await startRun(workspace.person(), { issue: await anIssue(workspace), kind: 'investigate' }), refused)
}

async function assigned(workspace: Shop): Promise<string> {
  const { id } = await createIssue(workspace.person(), { title: 'Prices are wrong', assignee: 'Claude' })
  await kit.runtime.jobs.drain()
  return id
}

test('after one run found the credential refused, others wait and say so, also in other workspaces', async () => {
  const acme = await shop(kit)
  const other = await shop(kit)
  await refusedRun(acme)
  for (const workspace of [acme, other]) {
    await expect(startRun(workspace.person(), { issue: await anIssue(workspace), kind: 'investigate' })).rejects.toMatchObject({
      code: 'gate_refused',
      extra: { decision: { rule: 'credential', reason: 'credential_refused', resets_at: expect.any(String) } },
    })
  }
})

test('another credential is used at once, and an agent that needs none as well', async () => {
  const acme = await shop(kit)
  await refusedRun(acme)
  const simulated = await shop(kit, { agent: { adapter: 'simulator' } })
  expect(await startRun(simulated.person(), { issue: await anIssue(simulated), kind: 'investigate' })).toMatchObject({
    state: 'queued',
  })
  Object.assign(kit.conditions, { credentialId: 'another' })
  expect(await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).toMatchObject({ state: 'queued' })
})

test('when the pause is over what waited starts by itself', async () => {
  const acme = await shop(kit)
  await refusedRun(acme)
  const issue = await assigned(acme)
  expect(await runsOf(issue)).toEqual([])
  kit.runtime.advance(299)
  await kit.runtime.jobs.sweepNow('runs.credential')
  await kit.runtime.jobs.drain()
  expect(await runsOf(issue)).toEqual([])
  kit.runtime.advance(2)
  await kit.runtime.jobs.sweepNow('runs.credential')
  await kit.runtime.jobs.drain()
  expect(await runsOf(issue)).toMatchObject([{ state: 'queued' }])
})

test('a run that was answered ends the pause before its time', async () => {
  const acme = await shop(kit)
  const running = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  await refusedRun(acme)
  const issue = await assigned(acme)
  expect(await runsOf(issue)).toEqual([])
  await finish(acme, running, succeeded)
  await kit.runtime.jobs.sweepNow('runs.credential')
  await kit.runtime.jobs.drain()
  expect(await runsOf(issue)).toMatchObject([{ state: 'queued' }])
})
