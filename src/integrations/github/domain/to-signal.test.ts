import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Signal } from '#src/intake/domain/signal.ts'
import {
  deploymentStatusPayload,
  githubExamples,
  type PullChange,
  pullRequestPayload,
  pushPayload,
  sha,
  shop,
  workflowRunPayload,
} from '#test/fixtures/github/payloads.ts'
import { toSignals } from './to-signal.ts'

const receivedAt = '2026-03-10T00:00:00.000Z'
const parse = (event: string, json: unknown) => toSignals({ headers: { 'x-github-event': event }, json, receivedAt })

function only(event: string, json: unknown): Signal {
  const parsed = parse(event, json)
  if (!('signals' in parsed) || parsed.signals.length !== 1) throw new Error(`expected one signal: ${JSON.stringify(parsed)}`)
  return parsed.signals[0] as Signal
}
const pull = (change: PullChange) => only('pull_request', pullRequestPayload(change))

describe('published examples are understood', () => {
  const events = ['pull_request', 'push', 'deployment_status', 'workflow_run', 'release', 'ping']
  for (const event of events) {
    test.each(githubExamples(event).map((example, index) => [index, example] as const))(`${event} %i`, (_, example) => {
      expect(parse(event, example)).toHaveProperty('signals')
    })
  }

  test.each(['star', 'watch', 'fork', 'member', 'check_run', 'workflow_job'])('%s changes nothing and says so', (event) => {
    for (const example of githubExamples(event))
      expect(parse(event, example)).toMatchObject({ ignored: { code: 'event_not_used' } })
  })
})

describe('pull requests', () => {
  test('a merged one is told with its merge commit', () => {
    const change: PullChange = {
      action: 'closed',
      state: 'merged',
      number: 12,
      title: 'Fix DISPATCH-42',
      headRef: 'dispatch/dispatch-42-basket',
      updatedAt: '2026-03-02T11:00:00Z',
      mergedAt: '2026-03-02T10:59:58Z',
      mergeSha: sha('m'),
      labels: ['bug'],
    }
    expect(pull(change)).toMatchObject({
      kind: 'pull_request_changed',
      objectKey: 'github:pull:acme/shop#12',
      occurredAt: '2026-03-02T11:00:00.000Z',
      vendorVersion: '2026-03-02T11:00:00.000Z',
      action: 'closed',
      state: 'merged',
      repository: { id: shop.id, fullName: 'acme/shop', defaultBranch: 'main' },
      number: 12,
      title: 'Fix DISPATCH-42',
      headRef: 'dispatch/dispatch-42-basket',
      headRepository: { id: shop.id },
      baseRef: 'main',
      mergeCommitSha: sha('m'),
      mergedAt: '2026-03-02T10:59:58.000Z',
      author: 'octocat',
      authorIsBot: false,
      authorAssociation: 'MEMBER',
      labels: ['bug'],
      url: 'https://github.com/acme/shop/pull/12',
    })
  })

  test.each([
    ['open', null],
    ['draft', null],
    ['closed', null],
    ['merged', sha('merge')],
  ] as const)("while %s, its merge commit is %s: GitHub's test merge is none", (state, mergeCommitSha) => {
    expect(pull({ action: 'edited', state })).toMatchObject({
      state,
      mergeCommitSha,
      mergedAt: state === 'merged' ? expect.any(String) : null,
    })
  })

  test('a deleted fork is a head without a repository', () => {
    expect(pull({ action: 'closed', headRepository: null })).toMatchObject({ headRepository: null })
  })

  test('a missing body is an empty one', () => {
    expect(pull({ action: 'opened', body: null })).toMatchObject({ body: '' })
  })

  test('the object is the same whatever the case of the name', () => {
    const upper = { id: shop.id, fullName: 'ACME/Shop' }
    expect(pull({ action: 'opened', repository: upper }).objectKey).toBe(pull({ action: 'opened' }).objectKey)
  })

  test('the same content has one key, another state in the same second has another', () => {
    const opened = pull({ action: 'opened' })
    expect(pull({ action: 'opened' }).occurrenceKey).toBe(opened.occurrenceKey)
    expect(pull({ action: 'closed', state: 'merged' }).occurrenceKey).not.toBe(opened.occurrenceKey)
  })

  test('a marker at the end of the longest body survives', () => {
    const body = `${'x'.repeat(65_480)}\n<!-- dispatch:run_01 -->`
    expect(pull({ action: 'opened', body })).toMatchObject({ body: expect.stringMatching(/run_01 -->$/) })
  })
})

describe('pushes', () => {
  const push = (change: Partial<Parameters<typeof pushPayload>[0]> = {}) =>
    only('push', pushPayload({ before: sha('a'), after: sha('b'), ...change }))

  test('a push to the default branch is told with its commits', () => {
    expect(push({ commits: [{ id: sha('b'), message: 'Fixes DISPATCH-1' }] })).toMatchObject({
      kind: 'push_recorded',
      objectKey: 'github:ref:acme/shop:refs/heads/main',
      occurredAt: '2026-03-02T10:00:00.000Z',
      ref: 'refs/heads/main',
      before: sha('a'),
      after: sha('b'),
      forced: false,
      toDefaultBranch: true,
      commits: [{ sha: sha('b'), message: 'Fixes DISPATCH-1' }],
    })
  })

  test('a created ref has no before, a deleted one no after', () => {
    expect(push({ before: '0'.repeat(40) })).toMatchObject({ before: null, after: sha('b') })
    expect(push({ after: '0'.repeat(40), commits: [] })).toMatchObject({ after: null })
  })

  test('a force push says so', () => expect(push({ forced: true })).toMatchObject({ forced: true }))
  test('a tag is not the default branch', () => expect(push({ ref: 'refs/tags/main' })).toMatchObject({ toDefaultBranch: false }))
  test('a time in the future is the time of receipt', () =>
    expect(push({ pushedAt: '2027-01-01T00:00:00Z' }).occurredAt).toBe(receivedAt))
})

