import { describe, expect, test } from 'vitest'
import { noCommit } from '#src/fixes/store/pushes.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { toEarlierFix } from '#src/runs/domain/earlier-fix.ts'
import { listFailedFixes } from '#src/runs/store/run-context.ts'
import { sha, workflowRunPayload } from '#test/fixtures/github/payloads.ts'
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
  opened,
  otherError,
  pushed,
} from '#test/story.ts'
import { sweepWindows } from './sweep-windows.ts'

const intake = intakeOfFile()

const category = async () => (await intake.issue()).status.category
const windowEnd = 100 + 48 * 60

async function closeWindows(minutes = windowEnd + 1): Promise<void> {
  moveTo(intake, minutes)
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
}

/** An error and its merged fix, not deployed yet. */
async function mergedFix(): Promise<void> {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
}

describe('a deployment', () => {
  test('that contains the merge opens the window', async () => {
    await deployedFix(intake)
    expect(await attempts(intake)).toMatchObject([
      {
        state: 'watching',
        deployed_sha: merge,
        environment: 'production',
        deployed_at: new Date(at(100)),
        window_starts_at: new Date(at(110)),
        window_ends_at: new Date(at(windowEnd)),
      },
    ])
    expect(await intake.issue()).toMatchObject({
      status: { category: 'in_review' },
      fix_state: 'watching',
      waiting_on: { who: 'time' },
    })
    expect((await intake.events('deployment.recorded'))[0]?.payload).toMatchObject({ is_production: true, sha: merge })
    expect(await intake.events('fix.watching')).toHaveLength(1)
  })

  test.each([
    ['to a preview', () => intake.github('deployment_status', deployed(100, { environment: 'preview-7', transient: true }))],
    ['to staging', () => intake.github('deployment_status', deployed(100, { environment: 'staging' }))],
    ['that failed', () => intake.github('deployment_status', deployed(100, { state: 'failure' }))],
    [
      "of a fork's main",
      () =>
        intake.github(
          'workflow_run',
          workflowRunPayload({ sha: merge, headRepository: { id: 5, fullName: 'stranger/shop' }, updatedAt: at(100) }),
        ),
    ],
    [
      'of another branch',
      () => intake.github('workflow_run', workflowRunPayload({ sha: merge, branch: 'topic', updatedAt: at(100) })),
    ],
    [
      'by a workflow of another name',
      () => intake.github('workflow_run', workflowRunPayload({ sha: merge, name: 'tests', updatedAt: at(100) })),
    ],
  ])('%s changes nothing', async (_, deploy) => {
    await mergedFix()
    moveTo(intake, 100)
    await deploy()
    expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
    expect(await category()).toBe('in_review')
  })

  test('by a workflow counts on the default branch', async () => {
    await mergedFix()
    moveTo(intake, 100)
    await intake.github('workflow_run', workflowRunPayload({ sha: merge, updatedAt: at(100) }))
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  })

  test('that is told after the error happened again fails the fix at once, and the verdict keeps its evidence', async () => {
    await mergedFix()
    moveTo(intake, 118)
    await intake.sentry('error', errorEvent(117, { release: undefined }))
    moveTo(intake, 120)
    await intake.github('deployment_status', deployed(100))
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'failed', state_detail: expect.stringContaining('It happened again') })
    expect(attempt?.evidence).toMatchObject({ verdict: { code: 'recurred' }, recurrences: [{ occurred_at: at(117) }] })
  })

  test('of which nobody knows what it contains leaves the attempt waiting, and it says so', async () => {
    await mergedFix()
    moveTo(intake, 100)
    await intake.github('deployment_status', deployed(100, { sha: sha('later') }))
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'awaiting_deploy', state_detail: expect.stringContaining('is not known') })
    expect(attempt?.evidence).toMatchObject({ containment: { [sha('later')]: { contains: 'unknown' } } })
  })

  test('is understood when the pushes between are told later', async () => {
    await mergedFix()
    moveTo(intake, 100)
    await intake.github('deployment_status', deployed(100, { sha: sha('later') }))
    moveTo(intake, 101)
    await intake.github('push', pushed(90, { before: sha('base'), after: merge }))
    await intake.github('push', pushed(95, { before: merge, after: sha('later') }))
    expect(await attempts(intake)).toMatchObject([
      { state: 'watching', deployed_sha: sha('later'), deployed_at: new Date(at(100)) },
    ])
  })

  test('of an older commit does not start the window', async () => {
    await mergedFix()
    moveTo(intake, 100)
    await intake.github('push', pushed(90, { before: sha('older'), after: merge }))
    await intake.github('deployment_status', deployed(100, { sha: sha('older') }))
    expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  })

  test('that takes the fix away again puts the attempt back, and the window restarts', async () => {
    await deployedFix(intake)
    moveTo(intake, 200)
    await intake.github('push', pushed(90, { before: sha('older'), after: merge }))
    await intake.github('deployment_status', deployed(200, { sha: sha('older'), id: 2 }))
    expect(await attempts(intake)).toMatchObject([
      { state: 'awaiting_deploy', window_ends_at: null, state_detail: expect.stringMatching(/^Rolled back/) },
    ])
    expect(await intake.events('fix.rolled_back')).toHaveLength(1)
    moveTo(intake, 300)
    await intake.github('deployment_status', deployed(300, { id: 3 }))
    expect(await attempts(intake)).toMatchObject([{ state: 'watching', deployed_at: new Date(at(300)) }])
    expect(await intake.events('fix.rolled_back')).toHaveLength(1)
  })

  test('that is told of an earlier time later moves the window there', async () => {
    await mergedFix()
    moveTo(intake, 101)
    await intake.github('deployment_status', deployed(101))
    await intake.github('deployment_status', deployed(100))
    expect(await attempts(intake)).toMatchObject([{ deployed_at: new Date(at(100)), window_ends_at: new Date(at(windowEnd)) }])
  })

  test('told twice is one deployment', async () => {
    await deployedFix(intake)
    await intake.github('deployment_status', { ...deployed(100), again: true })
    expect(await intake.events('deployment.recorded')).toHaveLength(1)
    expect(await intake.events('fix.watching')).toHaveLength(1)
  })
})

