import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgent } from '#src/agents/manage-agents.ts'
import { withTransaction } from '#src/platform/context.ts'
import type { AppError } from '#src/platform/errors.ts'
import { type TestTracker, testTracker } from '#test/tracker.ts'
import { addComment } from './add-comment.ts'
import { createIssue } from './create-issue.ts'
import { deleteIssue } from './delete-issue.ts'
import { linkExternalIssue } from './external-issues.ts'
import { loadIssue } from './load-issue.ts'
import { createStatus, deleteStatus } from './manage-statuses.ts'
import { moveIssue } from './move-issue.ts'
import { listEvents, listHistory } from './read-timeline.ts'
import { updateIssue } from './update-issue.ts'

let tracker: TestTracker
beforeAll(async () => {
  tracker = await testTracker()
})
afterAll(() => tracker.runtime.close())

const person = () => tracker.workspace.person()
const eventTypes = async (id: string) =>
  (await listEvents(person(), id, { limit: 50 })).items.map((event) => event.type).reverse()
const codeOf = (error: unknown) => (error as AppError).code

async function errorIssue(): Promise<string> {
  return withTransaction(tracker.workspace.system(), async (tx) => {
    const { id } = await createIssue(tx, { title: 'TypeError in checkout' }, { source: 'sentry', isPublicText: true })
    await linkExternalIssue(tx, { issue_id: id, source: 'sentry', external_id: id, is_error_source: true })
    return id
  })
}

test('a created issue has a number, a place, one event and a job that embeds it', async () => {
  const before = (await tracker.runtime.jobs.queued('search.embed')).length
  const { id, number, identifier } = await createIssue(person(), { title: 'Dark mode', labels: ['bug'], priority: 'P2' })
  expect(identifier).toBe(`${tracker.workspace.prefix}-${number}`)
  expect(await loadIssue(person(), identifier.toLowerCase())).toMatchObject({
    id,
    priority: 'P2',
    status: { category: 'backlog' },
    labels: [{ name: 'Bug' }],
    source: 'manual',
    revision: 1,
  })
  expect(await eventTypes(id)).toEqual(['issue.created'])
  expect(await tracker.runtime.jobs.queued('search.embed')).toHaveLength(before + 1)
})

test('several issues of one transaction share a job that embeds them', async () => {
  const before = (await tracker.runtime.jobs.queued('search.embed')).length
  const made = await withTransaction(person(), async (tx) => {
    const ids: string[] = []
    for (let n = 1; n <= 21; n++) ids.push((await createIssue(tx, { title: `One of many, number ${n}` })).id)
    return ids
  })
  const jobs = (await tracker.runtime.jobs.queued('search.embed')).slice(before)
  const of = (issue_ids: string[]) => ({ workspace_id: tracker.workspace.id, issue_ids })
  // Of one moment, so neither is the first.
  expect(jobs).toHaveLength(2)
  expect(jobs).toEqual(expect.arrayContaining([of(made.slice(0, 20)), of(made.slice(20))]))
})

test('200 parallel creations get 200 numbers and 200 events, without a gap', async () => {
  const created = await Promise.all(
    Array.from({ length: 200 }, (_, index) => createIssue(person(), { title: `Parallel ${index}` })),
  )
  const numbers = created.map((issue) => issue.number).sort((a, b) => a - b)
  expect(new Set(numbers).size).toBe(200)
  expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBe(199)
  const rows = await tracker.runtime.database.kysely
    .selectFrom('dispatch_event')
    .select(['seq', 'type', 'issue_id'])
    .where('workspace_id', '=', tracker.workspace.id)
    .execute()
  const ids = new Set(created.map((issue) => issue.id))
  expect(rows.filter((row) => row.type === 'issue.created' && ids.has(row.issue_id ?? ''))).toHaveLength(200)
  expect(Math.max(...rows.map((row) => Number(row.seq)))).toBe(rows.length)
}, 60_000)

