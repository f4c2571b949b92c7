// News that comes after a verdict: what it takes back, what it leaves, and what it never overrules.
import { describe, expect, test } from 'vitest'
import { updateIssue } from '#src/issues/update-issue.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { grafanaAlert } from '#test/fixtures/grafana/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import {
  at,
  attempts,
  deployed,
  deployedFix,
  errorCreated,
  errorEvent,
  errorRegressed,
  merge,
  merged,
  moveTo,
  otherError,
  pushed,
} from '#test/story.ts'
import { isFailedByOccurrences } from './late-words.ts'
import { readIssueFixes } from './read-issue-fixes.ts'
import { sweepLooks } from './sweep-looks.ts'
import { sweepWindows } from './sweep-windows.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const windowEnd = 100 + 48 * 60

async function sweepAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  await sweepLooks(intake.runtime, intake.ports)
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
}

/** Verified an hour ago. */
async function verifiedFix(): Promise<string> {
  const { issueId } = await deployedFix(intake)
  await intake.github('push', pushed(90, { before: sha('base'), after: merge }))
  moveTo(intake, 500)
  await intake.sentry('error', otherError(500))
  await sweepAt(windowEnd + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  moveTo(intake, windowEnd + 60)
  return issueId
}

const revert = (minutes: number) =>
  intake.github('push', pushed(minutes, { before: merge, after: sha('undo'), message: `Undo\n\nThis reverts commit ${merge}.` }))
const rollback = (minutes: number) => intake.github('deployment_status', deployed(minutes, { sha: sha('base'), id: 8 }))
const unknownDeployed = (minutes: number) => intake.github('deployment_status', deployed(minutes, { sha: sha('nobody'), id: 9 }))

async function standing() {
  const { status, needs_attention, fix_state, close_reason } = await intake.issue()
  return { category: status.category, fix_state, needs_attention, close_reason }
}
const history = async (issueId: string) =>
  (await readIssueFixes(intake.workspace.person(), issueId)).items[0]?.history.map(({ type, reason }) => [type, reason])
const decisions = () =>
  intake.db
    .selectFrom('dispatch_decision')
    .select(['result', 'reason', 'detail'])
    .where('workspace_id', '=', intake.workspace.id)
    .where('rule', '=', 'fix_verdict')
    .orderBy('id')
    .execute()

describe('a verified fix', () => {
  test('that had been reverted in its window ends as reverted; the log says what stays', async () => {
    const issueId = await verifiedFix()
    await revert(200)
    expect(await attempts(intake)).toMatchObject([
      {
        state: 'reverted',
        state_detail: `The merge ${merge.slice(0, 7)} was reverted at 2026-03-02 12:20 UTC. This was told after the fix had been verified.`,
        evidence: { verdict: { code: 'late_evidence', happenedAt: at(200) } },
      },
    ])
    expect(await standing()).toMatchObject({ category: 'backlog', close_reason: null })
    expect((await history(issueId))?.slice(-2)).toEqual([
      ['fix.verified', 'no_recurrence'],
      ['fix.reverted', 'late_evidence'],
    ])
    expect((await decisions()).at(-1)).toMatchObject({
      result: 'reverted',
      detail: expect.stringContaining('Comments, labels, runs and what Sentry was told'),
    })
  })

  test('that is reverted afterwards stays verified, and its history says so once', async () => {
    const issueId = await verifiedFix()
    await revert(windowEnd + 30)
    await intake.github(
      'pull_request',
      merged(windowEnd + 40, 'Undo', { number: 9, headRef: 'undo', body: 'Reverts acme/shop#7' }),
    )
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', evidence: { reverted_later: at(windowEnd + 30) } }])
    expect(await standing()).toMatchObject({ category: 'done' })
    expect((await history(issueId))?.slice(-1)).toEqual([['fix.noted', 'reverted_later']])
    expect(await intake.events('fix.noted')).toHaveLength(1)
  })

  test('that was rolled back in its window waits for the next deployment, and is watched from then on', async () => {
    const issueId = await verifiedFix()
    await rollback(300)
    expect(await attempts(intake)).toMatchObject([
      {
        state: 'awaiting_deploy',
        verdict_at: null,
        window_ends_at: null,
        sureness: null,
        state_detail: expect.stringContaining('Rolled back'),
      },
    ])
    expect(await standing()).toMatchObject({ category: 'in_review', fix_state: 'awaiting_deploy' })
    expect((await history(issueId))?.slice(-1)).toEqual([['fix.rolled_back', 'late_evidence']])
    expect((await decisions()).at(-1)).toMatchObject({ result: 'taken_back', reason: 'late_evidence' })
    await intake.github('deployment_status', deployed(windowEnd + 50, { id: 10 }))
    expect(await attempts(intake)).toMatchObject([{ state: 'watching', deployed_at: new Date(at(windowEnd + 50)) }])
  })

  test('that was rolled back afterwards stays verified', async () => {
    await verifiedFix()
    await rollback(windowEnd + 30)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })

  test('is never verified where what followed an unknown deployment came after the window', async () => {
    await deployedFix(intake)
    await intake.github('push', pushed(90, { before: sha('base'), after: merge }))
    moveTo(intake, 500)
    await intake.sentry('error', otherError(500))
    await unknownDeployed(600)
    moveTo(intake, windowEnd + 10)
    await rollback(windowEnd + 5)
    for (const minutes of [20, 40, 60]) await sweepAt(windowEnd + minutes)
    const [attempt] = await attempts(intake)
    expect(attempt?.state).toBe('inconclusive')
    expect(await history((await intake.issue()).id)).not.toContainEqual(['fix.verified', expect.anything()])
  })

  test('proves nothing where a later deployment in its window is unknown, until that is understood', async () => {
    await verifiedFix()
    await unknownDeployed(400)
    expect(await attempts(intake)).toMatchObject([
      { state: 'inconclusive', sureness: null, state_detail: expect.stringContaining('contains the fix is not known') },
    ])
    expect(await standing()).toMatchObject({ category: 'in_review', needs_attention: 'the fix could not be verified: decide' })
    await intake.github('push', pushed(390, { before: merge, after: sha('nobody') }))
    await sweepAt(windowEnd + 61)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
    expect(await standing()).toMatchObject({ category: 'done', needs_attention: null })
  })

  test('proves nothing once a delivery of its time is given up; read after all, it does again', async () => {
    await verifiedFix()
    const id = await intake.sentry('issue', { action: 'created', data: {} })
    expect(await attempts(intake)).toMatchObject([
      { state: 'inconclusive', state_detail: expect.stringContaining('One delivery could not be read') },
    ])
    await intake.db.updateTable('dispatch_delivery').set({ state: 'ignored' }).where('id', '=', id).execute()
    await intake.sentry('error', otherError(501))
    await sweepAt(windowEnd + 61)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })

  test('that broke is not broken any more once it turns out never to have been proven', async () => {
    await verifiedFix()
    await intake.sentry('issue', errorRegressed(windowEnd + 50))
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: new Date(at(windowEnd + 50)) }])
    await rollback(300)
    expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy', broken_at: null }])
    expect(await standing()).toMatchObject({ category: 'in_review' })
  })

  test('fails by what happened before it was rolled back and deployed again', async () => {
    await deployedFix(intake)
    await intake.github('push', pushed(90, { before: sha('base'), after: merge }))
    moveTo(intake, 200)
    await rollback(200)
    moveTo(intake, 300)
    await intake.github('deployment_status', deployed(300, { id: 10 }))
    moveTo(intake, 500)
    await intake.sentry('error', otherError(500))
    await sweepAt(windowEnd + 201)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', deployed_at: new Date(at(300)) }])
    await intake.sentry('error', errorEvent(150, { release: 'checkout-api@5.0.0' }))
    expect(await attempts(intake)).toMatchObject([{ state: 'failed', deployed_at: new Date(at(100)) }])
  })

  test('is superseded by a fix that was merged in its window', async () => {
    await verifiedFix()
    await intake.github(
      'pull_request',
      merged(700, 'Fixes CHECKOUT-API-2F', { number: 8, headRef: 'also', mergeSha: sha('next') }),
    )
    expect(await attempts(intake)).toMatchObject([{ state: 'superseded' }, { state: 'awaiting_deploy' }])
    expect(await standing()).toMatchObject({ category: 'in_review' })
  })

  test('stays so in a month: what is told then is too late', async () => {
    await verifiedFix()
    moveTo(intake, windowEnd + 31 * 24 * 60)
    await rollback(300)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })
})