describe('the end of the window', () => {
  test('without a channel that could have shown a recurrence is inconclusive, and a person decides', async () => {
    await deployedFix(intake)
    await closeWindows()
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'inconclusive', verdict_at: new Date(at(windowEnd + 1)) })
    expect(attempt?.state_detail).toContain('SENTRY_API_TOKEN')
    expect(attempt).toMatchObject({ confidence: null, evidence: { verdict: { confidence: null, strength: 'none' } } })
    expect(await intake.issue()).toMatchObject({
      status: { category: 'in_review' },
      needs_attention: 'the fix could not be verified: decide',
    })
  })

  test('with per-event hooks and traffic is verified, and the issue is done', async () => {
    await deployedFix(intake)
    moveTo(intake, 500)
    await intake.sentry('error', otherError(500))
    await closeWindows()
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'verified', events_after: 0 })
    expect(attempt?.evidence).toMatchObject({ verdict: { verdict: 'verified', channels: ['event_hooks'], hasTraffic: true } })
    expect(await intake.issue()).toMatchObject({ status: { category: 'done' }, fix_state: 'verified', needs_attention: null })
    const rows = await intake.db
      .selectFrom('dispatch_issue')
      .select('closed_by_verdict_id')
      .where('workspace_id', '=', intake.workspace.id)
      .execute()
    expect(rows).toEqual([{ closed_by_verdict_id: attempt?.id }])
    expect((await intake.events('issue.moved')).at(-1)?.payload).toMatchObject({ cause: { code: 'fix_verified' } })
    expect(await intake.events('comment.added')).toHaveLength(1)
  })

  test('does not come before its time', async () => {
    await deployedFix(intake)
    await closeWindows(windowEnd - 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  })

  test('is found however often it is looked for, and judged once', async () => {
    await deployedFix(intake)
    moveTo(intake, windowEnd + 1)
    await Promise.all([1, 2, 3].map(() => sweepWindows(intake.runtime, intake.ports)))
    expect(await intake.events('fix.inconclusive')).toHaveLength(1)
    expect(await intake.events('comment.added')).toHaveLength(1)
  })
})

