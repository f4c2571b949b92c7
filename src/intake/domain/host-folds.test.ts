import { expect, test } from 'vitest'
import type { ChecksReported, FeedbackGiven, HostedIssueChanged } from './code-host-signal.ts'
import { foldChecks } from './fold-checks.ts'
import { foldHostedIssue } from './fold-hosted-issue.ts'
import { foldReviews } from './fold-reviews.ts'
import { decideHostedIssue, describeHostedIssue, type HostedIssueFacts } from './hosted-issue.ts'

const repository = { id: 1, fullName: 'acme/shop' }
const base = (minute: number, key: string) => ({
  source: 'github' as const,
  objectKey: 'x',
  occurredAt: `2026-03-02T10:0${minute}:00.000Z`,
  vendorVersion: null,
  occurrenceKey: key,
  repository,
})
const recorded = <S>(signals: S[]) => signals.map((signal, deliverySeq) => ({ signal, deliverySeq }))
const bothWays = <S, R>(fold: (all: { signal: S; deliverySeq: number }[]) => R, signals: S[]): R => {
  const forward = fold(recorded(signals))
  expect(fold(recorded(signals.toReversed()))).toEqual(forward)
  return forward
}

const suite = (minute: number, suiteId: string, state: ChecksReported['state']): ChecksReported => ({
  ...base(minute, `${suiteId} ${minute} ${state}`),
  kind: 'checks_reported',
  suiteId,
  app: 'ci',
  headSha: 'a'.repeat(40),
  state,
})

test.each<[string, ChecksReported[], ReturnType<typeof foldChecks>]>([
  ['none', [], null],
  ['one that runs', [suite(1, 'a', 'pending')], 'pending'],
  ['one that ran', [suite(1, 'a', 'pending'), suite(2, 'a', 'success')], 'success'],
  ['one of two failed', [suite(1, 'a', 'failure'), suite(2, 'b', 'success')], 'failure'],
  ['a failed one ran again', [suite(1, 'a', 'failure'), suite(2, 'a', 'pending'), suite(3, 'a', 'success')], 'success'],
  ['one still runs', [suite(1, 'a', 'success'), suite(2, 'b', 'pending')], 'pending'],
  ['a cancelled one says nothing', [suite(1, 'a', 'failure'), suite(2, 'a', null)], null],
  ['of one second the end counts', [suite(1, 'a', 'success'), suite(1, 'a', 'pending')], 'success'],
])('checks: %s', (_, signals, expected) => {
  expect(bothWays(foldChecks, signals)).toBe(expected)
})

const review = (minute: number, login: string, verdict: FeedbackGiven['verdict'], isTrusted = true): FeedbackGiven => ({
  ...base(minute, `${login} ${minute} ${verdict}`),
  kind: 'feedback_given',
  on: 'pull_request',
  via: 'review',
  number: 7,
  verdict,
  author: { login, isBot: false, association: isTrusted ? 'MEMBER' : 'NONE', isTrusted },
  excerpt: null,
  url: null,
})

test.each<[string, FeedbackGiven[], string[]]>([
  ['a request stands', [review(1, 'ada', 'changes_requested')], ['ada']],
  ['a comment afterwards settles nothing', [review(1, 'ada', 'changes_requested'), review(2, 'ada', 'commented')], ['ada']],
  ['an approval settles it', [review(1, 'ada', 'changes_requested'), review(2, 'ada', 'approved')], []],
  ["another's approval does not", [review(1, 'ada', 'changes_requested'), review(2, 'bob', 'approved')], ['ada']],
  ['a dismissal settles it', [review(1, 'ada', 'changes_requested'), review(2, 'ada', 'dismissed')], []],
  ["a stranger's request is nothing", [review(1, 'eve', 'changes_requested', false)], []],
])('reviews: %s', (_, signals, expected) => {
  expect(bothWays(foldReviews, signals)).toEqual(expected)
})

const issue = (minute: number, action: string, change: Partial<HostedIssueChanged> = {}): HostedIssueChanged => ({
  ...base(minute, `${minute} ${action}`),
  kind: 'hosted_issue_changed',
  number: 12,
  action,
  state: 'open',
  title: 'The basket is empty',
  body: 'Always.',
  labels: ['Dispatch'],
  author: { login: 'octocat', isBot: false, association: 'NONE', isTrusted: false },
  url: 'https://github.com/acme/shop/issues/12',
  ...change,
})

test('the last word about an issue holds, in whichever order it came', () => {
  expect(
    bothWays(foldHostedIssue, [issue(1, 'opened'), issue(1, 'labeled'), issue(2, 'closed', { state: 'closed' })])?.state,
  ).toBe('closed')
  expect(foldHostedIssue([])).toBeNull()
})

const facts: HostedIssueFacts = { signal: issue(1, 'labeled'), linked: null, freed: null, label: 'dispatch' }

test.each<[string, Partial<HostedIssueFacts>, string, string]>([
  ['labelled', {}, 'create', 'labelled'],
  ['labelled otherwise', { signal: issue(1, 'labeled', { labels: ['bug'] }) }, 'ignore', 'not_labelled'],
  ['no label files', { label: '' }, 'ignore', 'not_labelled'],
  ['labelled when closed', { signal: issue(1, 'labeled', { state: 'closed' }) }, 'ignore', 'closed_already'],
  ['taken away here', { freed: 'DISPATCH-3' }, 'ignore', 'removed_here'],
  ['labelled twice', { linked: { identifier: 'DISPATCH-3', state: 'open' } }, 'attach', 'already_linked'],
  [
    'closed there',
    { linked: { identifier: 'DISPATCH-3', state: 'open' }, signal: issue(1, 'closed', { state: 'closed' }) },
    'note',
    'issue_closed',
  ],
  [
    'found closed there',
    { linked: { identifier: 'DISPATCH-3', state: 'open' }, signal: issue(1, 'polled', { state: 'closed' }) },
    'note',
    'issue_closed',
  ],
  [
    'found as it was',
    { linked: { identifier: 'DISPATCH-3', state: 'open' }, signal: issue(1, 'polled') },
    'attach',
    'already_linked',
  ],
  ['edited there', { linked: { identifier: 'DISPATCH-3', state: 'open' }, signal: issue(1, 'edited') }, 'note', 'issue_edited'],
])('an issue at the host that is %s', (_, change, action, code) => {
  expect(decideHostedIssue({ ...facts, ...change })).toMatchObject({ action, reason: { code } })
})

test('a filed issue says where it comes from', () => {
  expect(describeHostedIssue(issue(1, 'labeled'))).toBe(
    '[acme/shop#12](<https://github.com/acme/shop/issues/12>) on GitHub, by octocat.\n\nAlways.',
  )
})
