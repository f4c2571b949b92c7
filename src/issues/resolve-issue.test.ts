import { afterAll, beforeAll, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import { detached } from '#src/platform/db/transaction-guard.ts'
import { untilSomeoneWaits } from '#test/database/blocked.ts'
import { type TestTracker, testTracker } from '#test/tracker.ts'
import { createIssue } from './create-issue.ts'
import { moveIssue } from './move-issue.ts'
import { resolveIssue, resolveIssueForUpdate } from './resolve-issue.ts'
import { updateIssue } from './update-issue.ts'

let tracker: TestTracker
beforeAll(async () => {
  tracker = await testTracker()
})
afterAll(() => tracker.runtime.close())

test('whoever waited for the lock sees the issue as it was left, in its new column', async () => {
  const { runtime, workspace } = tracker
  const ctx = workspace.person()
  const { id } = await createIssue(ctx, { title: 'two at once' })
  let second: Promise<unknown> = Promise.resolve()
  await withTransaction(ctx, async (tx) => {
    await moveIssue(tx, { issueId: id, to: 'in_progress', cause: { code: 'test', detail: 'first' } })
    second = detached(() => updateIssue(ctx, { id, changes: { title: 'changed meanwhile' } }))
    second.catch(() => {})
    await untilSomeoneWaits(runtime.database)
  })
  await second
  expect(await resolveIssue(ctx, id)).toMatchObject({ title: 'changed meanwhile', category: 'in_progress' })
})

test('an issue is found for a change by its id, its identifier and a former prefix, and by no other', async () => {
  const { runtime, workspace } = tracker
  const { id, identifier, number } = await createIssue(workspace.person(), { title: 'found' })
  await runtime.database.kysely
    .updateTable('dispatch_workspace')
    .set({ prefix_aliases: ['FORMER'] })
    .where('id', '=', workspace.id)
    .execute()
  const find = (text: string) => withTransaction(workspace.person(), async (tx) => (await resolveIssueForUpdate(tx, text)).id)
  expect([await find(id), await find(identifier.toLowerCase()), await find(`FORMER-${number}`)]).toEqual([id, id, id])
  for (const other of [`OTHER-${number}`, 'iss_00000000000000000000000000', 'nonsense'])
    await expect(find(other)).rejects.toMatchObject({ code: 'not_found' })
})