describe('a recurrence', () => {
  test('in the window fails the fix at once: backlog, more urgent, labelled, with the evidence', async () => {
    const { issueId } = await deployedFix(intake)
    const before = (await intake.issue()).priority
    moveTo(intake, 300)
    await intake.sentry('error', errorEvent(300, { release: undefined }))
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'failed', events_after: 1, verdict_at: new Date(at(300)) })
    const issue = await intake.issue()
    expect(issue).toMatchObject({ status: { category: 'backlog' }, fix_state: 'failed' })
    expect([before, issue.priority]).toEqual(['P1', 'P1'])
    expect(issue.labels.map((label) => label.name)).toEqual(['Fix Failed', 'Sentry'])
    const comments = await intake.db.selectFrom('dispatch_comment').select('body').where('issue_id', '=', issueId).execute()
    expect(comments).toMatchObject([{ body: expect.stringMatching(/^\*\*Fix failed\*\* \(acme\/shop#7\)/) }])
  })

  test('of a regression in Sentry counts as well', async () => {
    await deployedFix(intake)
    moveTo(intake, 300)
    await intake.sentry('issue', errorRegressed(300))
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
    expect(await category()).toBe('backlog')
  })

  test.each([
    ['while old processes may still run', 105, {}],
    ['in another environment', 300, { environment: 'staging', tags: [['environment', 'staging']] }],
    ['in a release from before the merge', 300, { release: 'checkout-api@4.10.2' }],
  ])('%s does not count', async (_, minutes, event) => {
    moveTo(intake, 20)
    await intake.sentry('error', errorEvent(15))
    await deployedFix(intake)
    moveTo(intake, minutes)
    await intake.sentry('error', errorEvent(minutes, event))
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  })

  test('asks the assigned agent to try again where the policy says so', async () => {
    await intake.setPolicy({ retry_failed_fixes: true })
    const { issueId } = await deployedFix(intake)
    const agent = {
      id: `agt_${intake.workspace.id}`,
      workspace_id: intake.workspace.id,
      name: 'Fixer',
      created_at: intake.runtime.clock.now(),
    }
    await intake.db
      .insertInto('dispatch_agent')
      .values({ ...agent, adapter: 'simulator' })
      .execute()
    await intake.db.updateTable('dispatch_issue').set({ assignee_agent_id: agent.id }).where('id', '=', issueId).execute()
    moveTo(intake, 300)
    await intake.sentry('issue', errorRegressed(300))
    await intake.settle()
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
    const asked = await intake.asked('runs.consider')
    expect(asked).toContainEqual(expect.objectContaining({ issue_id: issueId, cause: 'fix_failed' }))
  })

  test('that is told late fails a fix that was verified', async () => {
    await deployedFix(intake)
    moveTo(intake, 500)
    await intake.sentry('error', otherError(500))
    await closeWindows()
    expect(await category()).toBe('done')
    moveTo(intake, windowEnd + 60)
    await intake.sentry('error', errorEvent(400, { release: undefined }))
    expect(await attempts(intake)).toMatchObject([
      { state: 'failed', state_detail: expect.stringContaining('after the fix had been verified') },
    ])
    expect(await category()).toBe('backlog')
  })

  test('after the verdict leaves it, marks it broken and reopens the issue', async () => {
    await deployedFix(intake)
    moveTo(intake, 500)
    await intake.sentry('error', otherError(500))
    await closeWindows()
    moveTo(intake, windowEnd + 60)
    await intake.sentry('issue', errorRegressed(windowEnd + 60))
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'verified', broken_at: new Date(at(windowEnd + 60)) })
    expect(await category()).toBe('backlog')
    expect(await intake.events('fix.broken')).toHaveLength(1)
    const [fix] = await listFailedFixes(intake.db, attempt?.issue_id ?? '')
    expect(fix && toEarlierFix(fix)).toMatchObject({ state: 'broken', recurrences: [{ occurred_at: at(windowEnd + 60) }] })
  })

  test('does not reopen what people had canceled meanwhile', async () => {
    const { issueId } = await deployedFix(intake)
    moveTo(intake, 200)
    await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'canceled' } })
    moveTo(intake, 300)
    await intake.sentry('error', errorEvent(300, { release: undefined }))
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
    expect(await category()).toBe('canceled')
  })
})

