// What no single decision shows: early verdicts, late evidence, people's own moves, clocks that jump, and two processes at once.
import { beforeEach, describe, expect, test } from 'vitest'
import { processWaiting } from '#src/intake/process-waiting.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { openDatabase } from '#src/platform/db/open-database.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { testEngine, testServerUrl } from '#test/database.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
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
} from '#test/story.ts'
import { readIssueFixes } from './read-issue-fixes.ts'
import { sweepLooks } from './sweep-looks.ts'
import { sweepWindows } from './sweep-windows.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const windowEnd = 100 + 48 * 60
const again = (minutes: number, event: Record<string, unknown> = {}) =>
  intake.sentry('error', errorEvent(minutes, { release: undefined, ...event }))
const category = async () => (await intake.issue()).status.category

async function sweepAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  await sweepLooks(intake.runtime, intake.ports)
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
}

/** An error that came a hundred times an hour for ten days, and its fix, deployed at minute 100; its window begins at 110. */
async function loudFix(issue: Record<string, unknown> = {}): Promise<{ issueId: string; identifier: string }> {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10, { firstSeen: at(-14_300), count: '24000', ...issue }))
  const { id, identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  return { issueId: id, identifier }
}

async function heardAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  await intake.sentry('error', otherError(minutes))
}

describe('a loud error', () => {
  beforeEach(() => intake.setPolicy({ early_verification: true }))

  test('is verified after an hour where its events are told live, and the evidence has the rule', async () => {
    await loudFix()
    await heardAt(150)
    await sweepAt(169)
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
    await sweepAt(171)
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({
      state: 'verified',
      window_ends_at: new Date(at(windowEnd)),
      next_look_at: new Date(at(windowEnd)),
      evidence: { verdict: { code: 'early_no_recurrence', early: { maxError: 0.01 }, channels: ['event_hooks'] } },
    })
    expect(await category()).toBe('done')
    await sweepAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', next_look_at: null }])
  })

  test('that comes back within its window fails the fix all the same', async () => {
    await loudFix()
    await heardAt(150)
    await sweepAt(171)
    moveTo(intake, 900)
    await again(900)
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({ state: 'failed', next_look_at: null, evidence: { verdict: { code: 'late_evidence' } } })
    expect(attempt?.state_detail).toContain('The fix had been verified early.')
    expect(await category()).toBe('backlog')
  })

  test('waits for the end of its window where nothing is heard, and where the workspace does not want it', async () => {
    await loudFix()
    await sweepAt(171)
    expect(await attempts(intake)).toMatchObject([{ state: 'watching', next_look_at: new Date(at(176)) }])
    await heardAt(172)
    await intake.setPolicy({ early_verification: false })
    await sweepAt(400)
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
    await sweepAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', evidence: { verdict: { early: null } } }])
  })
})

describe('late evidence', () => {
  test('fails a fix that nobody could judge, and it waits for nobody any more', async () => {
    await deployedFix(intake)
    await sweepAt(windowEnd + 1)
    expect(await intake.issue()).toMatchObject({
      fix_state: 'inconclusive',
      needs_attention: 'the fix could not be verified: decide',
    })
    await again(400)
    expect(await attempts(intake)).toMatchObject([
      { state: 'failed', state_detail: expect.stringContaining('told after the fix had been found inconclusive') },
    ])
    expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' }, needs_attention: null })
  })

  test('leaves the issue where a person has put it since', async () => {
    const { issueId } = await deployedFix(intake)
    await sweepAt(windowEnd + 1)
    moveTo(intake, windowEnd + 10)
    await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'done', close_reason: 'It was the proxy.' } })
    moveTo(intake, windowEnd + 20)
    await again(400)
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
    expect(await intake.issue()).toMatchObject({ status: { category: 'done' } })
    expect((await intake.issue()).labels.map(({ name }) => name)).toContain('Fix Failed')
  })

  test('after the window does not open what a person has closed since', async () => {
    const { issueId } = await deployedFix(intake)
    await heardAt(500)
    await sweepAt(windowEnd + 1)
    moveTo(intake, windowEnd + 60)
    await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'in_progress' } })
    await updateIssue(intake.workspace.person(), { id: issueId, changes: { status: 'done', close_reason: 'Looked at it.' } })
    moveTo(intake, windowEnd + 90)
    await again(windowEnd + 30)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: new Date(at(windowEnd + 30)) }])
    expect(await category()).toBe('done')
  })
})

