import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { linkExternalIssue } from '#src/issues/external-issues.ts'
import { moveIssue } from '#src/issues/move-issue.ts'
import { withTransaction } from '#src/platform/context.ts'
import { detached } from '#src/platform/db/transaction-guard.ts'
import { untilSomeoneWaits } from '#test/database/blocked.ts'
import { type TestTracker, testTracker } from '#test/tracker.ts'
import { lockLinkedIssue } from './linked-issues.ts'

let tracker: TestTracker
beforeAll(async () => {
  tracker = await testTracker()
})
afterAll(() => tracker.runtime.close())

test('a delivery that waited for another one decides about the issue as that one left it', async () => {
  const { runtime, workspace } = tracker
  const ctx = workspace.system()
  const { id } = await createIssue(ctx, { title: 'it fails' })
  await withTransaction(ctx, (tx) =>
    linkExternalIssue(tx, {
      issue_id: id,
      source: 'sentry',
      external_id: '4711',
      short_id: null,
      url: null,
      title: null,
      project: null,
      is_error_source: true,
    }),
  )
  const lock = () =>
    withTransaction(ctx, (tx) => lockLinkedIssue(tx.db, { workspaceId: workspace.id, source: 'sentry', externalId: '4711' }))
  let second: ReturnType<typeof lock> | undefined
  await withTransaction(ctx, async (tx) => {
    await lockLinkedIssue(tx.db, { workspaceId: workspace.id, source: 'sentry', externalId: '4711' })
    await moveIssue(tx, { issueId: id, to: 'in_progress', cause: { code: 'test', detail: 'first' } })
    second = detached(lock)
    await untilSomeoneWaits(runtime.database)
  })
  expect(await second).toMatchObject({ issue_id: id, category: 'in_progress' })
})