describe('deployments', () => {
  test('a successful deployment status', () => {
    expect(only('deployment_status', deploymentStatusPayload({ sha: sha('m'), production: true }))).toMatchObject({
      kind: 'deployment_succeeded',
      via: 'deployment_status',
      objectKey: 'deployments:acme/shop',
      sha: sha('m'),
      environment: 'production',
      isTransient: false,
      isProduction: true,
      vendorId: '900001',
      deployedAt: '2026-03-02T10:00:00.000Z',
    })
  })

  test.each(['pending', 'in_progress', 'queued', 'failure', 'error', 'inactive'])('%s is no success', (state) => {
    expect(only('deployment_status', deploymentStatusPayload({ sha: sha('m'), state }))).toMatchObject({
      kind: 'deployment_other',
      state,
    })
  })

  test('a successful workflow run', () => {
    expect(only('workflow_run', workflowRunPayload({ sha: sha('m') }))).toMatchObject({
      kind: 'deployment_succeeded',
      via: 'workflow_run',
      sha: sha('m'),
      environment: null,
      ref: 'main',
      headRepositoryId: shop.id,
      workflowName: 'deploy-prod',
      workflowEvent: 'push',
    })
  })

  test.each(['failure', 'cancelled', 'skipped', 'timed_out', 'action_required', 'neutral', null])(
    'a run that ended %s is no success',
    (conclusion) => {
      expect(only('workflow_run', workflowRunPayload({ sha: sha('m'), conclusion })).kind).toBe('deployment_other')
    },
  )

  test('the same run again is another deployment', () => {
    const [first, again] = [1, 2].map((attempt) => only('workflow_run', workflowRunPayload({ sha: sha('m'), attempt })))
    expect(again?.occurrenceKey).not.toBe(first?.occurrenceKey)
  })

  test("a fork's run keeps the id of its repository", () => {
    const fork = { id: 99, fullName: 'stranger/shop' }
    expect(only('workflow_run', workflowRunPayload({ sha: sha('m'), headRepository: fork }))).toMatchObject({
      headRepositoryId: 99,
    })
  })

  test('a published release has a tag but no commit yet, a prerelease or a draft is none', () => {
    const [release] = githubExamples('release')
    expect(only('release', release)).toMatchObject({ kind: 'deployment_succeeded', via: 'release', sha: null, ref: '0.0.1' })
    for (const field of ['prerelease', 'draft']) {
      const json = { ...release, release: { ...(release?.release as object), [field]: true } }
      expect(only('release', json).kind).toBe('deployment_other')
    }
  })

  test('one deployment told twice, minutes apart, is one', () => {
    const [first, later] = ['2026-03-02T10:00:00Z', '2026-03-02T10:05:00Z'].map((createdAt) =>
      only('deployment_status', deploymentStatusPayload({ sha: sha('m'), createdAt })),
    )
    expect(later?.occurrenceKey).toBe(first?.occurrenceKey)
  })
})

test('a ping names its hook and repository', () => {
  expect(only('ping', githubExamples('ping')[0])).toMatchObject({
    kind: 'ping',
    hookId: '109948940',
    repositoryFullName: 'Octocoders/Hello-World',
  })
})

describe('what cannot be read says so', () => {
  const events = ['pull_request', 'push', 'deployment_status', 'workflow_run', 'release']
  test.each([null, [], 'x', 7, {}, { repository: null }, { action: 'opened', pull_request: {} }])('%j', (json) => {
    for (const event of events) expect(parse(event, json)).toMatchObject({ malformed: { code: 'payload_unreadable' } })
  })

  test('no event header', () => {
    expect(toSignals({ headers: {}, json: {}, receivedAt })).toMatchObject({ malformed: { code: 'event_missing' } })
  })

  test.each([
    ['a repository name with a path in it', { repository: { id: 1, full_name: '../../etc/passwd', default_branch: 'main' } }],
    ['a commit that is an option', { after: '--upload-pack=evil' }],
    ['a ref that is none', { ref: 'main; rm -rf /' }],
  ])('%s', (_, change) => {
    expect(parse('push', { ...pushPayload({ before: sha('a'), after: sha('b') }), ...change })).toHaveProperty('malformed')
  })

  test('a pull request without a time', () => {
    const json = pullRequestPayload({ action: 'opened', updatedAt: 'yesterday' })
    expect(parse('pull_request', json)).toHaveProperty('malformed')
  })
})

test('any JSON in any place is parsed, ignored or unreadable, and never thrown at', () => {
  const json = pullRequestPayload({ action: 'opened' }) as { pull_request: object }
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(json.pull_request)), fc.jsonValue(), (field, value) => {
      const parsed = parse('pull_request', { ...json, pull_request: { ...json.pull_request, [field]: value } })
      expect(Object.keys(parsed)).toHaveLength(1)
    }),
  )
})
