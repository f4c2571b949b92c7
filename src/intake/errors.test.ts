import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { sentryEventHook, sentryFixture, sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await testIntake()
})
beforeEach(async () => {
  await intake.fresh()
  // The recorded payloads are from a little later than the clock's start.
  intake.runtime.advance(4 * 86_400)
})
afterAll(() => intake?.close())

const delivery = (id: string) =>
  intake.db.selectFrom('dispatch_delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const rowsOf = (table: 'dispatch_occurrence' | 'dispatch_decision' | 'dispatch_issue' | 'dispatch_signal') =>
  intake.db.selectFrom(table).selectAll().where('workspace_id', '=', intake.workspace.id).execute()
const occurrences = () =>
  intake.db.selectFrom('dispatch_occurrence').selectAll().where('workspace_id', '=', intake.workspace.id).execute()

test('a new error becomes an issue with its label, priority and link, in one event', async () => {
  const id = await intake.sentry('issue', sentryFixture('issue-created'))
  const issue = await intake.issue()
  expect(issue).toMatchObject({
    title: expect.stringMatching(/^\[checkout-api\] /),
    status: { category: 'backlog' },
    source: 'sentry',
    is_error_sourced: true,
    labels: [{ name: 'Sentry' }],
    external_issues: [{ source: 'sentry', external_id: '4820175533', state: 'unresolved' }],
  })
  expect(await intake.events('issue.created')).toHaveLength(1)
  expect(await delivery(id)).toMatchObject({
    state: 'processed',
    attempts: 1,
    decision: { result: 'create', reason: 'new_error', issue_id: issue.id },
    effects: [{ type: 'issue.created', issue_id: issue.id, identifier: issue.identifier }],
  })
  const decisions = await rowsOf('dispatch_decision')
  expect(decisions).toMatchObject([{ rule: 'intake', result: 'create', issue_id: issue.id, delivery_id: id }])
  expect(await occurrences()).toHaveLength(1)
})

test('the text is marked as written by strangers', async () => {
  await intake.sentry('issue', sentryFixture('issue-created'))
  expect(await rowsOf('dispatch_issue')).toMatchObject([{ is_public_text: true }])
})

test('50 identical deliveries with ids of their own make one issue', async () => {
  const responses = await Promise.all(
    Array.from({ length: 50 }, () => intake.send('sentry', 'issue', sentryFixture('issue-created'))),
  )
  expect(responses.every(({ status }) => status === 202 || status === 200)).toBe(true)
  await intake.settle()
  expect(await intake.events('issue.created')).toHaveLength(1)
  expect(await occurrences()).toHaveLength(1)
})

test('the same content in another body is known by its content', async () => {
  await intake.sentry('issue', sentryFixture('issue-created'))
  const id = await intake.sentry('issue', { ...sentryFixture('issue-created'), extra: 'ignored' })
  expect(await delivery(id)).toMatchObject({ state: 'ignored', decision: { reason: 'content_known' } })
  expect(await intake.events('issue.created')).toHaveLength(1)
})

test('what people do in Sentry is on the timeline and moves nothing', async () => {
  await intake.sentry('issue', sentryFixture('issue-created'))
  for (const name of ['issue-assigned', 'issue-resolved', 'issue-archived', 'issue-ignored', 'issue-unresolved-by-person']) {
    await intake.sentry('issue', sentryFixture(name))
  }
  expect((await intake.issue()).status.category).toBe('backlog')
  expect(await intake.events('issue.moved')).toEqual([])
  expect(await intake.events('signal.recorded')).toHaveLength(5)
})

test('an escalation raises the priority by one step', async () => {
  await intake.sentry('issue', sentryIssueHook('issue-created', { priority: 'low' }))
  expect((await intake.issue()).priority).toBe('P4')
  await intake.sentry('issue', sentryFixture('issue-escalating'))
  expect((await intake.issue()).priority).toBe('P3')
})

test('a regression files what nobody tracks', async () => {
  const id = await intake.sentry('issue', sentryFixture('issue-regressed'))
  expect(await delivery(id)).toMatchObject({ decision: { result: 'create', reason: 'untracked_regression' } })
})

test('a regression reopens what a person had closed', async () => {
  await intake.sentry('issue', sentryFixture('issue-created'))
  const { id } = await intake.issue()
  const closedAt = intake.workspace.person()
  await updateIssue(closedAt, { id, changes: { status: 'Done', close_reason: 'It was the deploy.' } })
  intake.runtime.advance(60)
  const delivered = await intake.sentry('issue', sentryFixture('issue-regressed'))
  expect((await intake.issue()).status.category).toBe('backlog')
  expect(await delivery(delivered)).toMatchObject({ decision: { result: 'reopen', reason: 'regressed_after_close' } })
})

test('a canceled issue stays canceled, silently', async () => {
  await intake.sentry('issue', sentryFixture('issue-created'))
  const { id } = await intake.issue()
  await updateIssue(intake.workspace.person(), { id, changes: { status: 'canceled' } })
  const before = await intake.events()
  intake.runtime.advance(60)
  await intake.sentry('issue', sentryFixture('issue-regressed'))
  expect((await intake.issue()).status.category).toBe('canceled')
  expect(await intake.events()).toHaveLength(before.length)
  expect(await occurrences()).toHaveLength(2)
})

test('a deleted issue is filed anew, with a note on what became of the old one', async () => {
  await intake.sentry('issue', sentryFixture('issue-created'))
  const old = await intake.issue()
  await deleteIssue(intake.workspace.person(), old.id)
  await intake.sentry('issue', sentryFixture('issue-regressed'))
  const issue = await intake.issue()
  expect(issue.number).toBe(old.number + 1)
  expect(issue.description).toContain(`Previously tracked by ${old.identifier}`)
})

test('per-event hooks count occurrences, and say nothing about errors that nobody tracks', async () => {
  const early = await intake.sentry('error', sentryFixture('error-created'))
  expect(await delivery(early)).toMatchObject({ state: 'ignored', decision: { reason: 'not_tracked' } })
  await intake.sentry('issue', sentryFixture('issue-created'))
  await intake.sentry('error', sentryEventHook('error-created', { event_id: 'f'.repeat(32) }))
  const events = (await occurrences()).filter((row) => row.occurrence_key.startsWith('event:'))
  // The early one was kept as well: whoever judges a fix needs them all.
  expect(events).toHaveLength(2)
})

test('an alert rule files an untracked error though the event was told before, and the event counts once', async () => {
  const event = { event_id: 'e'.repeat(32) }
  await intake.sentry('error', sentryEventHook('error-created', event))
  const id = await intake.sentry('event_alert', sentryEventHook('event-alert', event))
  expect(await delivery(id)).toMatchObject({ decision: { result: 'create', reason: 'alert_rule_fired' } })
  expect(await occurrences()).toMatchObject([{ occurrence_key: `event:${'e'.repeat(32)}` }])
  const again = await intake.sentry('event_alert', { ...sentryEventHook('event-alert', event), extra: 'ignored' })
  expect(await delivery(again)).toMatchObject({ decision: { reason: 'content_known' } })
})

test('a new error is given to the default agent where the policy says so', async () => {
  await intake.setPolicy({ auto_investigate: true })
  await intake.db
    .insertInto('dispatch_agent')
    .values({
      id: `agt_${intake.workspace.id}`,
      workspace_id: intake.workspace.id,
      name: 'Default',
      adapter: 'simulator',
      is_default: true,
      created_at: intake.runtime.clock.now(),
    })
    .execute()
  await intake.sentry('issue', sentryFixture('issue-created'))
  expect((await intake.issue()).assignee).toMatchObject({ type: 'agent', name: 'Default' })
})

test('a body that is no JSON ends in the dead letters', async () => {
  const body = 'no json'
  const signature = createHmac('sha256', 'the-client-secret-of-sentry').update(body).digest('hex')
  const headers = { 'sentry-hook-signature': signature, 'sentry-hook-resource': 'issue' }
  const response = await intake.api.request(intake.address('sentry'), { method: 'POST', body, headers })
  expect(response.status).toBe(202)
  await intake.settle()
  const { delivery_id } = await response.json()
  expect(await delivery(delivery_id)).toMatchObject({ state: 'dead', decision: { reason: 'not_json' } })
})

test('what concerns another repository is kept out, and can be replayed once the repository is connected', async () => {
  const other = { id: 99, fullName: 'acme/other' }
  const id = await intake.github('push', pushPayload({ before: sha('a'), after: sha('b'), repository: other }))
  expect(await delivery(id)).toMatchObject({ state: 'ignored', decision: { reason: 'unknown_repository' } })
  expect(await rowsOf('dispatch_signal')).toEqual([])
})
