import { expect, test } from 'vitest'
import { forgetOccurrences } from '#src/fixes/forget-occurrences.ts'
import { reviewAttempt } from '#src/fixes/review-attempt.ts'
import { withTransaction } from '#src/platform/context.ts'
import { grafanaAlert } from '#test/fixtures/grafana/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { at, attempts, deployedFix, errorEvent, moveTo, otherError } from '#test/story.ts'
import { forgetDeliveries } from './forget-deliveries.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const day = 24 * 60
const forgetAt = async (minutes: number) => {
  moveTo(intake, minutes)
  await forgetDeliveries(intake.runtime, new AbortController().signal)
}
const deliveries = () =>
  intake.db.selectFrom('dispatch_delivery').select(['id', 'state']).where('workspace_id', '=', intake.workspace.id).execute()
const signals = () =>
  intake.db
    .selectFrom('dispatch_signal')
    .select(['kind', 'delivery_id'])
    .where('workspace_id', '=', intake.workspace.id)
    .orderBy('id')
    .execute()

test('what was decided about is forgotten after 30 days; what states are folded from stays', async () => {
  await deployedFix(intake)
  const before = await deliveries()
  await forgetAt(29 * day)
  expect(await deliveries()).toEqual(before)
  const kept = (await signals()).map(({ kind }) => kind)
  await forgetAt(31 * day)
  expect(await deliveries()).toEqual([])
  expect((await signals()).map(({ kind }) => kind)).toEqual(kept)
  expect((await signals()).every(({ delivery_id }) => delivery_id === null)).toBe(true)
  // Asked again, the fold has all that it needs.
  const [attempt] = await attempts(intake)
  await withTransaction(intake.workspace.system(), (tx) => reviewAttempt(tx, attempt?.id ?? ''))
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
})

test('a delivery that comes again after it was forgotten still has no effect', async () => {
  moveTo(intake, 20)
  await deployedFix(intake)
  moveTo(intake, 200)
  await intake.sentry('error', errorEvent(190))
  const occurrences = () =>
    intake.db.selectFrom('dispatch_occurrence').select('id').where('workspace_id', '=', intake.workspace.id).execute()
  const before = await occurrences()
  await forgetAt(31 * day)
  const id = await intake.sentry('error', errorEvent(190))
  const again = await intake.db.selectFrom('dispatch_delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(again).toMatchObject({ state: 'ignored', decision: { reason: 'content_known' } })
  expect(await occurrences()).toEqual(before)
})

test('what was given up is kept for 90 days, and what is still to be tried for ever', async () => {
  await intake.sentry('issue', 'no hook at all')
  const [dead] = await deliveries()
  expect(dead).toMatchObject({ state: 'dead' })
  const tried = await intake.sentry('error', otherError(1))
  await intake.db.updateTable('dispatch_delivery').set({ state: 'failed' }).where('id', '=', tried).execute()
  await forgetAt(89 * day)
  expect(await deliveries()).toHaveLength(2)
  await forgetAt(91 * day)
  expect(await deliveries()).toEqual([{ id: tried, state: 'failed' }])
})

test('single events are forgotten after 120 days, the occurrences that issues have are not', async () => {
  await deployedFix(intake)
  moveTo(intake, 200)
  await intake.sentry('error', errorEvent(190, { environment: 'staging', tags: [['environment', 'staging']] }))
  await forgetAt(119 * day)
  expect((await signals()).map(({ kind }) => kind)).toContain('error_occurrence')
  await forgetAt(121 * day)
  expect((await signals()).map(({ kind }) => kind)).not.toContain('error_occurrence')
  const kept = await intake.db
    .selectFrom('dispatch_occurrence')
    .select('occurred_at')
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
  expect(kept).toContainEqual({ occurred_at: new Date(at(190)) })
})

test('of an alert the last word is kept for ever: one that fires on is not over', async () => {
  const alert = (fingerprint: string, change: Record<string, unknown>) =>
    grafanaAlert('firing', { fingerprint, startsAt: at(10), ...change })
  moveTo(intake, 10)
  await intake.grafana(alert('on', {}))
  await intake.grafana(alert('over', { startsAt: at(11) }))
  await intake.grafana(alert('over', { startsAt: at(11), status: 'resolved', endsAt: at(20) }))
  await intake.grafana({ alerts: [], truncatedAlerts: 1 })
  await forgetAt(121 * day)
  const left = (await signals()).map(({ kind }) => kind).sort()
  expect(left).toEqual(['error_issue_resolved', 'error_occurrence'])
})

test('occurrences are forgotten after 180 days, but for the first of a release and while a fix is watched', async () => {
  const { issueId } = await deployedFix(intake)
  const { id: externalId } = await intake.db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where('issue_id', '=', issueId)
    .executeTakeFirstOrThrow()
  const seen = (key: string, minutes: number, release: string | null) =>
    intake.db
      .insertInto('dispatch_occurrence')
      .values({
        id: `occ_${externalId}_${key}`,
        workspace_id: intake.workspace.id,
        external_issue_id: externalId,
        issue_id: issueId,
        occurrence_key: key,
        occurred_at: new Date(at(minutes)),
        release,
        channel: 'event_hook',
        created_at: new Date(at(minutes)),
      })
      .execute()
  await seen('first', 1, '1.0')
  await seen('again', 2, '1.0')
  await seen('nowhere', 3, null)
  await seen('young', 30 * day, '1.0')
  const forgetAll = async () => {
    moveTo(intake, 181 * day)
    await forgetOccurrences(intake.runtime, new AbortController().signal)
    const rows = await intake.db
      .selectFrom('dispatch_occurrence')
      .select('occurrence_key')
      .where('issue_id', '=', issueId)
      .where('occurrence_key', 'in', ['first', 'again', 'nowhere', 'young'])
      .orderBy('occurred_at')
      .execute()
    return rows.map((row) => row.occurrence_key)
  }
  expect(await forgetAll()).toEqual(['first', 'again', 'nowhere', 'young'])
  const decided = { state: 'inconclusive' as const, verdict_at: new Date(at(200)) }
  await intake.db.updateTable('dispatch_fix_attempt').set(decided).where('issue_id', '=', issueId).execute()
  expect(await forgetAll()).toEqual(['first', 'young'])
})
