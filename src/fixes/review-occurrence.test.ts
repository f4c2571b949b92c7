import { expect, test } from 'vitest'
import { newId } from '#src/platform/ids.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { at, attempts, deployed, deployedFix, errorEvent, merge, moveTo, otherError, pushed } from '#test/story.ts'
import { recordOccurrence } from './record-recurrence.ts'
import { hasOccurrences, insertOccurrences, listOccurrences, wasSeenBefore } from './store/occurrences.ts'
import { sweepWindows } from './sweep-windows.ts'
import { weighEvidence } from './weigh-evidence.ts'

const intake = intakeOfFile()

const again = (minutes: number, event: Record<string, unknown> = {}) =>
  intake.sentry('error', errorEvent(minutes, { release: undefined, ...event }))

async function occurrences(issueId: string): Promise<number> {
  const rows = await intake.db.selectFrom('dispatch_occurrence').select('id').where('issue_id', '=', issueId).execute()
  return rows.length
}

test('a storm of what does not count is kept and judges nothing; the first that counts fails the fix', async () => {
  moveTo(intake, 20)
  await intake.sentry('error', errorEvent(15))
  const { issueId } = await deployedFix(intake)
  const before = await occurrences(issueId)
  moveTo(intake, 400)
  for (const minute of [300, 301, 302, 303]) await again(minute, { release: 'checkout-api@4.10.2' })
  await again(304, { environment: 'staging', tags: [['environment', 'staging']] })
  expect(await occurrences(issueId)).toBe(before + 5)
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await again(305, { release: 'checkout-api@4.11.0' })
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'failed', events_after: 1 })
  const dismissed = expect.arrayContaining([
    expect.objectContaining({ code: 'older_release', occurred_at: at(303) }),
    expect.objectContaining({ code: 'other_environment', occurred_at: at(304) }),
  ])
  expect(attempt?.evidence).toMatchObject({ recurrences: [{ occurred_at: at(305) }], dismissed })
})

test('as many as the workspace asks for fail a fix, no fewer', async () => {
  await intake.setPolicy({ recurrences_to_fail: 3 })
  await deployedFix(intake)
  moveTo(intake, 400)
  await again(105)
  for (const minute of [300, 301]) await again(minute)
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await again(302)
  expect(await attempts(intake)).toMatchObject([{ state: 'failed', events_after: 3 }])
})

test('a broken verdict breaks once, and what is told late still fails it', async () => {
  await deployedFix(intake)
  moveTo(intake, 500)
  await intake.sentry('error', otherError(500))
  const end = 100 + 48 * 60
  moveTo(intake, end + 1)
  await sweepWindows(intake.runtime, intake.ports)
  moveTo(intake, end + 60)
  for (const minute of [end + 30, end + 31, end + 32]) await again(minute)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: new Date(at(end + 30)) }])
  expect(await intake.events('fix.broken')).toHaveLength(1)
  await again(400)
  expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
})

test('what comes after a window that nobody has closed yet breaks the verdict when it is closed', async () => {
  await deployedFix(intake)
  moveTo(intake, 500)
  await intake.sentry('error', otherError(500))
  const end = 100 + 48 * 60
  moveTo(intake, end + 2)
  await again(end + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await sweepWindows(intake.runtime, intake.ports)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: new Date(at(end + 1)) }])
})

test('an occurrence that is told twice is kept once, and counted within its span', async () => {
  const { issueId } = await deployedFix(intake)
  const { id: externalIssueId } = await intake.db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where('issue_id', '=', issueId)
    .executeTakeFirstOrThrow()
  moveTo(intake, 400)
  const told = { externalIssueId, issueId, release: null, environment: 'staging', channel: 'event_hook' as const }
  const one = { ...told, key: 'event:one', occurredAt: at(300), deliveryId: null }
  const record = () => weighEvidence(intake.workspace.system(), (tx) => recordOccurrence(tx, one))
  expect(await record()).toEqual({ isNew: true, hasVerdict: false })
  expect(await record()).toEqual({ isNew: false, hasVerdict: false })
  const { db } = intake
  const span = { from: new Date(at(200)), to: new Date(at(400)) }
  expect(await hasOccurrences(db, issueId, { ...span, atLeast: 1 })).toBe(true)
  expect(await hasOccurrences(db, issueId, { ...span, atLeast: 2 })).toBe(false)
  expect(await wasSeenBefore(db, issueId, { release: 'unknown', before: new Date(at(400)) })).toBe(false)
})

test('a storm after the window hides nothing that happened within it', async () => {
  const { issueId } = await deployedFix(intake)
  const { id: external_issue_id } = await intake.db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where('issue_id', '=', issueId)
    .executeTakeFirstOrThrow()
  const end = 100 + 48 * 60
  const row = (minutes: number) => ({
    id: newId('occ'),
    workspace_id: intake.workspace.id,
    issue_id: issueId,
    external_issue_id,
    occurrence_key: `event:${minutes}`,
    occurred_at: at(minutes),
    channel: 'event_hook' as const,
    created_at: at(minutes),
  })
  await insertOccurrences(intake.db, [row(200), ...Array.from({ length: 2_000 }, (_, n) => row(end + 1 + n))])
  const span = { since: new Date(at(100)), until: new Date(at(end)) }
  const [first, ...others] = await listOccurrences(intake.db, issueId, span)
  expect(first?.occurred_at).toEqual(new Date(at(200)))
  expect(others).toHaveLength(1_999)
})

test('what pushes have proven of a deployment is kept: an occurrence reads none of them again', async () => {
  await intake.setPolicy({ recurrences_to_fail: 2 })
  await deployedFix(intake)
  moveTo(intake, 210)
  await intake.github('push', pushed(195, { before: merge, after: sha('release') }))
  await intake.github('deployment_status', deployed(200, { sha: sha('release'), id: 8 }))
  expect(await attempts(intake)).toMatchObject([{ state: 'watching', evidence: { contained: [sha('release')] } }])
  await intake.db.deleteFrom('dispatch_push').where('workspace_id', '=', intake.workspace.id).execute()
  for (const minute of [205, 206]) await again(minute, { release: sha('release') })
  expect(await attempts(intake)).toMatchObject([
    { state: 'failed', evidence: { recurrences: [{ code: 'fixed_release' }, { code: 'fixed_release' }] } },
  ])
})