test('one edit of several fields is one event with the old and new values', async () => {
  const { id } = await createIssue(person(), { title: 'Old title' })
  await updateIssue(person(), { id, changes: { title: 'New title', priority: 'P1', status: 'In Progress' } })
  const [event] = (await listEvents(person(), id, { limit: 1 })).items
  expect(event).toMatchObject({
    type: 'issue.moved',
    payload: { changes: { title: ['Old title', 'New title'], priority: ['P3', 'P1'] } },
  })
  const [entry] = (await listHistory(person(), id, { limit: 1 })).items
  expect(entry).toMatchObject({ type: 'issue.moved', old_value: { category: 'backlog' }, new_value: { category: 'in_progress' } })
  expect((await loadIssue(person(), id)).revision).toBe(2)
})

test('a change of labels looks the same in events, whether a person made it or evidence', async () => {
  const { id } = await createIssue(person(), { title: 'Labelled', labels: ['Feature'] })
  await updateIssue(person(), { id, changes: { add_labels: ['bug'] } })
  const move = {
    issueId: id,
    to: 'backlog' as const,
    cause: { code: 'test', detail: 'Because.' },
    addLabels: ['Fix Failed', 'Bug'],
  }
  expect(await moveIssue(tracker.workspace.system(), move)).toBe(true)
  expect(await moveIssue(tracker.workspace.system(), move)).toBe(false)
  const [added, edited] = (await listEvents(person(), id, { limit: 2 })).items
  const label = (name: string) => ({ id: expect.stringMatching(/^lbl_/), name })
  expect(edited?.payload).toEqual({ changes: { labels: [[label('Feature')], [label('Bug'), label('Feature')]] } })
  expect(added?.payload).toMatchObject({
    changes: {
      labels: [
        [label('Bug'), label('Feature')],
        [label('Bug'), label('Feature'), label('Fix Failed')],
      ],
    },
  })
})

test('an edit that changes nothing appends no event and keeps the revision', async () => {
  const { id } = await createIssue(person(), { title: 'Same' })
  await updateIssue(person(), { id, changes: { title: 'Same', status: 'backlog' } })
  expect(await eventTypes(id)).toEqual(['issue.created'])
})

test('a stale revision is refused and changes nothing', async () => {
  const { id } = await createIssue(person(), { title: 'Edited twice' })
  await updateIssue(person(), { id, changes: { title: 'First' }, ifMatch: '"1"' })
  await expect(updateIssue(person(), { id, changes: { title: 'Second' }, ifMatch: '"1"' })).rejects.toMatchObject({
    status: 412,
    code: 'stale_revision',
  })
  expect((await loadIssue(person(), id)).title).toBe('First')
})

