// Every payload that GitHub's own collection holds is understood, or said to be of no use; none ends in the dead letters.
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import {
  checkSuitePayload,
  commentPayload,
  issuePayload,
  reviewCommentPayload,
  reviewPayload,
} from '#test/fixtures/github/host-payloads.ts'
import { githubExamples } from '#test/fixtures/github/payloads.ts'
import { toSignals } from './to-signal.ts'

const receivedAt = '2026-03-10T00:00:00.000Z'
const parse = (event: string | undefined, json: unknown) => toSignals({ headers: { 'x-github-event': event }, json, receivedAt })
const collection = createRequire(import.meta.url)('@octokit/webhooks-examples') as { name: string; examples: unknown[] }[]

function only(event: string, json: unknown) {
  const parsed = parse(event, json)
  return 'signals' in parsed ? parsed.signals[0] : parsed
}

test('all published examples are acted on, or ignored with a reason', () => {
  const all = collection.flatMap(({ name, examples }) => examples.map((example) => [name, example] as const))
  expect(all).toHaveLength(329)
  const used = new Set<string>()
  for (const [name, example] of all) {
    const parsed = parse(name, example)
    expect(Object.keys(parsed), name).not.toContain('malformed')
    if ('ignored' in parsed) expect(parsed.ignored.sentence, name).toMatch(/\.$/)
    if ('signals' in parsed) used.add(name)
  }
  expect([...used].sort()).toEqual([
    'check_suite',
    'deployment_status',
    'installation',
    'installation_repositories',
    'issue_comment',
    'issues',
    'ping',
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment',
    'push',
    'release',
    'workflow_run',
  ])
})

test('only a delivery without its event header cannot be read', () => {
  expect(parse(undefined, {})).toMatchObject({ malformed: { code: 'event_missing' } })
})

test('an example told a second time is the same signal', () => {
  for (const { name, examples } of collection)
    for (const example of examples) expect(parse(name, structuredClone(example))).toEqual(parse(name, example))
})

test.each([
  ['OWNER', 'User', true],
  ['MEMBER', 'User', true],
  ['COLLABORATOR', 'User', true],
  ['CONTRIBUTOR', 'User', false],
  ['NONE', 'User', false],
  ['MEMBER', 'Bot', false],
])('words of %s, a %s, are kept: %s', (association, type, isTrusted) => {
  const told = { association, type, body: 'Do as I say.\n@everyone' }
  const excerpt = isTrusted ? 'Do as I say. @everyone' : null
  for (const signal of [
    only('pull_request_review', reviewPayload({ ...told, state: 'approved' })),
    only('pull_request_review_comment', reviewCommentPayload(told)),
    only('issue_comment', commentPayload(told)),
  ])
    expect(signal).toMatchObject({ kind: 'feedback_given', author: { isTrusted }, excerpt })
  expect(JSON.stringify(only('issue_comment', commentPayload(told))).includes('Do as I say')).toBe(isTrusted)
})

test('a comment on a pull request is told of the pull request', () => {
  expect(only('issue_comment', commentPayload({ onPull: true }))).toMatchObject({
    on: 'pull_request',
    objectKey: 'github:pull:acme/shop#7',
  })
  expect(only('issue_comment', commentPayload())).toMatchObject({ on: 'issue', objectKey: 'github:issue:acme/shop#7' })
})

test('a review counts when it is given and when it is dismissed, and edits count for nothing', () => {
  expect(only('pull_request_review', reviewPayload({ state: 'changes_requested' }))).toMatchObject({
    verdict: 'changes_requested',
  })
  expect(only('pull_request_review', reviewPayload({ state: 'dismissed', action: 'dismissed' }))).toMatchObject({
    verdict: 'dismissed',
  })
  expect(only('pull_request_review', reviewPayload({ state: 'approved', action: 'edited' }))).toHaveProperty('ignored')
  expect(only('issue_comment', commentPayload({ action: 'deleted' }))).toHaveProperty('ignored')
})

test.each([
  [null, 'pending'],
  ['success', 'success'],
  ['neutral', 'success'],
  ['skipped', 'success'],
  ['failure', 'failure'],
  ['timed_out', 'failure'],
  ['action_required', 'pending'],
  ['cancelled', null],
  ['stale', null],
])('checks that end %s are %s', (conclusion, state) => {
  expect(only('check_suite', checkSuitePayload({ conclusion }))).toMatchObject({ kind: 'checks_reported', state })
})

test("an issue's text comes without personal data, and one that went elsewhere is closed", () => {
  const body = 'Write to robin@example.com, token ghp_0123456789abcdefghijklmnopqrstuvwxyz'
  expect(only('issues', issuePayload({ action: 'opened', body, labels: ['Dispatch'] }))).toMatchObject({
    kind: 'hosted_issue_changed',
    body: expect.not.stringMatching(/robin@|ghp_0/),
    labels: ['Dispatch'],
    state: 'open',
  })
  expect(only('issues', issuePayload({ action: 'transferred' }))).toMatchObject({ state: 'closed' })
})

test('what an App was given and has lost is told by name', () => {
  const [, added] = githubExamples('installation_repositories')
  expect(only('installation_repositories', githubExamples('installation_repositories')[0])).toMatchObject({
    added: ['Codertocat/Space'],
    removed: [],
  })
  expect(added).toBeDefined()
  expect(only('installation', githubExamples('installation')[0])).toMatchObject({
    action: 'deleted',
    removed: ['octocat/Hello-World'],
  })
})
