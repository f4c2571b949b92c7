import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { at, moveTo } from '#test/story.ts'
import { reconcile } from './reconcile.ts'

let sentry: SentryStandIn
let intake: TestIntake
beforeAll(async () => {
  sentry = await startSentryApi()
  intake = await testIntake({ sentryApi: sentry, withoutSweeps: true, withoutSecrets: true })
})
beforeEach(async () => {
  await intake.fresh()
  sentry.issues.clear()
  sentry.next.length = 0
})
afterAll(async () => {
  await intake?.close()
  await sentry?.close()
})

function happens(id: string, minute: number, fields: Record<string, unknown> = {}): void {
  const seen = { id, shortId: `SHOP-${id}`, title: `Error ${id}`, status: 'unresolved', substatus: 'new', count: '1' }
  const times = { firstSeen: at(minute), lastSeen: at(minute) }
  sentry.issues.set(id, { fields: { ...sentryFixture('api-issue'), ...seen, ...times, ...fields }, events: [] })
}

async function lookAt(minute: number): Promise<string[]> {
  moveTo(intake, minute)
  await reconcile(intake.runtime, intake.ports, new AbortController().signal)
  await intake.runtime.jobs.drain()
  const rows = await intake.db
    .selectFrom('dispatch_issue')
    .select('title')
    .where('workspace_id', '=', intake.workspace.id)
    .where('deleted_at', 'is', null)
    .orderBy('number')
    .execute()
  return rows.map(({ title }) => title.replace('[checkout-api] ', ''))
}

test('errors that are new since the first look are filed, once, as if a hook had told them', async () => {
  happens('1', 5)
  expect(await lookAt(30)).toEqual([])
  happens('2', 31)
  expect(await lookAt(32)).toEqual(['Error 2'])
  const issue = await intake.issue()
  expect(issue).toMatchObject({ source: 'sentry', is_error_sourced: true, labels: [{ name: 'Sentry' }] })
  expect(issue.external_issues).toMatchObject([{ external_id: '2', project: 'checkout-api' }])
  happens('2', 31, { count: '7', lastSeen: at(32) })
  const before = await intake.events()
  expect(await lookAt(33)).toEqual(['Error 2'])
  expect(await intake.events()).toHaveLength(before.length)
})

test('what was deleted here, and what is no error, is not filed', async () => {
  await lookAt(30)
  happens('3', 31)
  happens('4', 31, { issueCategory: 'feedback' })
  expect(await lookAt(32)).toEqual(['Error 3'])
  const { id } = await intake.issue()
  await deleteIssue(intake.workspace.person(), id)
  expect(await lookAt(33)).toEqual([])
})

test('what happened while Sentry did not answer is found afterwards', async () => {
  await lookAt(30)
  happens('5', 31)
  sentry.next.push({ status: 503, json: {} })
  expect(await lookAt(32)).toEqual([])
  expect(await lookAt(60)).toEqual(['Error 5'])
})

test('where a webhook tells, what it lost is found every ten minutes, and its hook may still come', async () => {
  const connection = () => intake.db.updateTable('dispatch_connection').where('source', '=', 'sentry')
  await connection()
    .set({ secrets: ['sealed'] })
    .execute()
  await lookAt(30)
  happens('6', 31)
  expect(await lookAt(35)).toEqual([])
  expect(await lookAt(41)).toEqual(['Error 6'])
  await connection().set({ secrets: [] }).execute()
})
