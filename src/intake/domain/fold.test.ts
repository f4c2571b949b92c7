import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toSignals as fromGitHub } from '#src/integrations/github/domain/to-signal.ts'
import { toSignals as fromSentry } from '#src/integrations/sentry/domain/to-signal.ts'
import {
  deploymentStatusPayload,
  type PullChange,
  pullRequestPayload,
  sha,
  workflowRunPayload,
} from '#test/fixtures/github/payloads.ts'
import { sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import type { Foldable, Recorded } from './fold.ts'
import { foldDeployments } from './fold-deployments.ts'
import { foldExternalIssue } from './fold-external-issue.ts'
import { foldPullRequest } from './fold-pull-request.ts'
import type { DeploymentSucceeded, ErrorIssueSignal, PullRequestChanged, Signal } from './signal.ts'

const receivedAt = '2026-04-01T00:00:00.000Z'
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString()

function github<S extends Signal>(event: string, json: unknown): S {
  const parsed = fromGitHub({ headers: { 'x-github-event': event }, json, receivedAt })
  return ('signals' in parsed && parsed.signals[0]) as S
}
const pull = (minute: number, action: string, state: PullChange['state'], title = 'A change') =>
  github<PullRequestChanged>(
    'pull_request',
    pullRequestPayload({ action, state, title, updatedAt: at(minute), mergeSha: sha('merge') }),
  )

function sentry(minute: number, name: string, issue: Record<string, unknown> = {}): ErrorIssueSignal {
  const headers = { 'sentry-hook-resource': 'issue', 'sentry-hook-timestamp': String(Date.parse(at(minute)) / 1_000) }
  const parsed = fromSentry({
    headers,
    json: sentryIssueHook(name, { lastSeen: at(minute), firstSeen: at(0), ...issue }),
    receivedAt,
  })
  return ('signals' in parsed && parsed.signals[0]) as ErrorIssueSignal
}

/** As they arrive: numbered in order of arrival. */
const arriving = <S extends Foldable>(signals: S[]): Recorded<S>[] =>
  signals.map((signal, deliverySeq) => ({ signal, deliverySeq }))

/** Any order of arrival, anything of it any number of times more. */
function anyArrival<S extends Foldable>(signals: S[]): fc.Arbitrary<Recorded<S>[]> {
  return fc
    .tuple(fc.shuffledSubarray(signals, { minLength: signals.length }), fc.array(fc.constantFrom(...signals), { maxLength: 5 }))
    .chain(([all, repeated]) => fc.shuffledSubarray([...all, ...repeated], { minLength: all.length + repeated.length }))
    .map(arriving)
}

describe('a pull request', () => {
  const life = [
    pull(1, 'opened', 'draft'),
    pull(2, 'ready_for_review', 'open'),
    pull(3, 'edited', 'open', 'Better'),
    pull(4, 'closed', 'merged', 'Better'),
  ]

  test('is what was said last', () => {
    expect(foldPullRequest(arriving(life.slice(0, 3)))).toMatchObject({
      state: 'open',
      mergedAt: null,
      latest: { title: 'Better' },
    })
  })

  test('has one change for each change of state', () => {
    expect(foldPullRequest(arriving(life))?.changes).toEqual([
      { state: 'draft', at: at(1) },
      { state: 'open', at: at(2) },
      { state: 'merged', at: at(4) },
    ])
  })

  test('an opening that arrives after the merge changes nothing', () => {
    const [opened, ready, edited, merged] = life as [
      PullRequestChanged,
      PullRequestChanged,
      PullRequestChanged,
      PullRequestChanged,
    ]
    const folded = foldPullRequest(arriving([merged, edited, opened, ready]))
    expect(folded).toMatchObject({ state: 'merged', mergeCommitSha: sha('merge'), mergedAt: at(4) })
  })

  test('a merge is final even if GitHub mentions it as closed later', () => {
    expect(foldPullRequest(arriving([...life, pull(5, 'labeled', 'closed')]))?.state).toBe('merged')
  })

  test('closed and merged in one second is merged; closed and reopened is open', () => {
    expect(foldPullRequest(arriving([pull(1, 'closed', 'merged'), pull(1, 'edited', 'open')]))?.state).toBe('merged')
    expect(foldPullRequest(arriving([pull(1, 'reopened', 'open'), pull(1, 'closed', 'closed')]))?.state).toBe('open')
  })

  test('without signals there is none', () => expect(foldPullRequest([])).toBeNull())

  test('any arrival, with repetitions, folds to the same', () => {
    const action = fc.constantFrom<[string, PullChange['state']]>(
      ['opened', 'open'],
      ['edited', 'open'],
      ['converted_to_draft', 'draft'],
      ['closed', 'closed'],
      ['reopened', 'open'],
      ['closed', 'merged'],
    )
    const lives = fc
      .array(fc.tuple(fc.nat(4), action), { minLength: 1, maxLength: 7 })
      .map((steps) => steps.map(([minute, [name, state]]) => pull(minute, name, state)))
    const arrivals = lives.chain((signals) => fc.tuple(fc.constant(arriving(signals)), anyArrival(signals)))
    fc.assert(
      fc.property(arrivals, ([straight, shuffled]) => {
        expect(foldPullRequest(shuffled)).toEqual(foldPullRequest(straight))
      }),
    )
  })
})

describe("an error tracker's issue", () => {
  test.each([
    ['issue-created', 'unresolved'],
    ['issue-resolved', 'resolved'],
    ['issue-archived', 'archived'],
    ['issue-ignored', 'archived'],
    ['issue-regressed', 'regressed'],
    ['issue-escalating', 'escalating'],
    ['issue-unresolved-by-person', 'unresolved'],
    ['issue-assigned', 'unresolved'],
  ])('after %s it is %s', (name, state) => expect(foldExternalIssue(arriving([sentry(1, name)]))?.state).toBe(state))

  test('what happened last counts, not what arrived last', () => {
    const signals = [sentry(3, 'issue-regressed'), sentry(2, 'issue-resolved'), sentry(1, 'issue-created')]
    expect(foldExternalIssue(arriving(signals))).toMatchObject({ state: 'regressed', since: at(3), resolvedInRelease: null })
  })

  test('an assignment leaves the state and its time alone', () => {
    expect(foldExternalIssue(arriving([sentry(2, 'issue-resolved'), sentry(3, 'issue-assigned')]))).toMatchObject({
      state: 'resolved',
      since: at(2),
    })
  })

  test('resolved and regressed in one second is regressed', () => {
    expect(foldExternalIssue(arriving([sentry(2, 'issue-regressed'), sentry(2, 'issue-resolved')]))?.state).toBe('regressed')
  })

  test('the release of a resolution is known while it is resolved', () => {
    expect(foldExternalIssue(arriving([sentry(2, 'issue-resolved')]))?.resolvedInRelease).toBe('checkout-api@4.11.0')
  })

  test('counts never shrink', () => {
    const signals = [sentry(2, 'issue-regressed', { count: '48' }), sentry(3, 'issue-assigned', { count: '12' })]
    expect(foldExternalIssue(arriving(signals))).toMatchObject({ count: 48, firstSeen: at(0), lastSeen: at(3) })
  })

  test('any arrival, with repetitions, folds to the same', () => {
    const name = fc.constantFrom(
      'issue-created',
      'issue-regressed',
      'issue-escalating',
      'issue-resolved',
      'issue-archived',
      'issue-ignored',
      'issue-assigned',
      'issue-unresolved-by-person',
    )
    const lives = fc
      .array(fc.tuple(fc.nat(4), name), { minLength: 1, maxLength: 7 })
      .map((steps) => steps.map(([minute, fixture]) => sentry(minute, fixture)))
    const arrivals = lives.chain((signals) => fc.tuple(fc.constant(arriving(signals)), anyArrival(signals)))
    fc.assert(
      fc.property(arrivals, ([straight, shuffled]) => {
        expect(foldExternalIssue(shuffled)).toEqual(foldExternalIssue(straight))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('deployments', () => {
  const status = (minute: number, seed: string, id: number) =>
    github<DeploymentSucceeded>('deployment_status', deploymentStatusPayload({ sha: sha(seed), id, createdAt: at(minute) }))
  const run = (minute: number, seed: string, id: number) =>
    github<DeploymentSucceeded>('workflow_run', workflowRunPayload({ sha: sha(seed), id, updatedAt: at(minute) }))

  test('are in the order in which they happened', () => {
    const folded = foldDeployments(arriving([status(3, 'c', 3), status(1, 'a', 1), run(2, 'b', 2)]))
    expect(folded.map((deployment) => deployment.sha)).toEqual([sha('a'), sha('b'), sha('c')])
  })

  test('that are told again keep their place', () => {
    const folded = foldDeployments(arriving([status(1, 'a', 1), status(2, 'b', 2), status(9, 'a', 1)]))
    expect(folded.map((deployment) => deployment.sha)).toEqual([sha('a'), sha('b')])
  })

  test('any arrival, with repetitions, folds to the same', () => {
    const one = fc.tuple(fc.nat(4), fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 3 }), fc.constantFrom(status, run))
    const lives = fc
      .array(one, { minLength: 1, maxLength: 7 })
      .map((steps) => steps.map(([minute, seed, id, tell]) => tell(minute, seed, id)))
    const arrivals = lives.chain((signals) => fc.tuple(fc.constant(arriving(signals)), anyArrival(signals)))
    fc.assert(
      fc.property(arrivals, ([straight, shuffled]) => {
        expect(foldDeployments(shuffled)).toEqual(foldDeployments(straight))
      }),
    )
  })
})