test('a window that makes nobody sure enough goes on for two weeks, then a person decides', async () => {
  await intake.setPolicy({ min_confidence: 0.9999 })
  await deployedFix(intake)
  await heardAt(500)
  await sweepAt(windowEnd + 1)
  const fortnight = 100 + 14 * 24 * 60
  expect(await attempts(intake)).toMatchObject([{ state: 'watching', window_ends_at: new Date(at(fortnight)) }])
  await sweepAt(fortnight + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', evidence: { verdict: { code: 'weak_evidence' } } }])
})

test('code that people hold fails a fix only in a release that has it', async () => {
  await deployedFix(intake)
  await intake.db
    .updateTable('dispatch_fix_attempt')
    .set({ evidence: { platform: 'javascript' } })
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
  moveTo(intake, 400)
  await again(400)
  await again(401, { release: 'checkout-api@4.9.0' })
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  await heardAt(500)
  await sweepAt(windowEnd + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', evidence: { verdict: { code: 'release_unknown' } } }])
})

test('the third failed fix asks for a person, and no run is asked for', async () => {
  await intake.setPolicy({ retry_failed_fixes: true })
  const { identifier, issueId } = await loudFix()
  const agent = {
    id: `agt_${intake.workspace.id}`,
    workspace_id: intake.workspace.id,
    name: 'Fixer',
    adapter: 'simulator' as const,
  }
  await intake.db
    .insertInto('dispatch_agent')
    .values({ ...agent, created_at: intake.runtime.clock.now() })
    .execute()
  await intake.db.updateTable('dispatch_issue').set({ assignee_agent_id: agent.id }).where('id', '=', issueId).execute()
  const asked = async () =>
    (await intake.asked('runs.consider')).filter(
      (job) => JSON.stringify(job).includes(issueId) && JSON.stringify(job).includes('fix_failed'),
    )
  for (const [round, start] of [0, 1000, 2000].entries()) {
    if (round > 0) {
      const change = { number: 7 + round, headRef: `again-${round}`, mergeSha: sha(`fix-${round}`) }
      moveTo(intake, start + 90)
      await intake.github('pull_request', opened(start + 80, `Fix ${identifier}`, change))
      await intake.github('pull_request', merged(start + 90, `Fix ${identifier}`, change))
      moveTo(intake, start + 100)
      await intake.github('deployment_status', deployed(start + 100, { sha: sha(`fix-${round}`), id: 50 + round }))
    }
    moveTo(intake, start + 300)
    await again(start + 300, { release: `checkout-api@5.${round}.0` })
  }
  expect((await attempts(intake)).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
  const issue = await intake.issue()
  expect(issue).toMatchObject({ priority: 'P1', needs_attention: '3 fixes failed: a person is needed' })
  expect(issue.labels.map(({ name }) => name)).toEqual(['Fix Failed', 'Needs Human', 'Sentry'])
  expect(await asked()).toHaveLength(2)
})

describe('the API of an issue', () => {
  test('has the numbers of a fix that is watched, its chart and its history', async () => {
    const { issueId } = await loudFix()
    await heardAt(130)
    moveTo(intake, 110 + 60)
    const { items } = await readIssueFixes(intake.workspace.person(), issueId)
    const [fix] = items
    expect(fix).toMatchObject({
      state: 'watching',
      sureness: 1,
      proof: {
        channels: ['event_hooks'],
        connect: [],
        events_before: 24_000,
        events_after: 0,
        seconds_after: 3_600,
        early: null,
      },
    })
    expect(fix?.proof?.ratio?.high).toBeCloseTo(0.0371, 3)
    expect(fix?.proof?.rate_before?.per_day).toBeCloseTo(2_400, 0)
    expect(fix?.occurrences?.buckets.some(({ starts_at }) => starts_at === at(100))).toBe(true)
    expect(fix?.occurrences?.buckets.reduce((sum, { events }) => sum + events, 0)).toBe(1)
    expect(fix?.history.map(({ type }) => type)).toEqual(['fix.opened', 'fix.watching'])
  })

  test('keeps them with the verdict, and says what to connect where nobody could tell', async () => {
    const { issueId } = await deployedFix(intake)
    await sweepAt(windowEnd + 1)
    const [fix] = (await readIssueFixes(intake.workspace.person(), issueId)).items
    expect(fix).toMatchObject({
      state: 'inconclusive',
      sureness: null,
      proof: { channels: [], strength: 'none', connect: [expect.stringContaining('SENTRY_API_TOKEN'), expect.any(String)] },
    })
    expect(fix?.history.at(-1)).toMatchObject({ type: 'fix.inconclusive', reason: 'no_channel' })
  })
})

describe('clocks jump', () => {
  test('three days forward: the window closes once, with all that was told meanwhile', async () => {
    await deployedFix(intake)
    await heardAt(500)
    await sweepAt(500 + 3 * 24 * 60)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
    await sweepAt(500 + 3 * 24 * 60 - 60)
    await sweepAt(500 + 6 * 24 * 60)
    expect(await intake.events('fix.verified')).toHaveLength(1)
    expect(await intake.events('comment.added')).toHaveLength(1)
  })

  test('an hour back, with a sweep between: no window is lost, and none closes before its time', async () => {
    await deployedFix(intake)
    await heardAt(500)
    await sweepAt(windowEnd - 1)
    await sweepAt(windowEnd - 61)
    expect(await attempts(intake)).toMatchObject([{ state: 'watching', window_ends_at: new Date(at(windowEnd)) }])
    await sweepAt(windowEnd + 1)
    await sweepAt(windowEnd - 59)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
    expect(await intake.events('fix.verified')).toHaveLength(1)
    moveTo(intake, windowEnd - 59)
    await again(windowEnd - 70)
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
  })
})

test('a vendor that sends a month of history again changes nothing', async () => {
  const told = await historyOf(6)
  await sweepAt(20_000)
  const before = await facts()
  // Other delivery ids, and bodies that differ in what means nothing.
  for (const [index, { source, kind, payload }] of told.entries()) await intake.send(source, kind, { ...payload, resent: index })
  await intake.settle()
  await sweepAt(20_010)
  expect(await facts()).toEqual(before)
  expect(before.comments).toBeGreaterThan(0)
})

interface Told {
  source: 'sentry' | 'github'
  kind: string
  payload: object
}

/** An error with so many fixes one after the other, most of which failed. */
async function historyOf(fixes: number): Promise<Told[]> {
  const told: Told[] = []
  const tell = async (source: Told['source'], kind: string, payload: object) => {
    told.push({ source, kind, payload })
    await (source === 'sentry' ? intake.sentry(kind, payload) : intake.github(kind, payload))
  }
  moveTo(intake, 10)
  await tell('sentry', 'issue', errorCreated(10))
  for (let round = 0; round < fixes; round++) {
    const start = 100 + round * 600
    const change = { number: 20 + round, headRef: `fix-${round}`, mergeSha: sha(`month-${round}`) }
    moveTo(intake, start + 20)
    await tell('github', 'pull_request', opened(start, 'Fixes CHECKOUT-API-2F', change))
    await tell('github', 'pull_request', merged(start + 10, 'Fixes CHECKOUT-API-2F', change))
    await tell('github', 'deployment_status', deployed(start + 20, { sha: sha(`month-${round}`), id: 70 + round }))
    moveTo(intake, start + 300)
    await tell('sentry', 'error', round % 3 === 2 ? otherError(start + 300) : errorEvent(start + 300, { release: undefined }))
    if (round % 3 === 1) await tell('sentry', 'issue', errorRegressed(start + 301, 100 + round))
  }
  return told
}

async function facts() {
  const count = async (type: string) => (await intake.events(type)).length
  return {
    issue: (await intake.issue()).status.category,
    attempts: (await attempts(intake)).map(({ state, deployed_at, verdict_at, broken_at }) => ({
      state,
      deployed_at,
      verdict_at,
      broken_at,
    })),
    comments: await count('comment.added'),
    moves: await count('issue.moved'),
    deployments: await count('deployment.recorded'),
    verdicts: (await count('fix.failed')) + (await count('fix.verified')) + (await count('fix.superseded')),
  }
}

test('two processes that work off one queue and close one window make one verdict and one comment', async () => {
  const { issueId, identifier } = await loudFix()
  moveTo(intake, windowEnd + 1)
  await intake.send('sentry', 'error', otherError(500))
  await intake.send('sentry', 'error', errorEvent(400, { release: undefined }))
  await intake.send('sentry', 'issue', errorRegressed(400))
  await intake.send('github', 'pull_request', opened(600, `Fix ${identifier} again`, { number: 8, headRef: 'again' }))
  const other = await anotherProcess()
  const signal = new AbortController().signal
  const work = (runtime: Runtime) =>
    Promise.all([
      processWaiting(runtime, intake.ports.vendors, signal),
      sweepWindows(runtime, intake.ports),
      sweepLooks(runtime, intake.ports),
    ])
  await Promise.all([work(intake.runtime), work(other.runtime)])
  await intake.settle()
  await other.close()
  expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
  const verdicts = [
    ...(await intake.events('fix.failed')),
    ...(await intake.events('fix.verified')),
    ...(await intake.events('fix.inconclusive')),
  ]
  // The window may have closed before the queue was worked off; then late evidence failed the fix.
  expect((await intake.events('fix.failed')).length).toBe(1)
  expect((await intake.events('comment.added')).length).toBe(verdicts.length)
  const comments = await intake.db.selectFrom('dispatch_comment').select('body').where('issue_id', '=', issueId).execute()
  expect(comments.filter(({ body }) => body.startsWith('**Fix failed**'))).toHaveLength(1)
  expect(await intake.events('pr.linked')).toHaveLength(2)
})

/** On a server a process with connections of its own; the embedded engine has one process only, and works at two things at once. */
async function anotherProcess(): Promise<{ runtime: Runtime; close(): Promise<void> }> {
  if (testEngine !== 'postgres') return { runtime: { ...intake.runtime }, close: async () => {} }
  const url = new URL(testServerUrl())
  const { name } = await intake.db.selectNoFrom((eb) => eb.fn<string>('current_database').as('name')).executeTakeFirstOrThrow()
  url.pathname = `/${name}`
  const database = await openDatabase({ kind: 'postgres', url: url.href, poolSize: 4 })
  return { runtime: { ...intake.runtime, database }, close: () => database.close() }
}

test('a merge is one attempt for each issue that it closes', async () => {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  await intake.sentry('issue', errorCreated(12, { id: '4820175599', shortId: 'CHECKOUT-API-3G' }))
  moveTo(intake, 100)
  const body = 'Fixes CHECKOUT-API-2F, fixes CHECKOUT-API-3G'
  await intake.github('pull_request', merged(90, 'Two at once', { body }))
  await intake.github('pull_request', { ...merged(90, 'Two at once', { body }), again: true })
  expect(await attempts(intake)).toMatchObject([
    { state: 'awaiting_deploy', merge_sha: merge },
    { state: 'awaiting_deploy', merge_sha: merge },
  ])
})