describe('a merge', () => {
  test('that is reverted by a push ends the attempt', async () => {
    await deployedFix(intake)
    moveTo(intake, 200)
    const message = `Revert "Fix"\n\nThis reverts commit ${merge}.`
    await intake.github('push', pushed(200, { before: merge, after: sha('revert'), message }))
    expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
    expect(await category()).toBe('backlog')
    expect(await intake.events('fix.reverted')).toHaveLength(1)
  })

  test.each([
    ['main', 'reverted'],
    ['topic', 'watching'],
  ])('that is reverted by a pull request into %s is %s', async (baseRef, state) => {
    await deployedFix(intake)
    moveTo(intake, 200)
    const change = { number: 9, mergeSha: sha('revert'), baseRef, body: 'Reverts acme/shop#7' }
    await intake.github('pull_request', merged(200, 'Revert the fix', change))
    expect(await attempts(intake)).toMatchObject([{ state }])
  })

  test('that was reverted before it was told of begins nothing that stays open', async () => {
    moveTo(intake, 10)
    await intake.sentry('issue', errorCreated(10))
    const { identifier } = await intake.issue()
    moveTo(intake, 200)
    await intake.github('push', pushed(150, { before: merge, after: sha('revert'), message: `This reverts commit ${merge}.` }))
    await intake.github('pull_request', merged(90, `Fix ${identifier}`))
    expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
  })

  test('of a later pull request supersedes the attempt', async () => {
    const { identifier } = await deployedFix(intake)
    moveTo(intake, 400)
    await intake.github('pull_request', opened(390, `Fix ${identifier} again`, { number: 8 }))
    await intake.github('pull_request', merged(400, `Fix ${identifier} again`, { number: 8, mergeSha: sha('second') }))
    expect(await attempts(intake)).toMatchObject([
      { state: 'superseded' },
      { state: 'awaiting_deploy', merge_sha: sha('second') },
    ])
  })

  test('a branch that appears is no edge between commits', async () => {
    await mergedFix()
    moveTo(intake, 100)
    await intake.github('push', pushed(95, { before: noCommit, after: sha('later') }))
    await intake.github('deployment_status', deployed(100, { sha: sha('later') }))
    expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  })
})

test('the next run is told the facts of the fix that failed', async () => {
  const { issueId } = await deployedFix(intake)
  moveTo(intake, 400)
  await intake.sentry('error', errorEvent(300, { release: 'checkout-api@4.11.0' }))
  const [fix] = await listFailedFixes(intake.db, issueId)
  expect(fix && toEarlierFix(fix)).toMatchObject({
    state: 'failed',
    reason: 'recurred',
    pull_request: 'acme/shop#7',
    merge_sha: merge,
    deployed_sha: merge,
    events_after: 1,
    recurrences: [{ occurred_at: at(300), release: 'checkout-api@4.11.0' }],
  })
})