test('a quiet alert proves nothing once another of its rule turns out to have fired on, or to have lost its rule', async () => {
  const told = (fingerprint: string, change: Record<string, unknown> = {}) =>
    intake.grafana(grafanaAlert('firing', { fingerprint, startsAt: at(10), labels: { host: fingerprint }, ...change }))
  const over = (minutes: number, reason: string) => ({
    status: 'resolved',
    endsAt: at(minutes),
    annotations: { grafana_state_reason: reason },
  })
  for (const [change, words] of [
    [{}, 'was firing for too much of the window'],
    [over(300, 'RuleDeleted'), 'was deleted or paused'],
  ] as const) {
    await intake.fresh()
    moveTo(intake, 20)
    await told('a')
    moveTo(intake, 100)
    await intake.github('pull_request', merged(90, `Fix ${(await intake.issue()).identifier}`))
    await intake.github('deployment_status', deployed(100))
    moveTo(intake, 200)
    await told('a', over(200, 'MissingSeries'))
    await sweepAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
    await told('b', change)
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', state_detail: expect.stringContaining(words) }])
  }
})

test('a fix stays superseded by the next one, whatever came of a third', async () => {
  await deployedFix(intake)
  const also = (minutes: number, number: number) =>
    intake.github(
      'pull_request',
      merged(minutes, 'Fixes CHECKOUT-API-2F', { number, headRef: `also-${number}`, mergeSha: sha(`also ${number}`) }),
    )
  moveTo(intake, 310)
  await also(200, 8)
  await intake.sentry('error', errorEvent(250, { release: 'checkout-api@5.0.0' }))
  await also(300, 9)
  expect(await attempts(intake)).toMatchObject([{ state: 'superseded' }, { state: 'superseded' }, { state: 'awaiting_deploy' }])
})

