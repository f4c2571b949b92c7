// Plays a history of deliveries in any order, with repetitions and with windows that close on the way, and tells where everything ends.
// The runs a history (`DISPATCH_PROPERTY_RUNS`) and the seed (`DISPATCH_FUZZ_SEED`, in each failure) can be chosen.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { PolicyPatch } from '#src/access/domain/policy.ts'
import { sweepWindows } from '#src/fixes/sweep-windows.ts'
import type { TestIntake } from '#test/intake.ts'
import { moveTo } from '#test/story.ts'

const runs = Number(process.env.DISPATCH_PROPERTY_RUNS ?? 1)

/** Every run plays a history a few times: so long it may take. */
export const patience = 20_000 + runs * 10_000

export interface Told {
  source: 'sentry' | 'github' | 'loki' | 'signal'
  kind: string
  /** `ISSUE-1` in its texts stands for the only issue's own name. */
  payload: object
  /** Minutes after tests begin; default: when all is told. */
  receivedAt?: number
}

export const sentry = (kind: string, payload: object): Told => ({ source: 'sentry', kind, payload })
export const github = (kind: string, payload: object): Told => ({ source: 'github', kind, payload })

export interface History {
  told: Told[]
  /** Why the windows must not be closed while some of it is still untold. */
  closesOnlyAtTheEnd?: string
  policy?: PolicyPatch
  /** What was there before anything is told. */
  prepare?: (intake: TestIntake) => Promise<void>
  /** What must come of it in any order, besides that it is the same. */
  ends?: object
}

/** Windows last from the deployment at minute 100 to 105; everything is told at minute 110. */
const policy: PolicyPatch = { verification_window_seconds: 300, grace_seconds: 0 }
const toldAt = 110

/** In the order in which it happened, unless what must come of it is known and one run has to do; then `runs` times in others. */
export async function expectSameInAnyOrder(intake: TestIntake, history: History): Promise<void> {
  const { ends } = history
  const expected = ends && runs === 1 ? null : await playInOrder(intake, history)
  if (expected && ends) expect(expected).toMatchObject(ends)
  await fc.assert(
    fc.asyncProperty(anyTelling(history), async (telling) => {
      const played = await play(intake, history, telling)
      if (expected) expect(played).toEqual(expected)
      else expect(played).toMatchObject(ends ?? {})
    }),
    { numRuns: runs },
  )
}

async function playInOrder(intake: TestIntake, history: History) {
  const straight = history.told.map((_told, index) => ({ index, body: `first ${index}` }))
  const expected = await play(intake, history, { tellings: straight, closeAfter: [] })
  expect(expected.attempts.length + expected.links.length).toBeGreaterThan(0)
  return expected
}

/** One telling: which part of the history, and in which body; equal bodies are one delivery to intake, others must be seen through. */
interface Telling {
  index: number
  body: string
}

interface Play {
  tellings: Telling[]
  /** The windows are closed after so many tellings, besides at the end. */
  closeAfter: number[]
}

function anyTelling({ told, closesOnlyAtTheEnd }: History): fc.Arbitrary<Play> {
  const repeats = fc.array(fc.record({ index: fc.nat(told.length - 1), isSameBody: fc.boolean() }), { maxLength: 4 })
  const tellings = repeats.chain((more) => {
    const all = [
      ...told.map((_told, index) => ({ index, body: `first ${index}` })),
      ...more.map(({ index, isSameBody }, n) => ({ index, body: isSameBody ? `first ${index}` : `again ${n}` })),
    ]
    return fc.shuffledSubarray(all, { minLength: all.length })
  })
  const closings = fc.uniqueArray(fc.nat(told.length + 3), { minLength: 1, maxLength: 3 })
  return fc.record({ tellings, closeAfter: closesOnlyAtTheEnd ? fc.constant([]) : closings })
}

/** Tells it all in this order, closes the windows, and returns where everything stands. */
async function play(intake: TestIntake, { told, policy: more, prepare }: History, { tellings, closeAfter }: Play) {
  await intake.fresh({ ...policy, ...more })
  await prepare?.(intake)
  moveTo(intake, toldAt)
  for (const [place, { index, body }] of tellings.entries()) {
    if (closeAfter.includes(place)) await closeWindows(intake)
    const part = told[index]
    if (part) await tell(intake, part, body)
  }
  await closeWindows(intake)
  return whereAllStands(intake)
}

async function tell(intake: TestIntake, { source, kind, payload, receivedAt }: Told, nonce: string): Promise<void> {
  const text = JSON.stringify({ ...payload, nonce }).replaceAll('ISSUE-', `${intake.workspace.prefix}-`)
  if (receivedAt !== undefined) moveTo(intake, receivedAt)
  await intake.send(source, kind, JSON.parse(text))
  moveTo(intake, toldAt)
}

async function closeWindows(intake: TestIntake): Promise<void> {
  await intake.settle()
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
}

/** By the vendors' own names: our numbers are given in the order of arrival. */
async function whereAllStands(intake: TestIntake) {
  const workspace = intake.workspace.id
  const ofIssues = intake.db
    .selectFrom('dispatch_external_issue as external')
    .innerJoin('dispatch_issue as issue', 'issue.id', 'external.issue_id')
    .innerJoin('dispatch_status as status', 'status.id', 'issue.status_id')
    .where('external.workspace_id', '=', workspace)
  const issues = await ofIssues
    .select(['external.external_id', 'external.state', 'status.category', 'issue.needs_attention'])
    .execute()
  const links = await ofIssues
    .innerJoin('dispatch_issue_pr as link', 'link.issue_id', 'issue.id')
    .innerJoin('dispatch_pull_request as pull', 'pull.id', 'link.pull_request_id')
    .select(['external.external_id', 'pull.number', 'link.link_kind', 'link.matched_by'])
    .execute()
  const pulls = await intake.db
    .selectFrom('dispatch_pull_request')
    .select(['number', 'state', 'title', 'head_sha', 'merge_sha', 'merged_at', 'ci_state'])
    .where('workspace_id', '=', workspace)
    .execute()
  const titled = pulls.map((pull) => ({ ...pull, title: pull.title.replace(intake.workspace.prefix, 'ISSUE') }))
  return { issues: sorted(issues), links: sorted(links), attempts: sorted(await attemptsOf(intake)), pulls: sorted(titled) }
}

/**
 * Without those whose merge turned out never to have landed: told in another order they were never begun. Where one that was
 * reverted or superseded ran until then is told only as far as it was known by then.
 */
async function attemptsOf({ db, workspace }: TestIntake) {
  const rows = await db
    .selectFrom('dispatch_fix_attempt as fix')
    .innerJoin('dispatch_external_issue as external', 'external.issue_id', 'fix.issue_id')
    .innerJoin('dispatch_pull_request as pull', 'pull.id', 'fix.pull_request_id')
    .select(['external.external_id', 'pull.number', 'fix.state', 'fix.merge_sha', 'fix.deployed_sha', 'fix.deployed_at'])
    .select(['fix.window_ends_at', 'fix.broken_at'])
    .where('fix.workspace_id', '=', workspace.id)
    .where((eb) => eb.or([eb('pull.base_branch', '=', 'main'), eb('pull.release_pull_id', 'is not', null)]))
    .execute()
  return rows.map(({ deployed_sha, deployed_at, window_ends_at, ...row }) =>
    row.state === 'reverted' || row.state === 'superseded' ? row : { ...row, deployed_sha, deployed_at, window_ends_at },
  )
}

function sorted<T>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