test('of two parallel edits on one revision exactly one wins', async () => {
  const { id } = await createIssue(person(), { title: 'Race' })
  const results = await Promise.allSettled(
    ['A', 'B', 'C', 'D'].map((title) => updateIssue(person(), { id, changes: { title }, ifMatch: '1' })),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
})

test('unknown names are refused together, at their places', async () => {
  await expect(createIssue(person(), { title: 'x', labels: ['Bug', 'Nope'], assignee: 'nobody' })).rejects.toMatchObject({
    status: 422,
    extra: { errors: [{ path: 'labels.1' }, { path: 'assignee' }] },
  })
})

test('assigning an agent asks it to work in the same transaction', async () => {
  await createAgent(person(), { name: 'Claude', adapter: 'claude_code' })
  const { id } = await createIssue(person(), { title: 'Please do' })
  await updateIssue(person(), { id, changes: { assignee: 'claude' } })
  expect(await eventTypes(id)).toEqual(['issue.created', 'issue.assigned'])
  expect(await tracker.runtime.jobs.queued('runs.consider')).toContainEqual(
    expect.objectContaining({ issue_id: id, cause: 'assigned' }),
  )
})

test('an error is done by a reason of a person, never by a key or without one', async () => {
  const id = await errorIssue()
  const close = (ctx = person(), reason?: string) =>
    updateIssue(ctx, { id, changes: { status: 'done', ...(reason && { close_reason: reason }) } })
  expect(await close().catch(codeOf)).toBe('close_gate')
  expect(await close(tracker.workspace.key('write'), 'because').catch(codeOf)).toBe('close_gate')
  expect(
    await moveIssue(tracker.workspace.system(), { issueId: id, to: 'done', cause: { code: 'x', detail: 'x' } }).catch(codeOf),
  ).toBe('close_gate')
  await close(person(), 'Only in the test environment')
  expect(await loadIssue(person(), id)).toMatchObject({
    status: { category: 'done' },
    close_reason: 'Only in the test environment',
  })
})

test('the database itself refuses an error in done without proof or reason', async () => {
  const id = await errorIssue()
  const done = await tracker.runtime.database.kysely
    .selectFrom('dispatch_status')
    .select('id')
    .where('category', '=', 'done')
    .where('workspace_id', '=', tracker.workspace.id)
    .executeTakeFirstOrThrow()
  await expect(
    tracker.runtime.database.kysely.updateTable('dispatch_issue').set({ status_id: done.id }).where('id', '=', id).execute(),
  ).rejects.toMatchObject({ constraint: 'dispatch_issue_close_gate' })
})

test('a deleted issue is gone everywhere, its number stays used, its links are free', async () => {
  const id = await errorIssue()
  const { number } = await loadIssue(person(), id)
  await deleteIssue(person(), id)
  await expect(loadIssue(person(), id)).rejects.toMatchObject({ status: 404 })
  await expect(addComment(person(), { issueId: id, body: 'Hello' })).rejects.toMatchObject({ status: 404 })
  expect((await createIssue(person(), { title: 'Next' })).number).toBe(number + 1)
  expect(
    await tracker.runtime.database.kysely
      .selectFrom('dispatch_external_issue')
      .selectAll()
      .where('external_id', '=', id)
      .execute(),
  ).toEqual([])
})

test('an issue cannot become its own ancestor', async () => {
  const parent = await createIssue(person(), { title: 'Parent' })
  const child = await createIssue(person(), { title: 'Child', parent: parent.identifier })
  await expect(updateIssue(person(), { id: parent.id, changes: { parent: child.id } })).rejects.toMatchObject({ status: 422 })
})

test('20 parallel moves to the same place leave every issue in the column once, in one order', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, index) => createIssue(person(), { title: `Rank ${index}`, status: 'needs_review' })),
  )
  const [anchor, ...others] = ids
  await Promise.all(others.map(({ id }) => updateIssue(person(), { id, changes: { rank: { after: anchor?.id ?? '' } } })))
  const rows = await tracker.runtime.database.kysely
    .selectFrom('dispatch_issue')
    .select(['id', 'rank'])
    .where(
      'id',
      'in',
      ids.map(({ id }) => id),
    )
    .orderBy('rank')
    .orderBy('id')
    .execute()
  expect(rows[0]?.id).toBe(anchor?.id)
  // Whatever ties the race left, the next move finds its exact place.
  const [, second, third] = rows
  await updateIssue(person(), { id: anchor?.id ?? '', changes: { rank: { before: third?.id ?? '' } } })
  const after = await tracker.runtime.database.kysely
    .selectFrom('dispatch_issue')
    .select('id')
    .where(
      'id',
      'in',
      ids.map(({ id }) => id),
    )
    .orderBy('rank')
    .orderBy('id')
    .execute()
  expect(after.slice(0, 3).map((row) => row.id)).toEqual([second?.id, anchor?.id, third?.id])
})

test('a proven issue keeps its proof when it moves between two columns of done', async () => {
  const id = await errorIssue()
  await updateIssue(person(), { id, changes: { status: 'done', close_reason: 'Seen to be gone' } })
  const released = await createStatus(person(), { name: 'Released', category: 'done', color: 'green' })
  await updateIssue(person(), { id, changes: { status: released.id } })
  expect(await loadIssue(person(), id)).toMatchObject({ status: { name: 'Released' }, close_reason: 'Seen to be gone' })
})

test('a column whose only issues were deleted can go', async () => {
  const column = await createStatus(person(), { name: 'Icebox', category: 'backlog', color: 'grey' })
  const { id } = await createIssue(person(), { title: 'Gone', status: column.id })
  await expect(deleteStatus(person(), column.id)).rejects.toMatchObject({ code: 'status_not_empty' })
  await deleteIssue(person(), id)
  await deleteStatus(person(), column.id)
})