test('an inconclusive verdict is not taken back by the mere delivery of news that tell nothing of its window', async () => {
  await deployedFix(intake)
  await sweepAt(windowEnd + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
  const other = { id: '777', shortId: 'CHECKOUT-API-9Z', firstSeen: at(500), lastSeen: at(500) }
  moveTo(intake, windowEnd + 10)
  await intake.sentry('issue', errorCreated(500, other))
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
  expect((await decisions()).map(({ result }) => result)).toEqual(['inconclusive'])
})

test('a failure by a count that only the error tracker knows is told from one by what was told', async () => {
  await deployedFix(intake)
  const [attempt] = await attempts(intake)
  if (!attempt) throw new Error('there is no attempt')
  const failedBy = (recurrences: number, code = 'recurred') => {
    const verdict = { code, recurrences: Array.from({ length: recurrences }, () => ({})) }
    return { ...attempt, evidence: { verdict } }
  }
  expect(isFailedByOccurrences(failedBy(1), 1)).toBe(true)
  expect(isFailedByOccurrences(failedBy(1), 3)).toBe(false)
  expect(isFailedByOccurrences(failedBy(3), 3)).toBe(true)
  // No more are kept with a verdict, however many it takes.
  expect(isFailedByOccurrences(failedBy(10), 25)).toBe(true)
  expect(isFailedByOccurrences(failedBy(0), 0)).toBe(true)
  expect(isFailedByOccurrences(failedBy(3, 'no_recurrence'), 3)).toBe(false)
})

test.each([
  ['reverted', () => revert(200)],
  ['rolled back', () => rollback(300)],
  ['deployed over', () => unknownDeployed(400)],
])('an issue whose verified fix was %s stays where a person has put it since', async (_, tell) => {
  const issueId = await verifiedFix()
  await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'in_progress' } })
  await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'done', close_reason: 'The proxy did it.' } })
  await tell()
  expect((await attempts(intake))[0]?.state).not.toBe('verified')
  expect(await standing()).toMatchObject({ category: 'done', close_reason: 'The proxy did it.', needs_attention: null })
})

test('an issue that a person has closed stays closed by their word when its inconclusive fix is verified late', async () => {
  const { issueId } = await deployedFix(intake)
  await sweepAt(windowEnd + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
  moveTo(intake, windowEnd + 10)
  await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'canceled' } })
  await intake.sentry('error', otherError(500))
  await sweepAt(windowEnd + 11)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  expect(await standing()).toMatchObject({ category: 'canceled' })
})

test('an early verdict is taken back by a rollback while its window is open', async () => {
  await intake.setPolicy({ early_verification: true })
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10, { firstSeen: at(-14_300), count: '24000' }))
  moveTo(intake, 100)
  await intake.github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F'))
  await intake.github('push', pushed(90, { before: sha('base'), after: merge }))
  await intake.github('deployment_status', deployed(100))
  moveTo(intake, 150)
  await intake.sentry('error', otherError(150))
  await sweepAt(171)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  moveTo(intake, 200)
  // Nobody knows this one yet: the end of the window is soon enough to say so.
  await unknownDeployed(199)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  await rollback(200)
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy', next_look_at: null }])
  expect(await standing()).toMatchObject({ category: 'in_review' })
})
