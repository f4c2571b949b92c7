import { afterAll, beforeAll, expect, test } from 'vitest'
import { workspaceChangeSchema } from '#src/access/schemas.ts'
import { stopAllJob, updateWorkspace } from '#src/access/update-workspace.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { type RunsKit, runsKit, shop } from '#test/runs/runs-runtime.ts'
import { startRun } from './start-run.ts'
import { findRun } from './store/runs.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit({ work: true })
})
afterAll(() => kit.runtime.close())

test('the kill switch ends what is under way when it is thrown with that wish, and only then', async () => {
  const acme = await shop(kit)
  const { id: issue } = await createIssue(acme.person(), { title: 'Something to do' })
  const { id } = await startRun(acme.person(), { issue, kind: 'investigate' })
  await updateWorkspace(acme.person(), { policy: { runs_enabled: false } })
  await kit.runtime.jobs.drain()
  expect(await findRun(kit.runtime.database.kysely, acme.id, id)).not.toMatchObject({ state: 'finished' })
  await updateWorkspace(acme.person(), { policy: { runs_enabled: false }, stop_running: true })
  await kit.runtime.jobs.drain()
  expect(await findRun(kit.runtime.database.kysely, acme.id, id)).toMatchObject({ state: 'finished', reason: 'canceled' })
  expect(await kit.runtime.jobs.queued(stopAllJob)).toEqual([])
})

test('the wish goes with the switch only', () => {
  const isValid = (change: object) => workspaceChangeSchema.safeParse(change).success
  expect(isValid({ policy: { runs_enabled: false }, stop_running: true })).toBe(true)
  expect(isValid({ policy: { runs_enabled: true }, stop_running: false })).toBe(true)
  expect(isValid({ policy: { runs_enabled: true }, stop_running: true })).toBe(false)
  expect(isValid({ stop_running: true })).toBe(false)
})
