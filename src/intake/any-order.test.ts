import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepWindows } from '#src/fixes/sweep-windows.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import {
  at,
  attempts,
  deployed,
  errorCreated,
  errorEvent,
  errorRegressed,
  merge,
  merged,
  moveTo,
  opened,
  otherError,
  pull,
  pushed,
} from '#test/story.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
})
afterAll(() => intake?.close())

interface Told {
  source: 'sentry' | 'github'
  kind: string
  payload: object
}

const sentry = (kind: string, payload: object): Told => ({ source: 'sentry', kind, payload })
const github = (kind: string, payload: object): Told => ({ source: 'github', kind, payload })

const created = sentry('issue', errorCreated(10))
const fixOpened = github('pull_request', opened(60, 'Fixes CHECKOUT-API-2F'))
const fixEdited = github('pull_request', pull(70, { action: 'edited', title: 'Fixes CHECKOUT-API-2F at last' }))
const fixMerged = github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F at last'))
const mergePushed = github('push', pushed(90, { before: sha('base'), after: merge }))
const releasePushed = github('push', pushed(95, { before: merge, after: sha('release') }))
const releaseDeployed = github('deployment_status', deployed(100, { sha: sha('release') }))
const traffic = sentry('error', otherError(103))

/** The window is open from minute 100 to 105; everything is told at minute 110. */
const policy = { verification_window_seconds: 300, grace_seconds: 0 }
const toldAt = 110

const histories: Record<string, Told[]> = {
  'a verified fix': [created, fixOpened, fixEdited, fixMerged, mergePushed, releasePushed, releaseDeployed, traffic],
  'a deployment that was told twice': [
    created,
    fixMerged,
    mergePushed,
    releasePushed,
    releaseDeployed,
    github('deployment_status', deployed(101, { sha: sha('release') })),
    traffic,
  ],
  'a fix that failed': [
    created,
    sentry('error', errorEvent(12)),
    fixOpened,
    fixMerged,
    mergePushed,
    releasePushed,
    releaseDeployed,
    sentry('error', errorEvent(102, { release: 'checkout-api@5.0.0' })),
    sentry('issue', errorRegressed(102)),
  ],
  'a verified fix that broke later': [
    created,
    fixOpened,
    fixMerged,
    mergePushed,
    releasePushed,
    releaseDeployed,
    traffic,
    sentry('issue', errorRegressed(108)),
  ],
  'a fix that was reverted': [
    created,
    fixOpened,
    fixMerged,
    mergePushed,
    github('push', pushed(98, { before: merge, after: sha('undo'), message: `Revert it\n\nThis reverts commit ${merge}.` })),
  ],
  'a deployment that was taken back': [
    created,
    fixOpened,
    fixMerged,
    mergePushed,
    releasePushed,
    releaseDeployed,
    github('deployment_status', deployed(104, { sha: sha('base'), id: 8 })),
    traffic,
  ],
  'two fixes, the first of which was closed and reopened': [
    created,
    fixOpened,
    github('pull_request', pull(62, { action: 'closed', state: 'closed', title: 'Fixes CHECKOUT-API-2F' })),
    github('pull_request', pull(64, { action: 'reopened', title: 'Fixes CHECKOUT-API-2F' })),
    fixMerged,
    github('pull_request', opened(91, 'Also fixes CHECKOUT-API-2F', { number: 8, headRef: 'also' })),
    github('pull_request', merged(97, 'Also fixes CHECKOUT-API-2F', { number: 8, headRef: 'also', mergeSha: sha('release') })),
    releaseDeployed,
    traffic,
  ],
  'a fix that stays open': [
    created,
    sentry('issue', sentryIssueHook('issue-resolved', { lastSeen: at(20), count: '5' })),
    github('pull_request', opened(60, 'Fixes CHECKOUT-API-2F', { state: 'draft' })),
    github('pull_request', pull(65, { action: 'ready_for_review', title: 'Fixes CHECKOUT-API-2F' })),
    github('pull_request', pull(66, { action: 'converted_to_draft', state: 'draft', title: 'Fixes CHECKOUT-API-2F' })),
  ],
}

test.each(Object.entries(histories))(
  '%s ends the same in whatever order it is told, and however often',
  { timeout: 180_000 },
  async (_, history) => {
    const expected = await play(history)
    expect(expected.issues).toHaveLength(1)
    const again = fc.array(fc.nat(history.length - 1), { maxLength: 3 })
    const anyOrder = again.chain((twice) => shuffled([...history.keys(), ...twice]))
    await fc.assert(
      fc.asyncProperty(anyOrder, async (order) => {
        expect(await play(order.flatMap((index) => history[index] ?? []))).toEqual(expected)
      }),
      { numRuns: 6 },
    )
  },
)

function shuffled(indexes: number[]): fc.Arbitrary<number[]> {
  const places = fc.shuffledSubarray([...indexes.keys()], { minLength: indexes.length })
  return places.map((order) => order.map((place) => indexes[place] ?? 0))
}

/** Tells it all in this order, closes the windows, and returns where everything stands. */
async function play(told: readonly Told[]) {
  await intake.fresh(policy)
  moveTo(intake, toldAt)
  for (const [nonce, { source, kind, payload }] of told.entries()) {
    // A body of its own each time: that the content is known must be seen by the content.
    await intake.send(source, kind, { ...payload, nonce })
  }
  await intake.settle()
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
  return {
    issues: await rows('dispatch_issue', ['number', 'status']),
    pulls: await rows('dispatch_pull_request', ['number', 'state', 'title', 'merge_sha', 'merged_at']),
    links: await rows('dispatch_issue_pr', ['link_kind', 'matched_by']),
    externals: await rows('dispatch_external_issue', ['external_id', 'state']),
    attempts: (await attempts(intake)).map(({ state, merge_sha, deployed_sha, deployed_at, window_ends_at, broken_at }) => ({
      state,
      merge_sha,
      deployed_sha,
      deployed_at,
      window_ends_at,
      broken_at,
    })),
  }
}

async function rows(
  table: 'dispatch_issue' | 'dispatch_pull_request' | 'dispatch_issue_pr' | 'dispatch_external_issue',
  columns: string[],
) {
  const query = intake.db.selectFrom(table).selectAll().where('workspace_id', '=', intake.workspace.id)
  const found: Record<string, unknown>[] = await query.execute()
  const told = await Promise.all(
    found.map(async (row) => ({ ...row, ...(table === 'dispatch_issue' && { status: await categoryOf(row.status_id) }) })),
  )
  return told
    .map((row: Record<string, unknown>) => Object.fromEntries(columns.map((column) => [column, row[column]])))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

async function categoryOf(statusId: unknown): Promise<string> {
  const row = await intake.db
    .selectFrom('dispatch_status')
    .select('category')
    .where('id', '=', String(statusId))
    .executeTakeFirstOrThrow()
  return row.category
}
