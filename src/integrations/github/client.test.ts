import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#src/platform/errors.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import {
  type GitHubStandIn,
  pullRequestEvent,
  type StandInPull,
  type StandInRepository,
  startGitHubApi,
} from '#test/stand-ins/github-api.ts'
import { createGitHubClient } from './client.ts'

let github: GitHubStandIn
let shop: StandInRepository
const now = '2026-03-02T10:00:00.000Z'
const repository = (change: object = {}, name = 'acme/shop') =>
  createGitHubClient({ apiUrl: github.url, token: github.token, retryBaseMs: 1, ...change }).repository(name)
const change = {
  headBranch: 'dispatch/dispatch-42-basket',
  baseBranch: 'main',
  title: 'Basket',
  body: 'Why. <!-- dispatch:run_01 -->',
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw new Error(`expected a refusal: ${error}`)
  return error
}

beforeEach(async () => {
  github = await startGitHubApi({ now: () => now })
  shop = github.addRepository('acme/shop')
  shop.branches.set('main', sha('main')).set(change.headBranch, sha('head'))
})
afterEach(() => github.close())

describe('a pull request', () => {
  test('is opened and found again by its branch', async () => {
    const opened = await repository().createPull(change)
    expect(opened).toEqual({
      ok: true,
      pull: {
        number: 1,
        title: 'Basket',
        url: 'https://github.com/acme/shop/pull/1',
        draft: false,
        author: 'dispatch-bot',
        headBranch: change.headBranch,
        headSha: sha('head'),
        baseBranch: 'main',
        updatedAt: new Date(now),
      },
    })
    expect(await repository().findOpenPullByHead(change.headBranch)).toEqual(opened.ok && opened.pull)
  })

  test('that exists is not opened twice', async () => {
    await repository().createPull(change)
    expect(await repository().createPull(change)).toEqual({ ok: false, reason: 'exists' })
    expect(shop.pulls).toHaveLength(1)
  })

  test('that exists after an answer was lost is found, not doubled', async () => {
    await repository().createPull(change)
    github.next.push({ status: 502 })
    expect(await repository().createPull(change)).toEqual({ ok: false, reason: 'exists' })
  })

  test('is found only while it is open, in the repository itself, and of this very branch', async () => {
    expect(await repository().findOpenPullByHead(change.headBranch)).toBeNull()
    await repository().createPull(change)
    const [pull] = shop.pulls
    if (!pull) throw new Error('no pull request')
    pull.headRepository = { id: 99, fullName: 'acme/fork' }
    expect(await repository().findOpenPullByHead(change.headBranch)).toBeNull()
    Object.assign(pull, { headRepository: shop, state: 'merged' })
    expect(await repository().findOpenPullByHead(change.headBranch)).toBeNull()
    Object.assign(pull, { state: 'draft' })
    expect(await repository().findOpenPullByHead(change.headBranch)).toMatchObject({ draft: true })
    expect(await repository().findOpenPullByHead('dispatch/dispatch-42')).toBeNull()
  })

  test('is not taken for another when GitHub drops the filter', async () => {
    await repository().createPull(change)
    github.next.push({
      status: 200,
      json: [pullRequestEvent(shop, shop.pulls[0] as StandInPull, { action: 'opened' }).pull_request],
    })
    expect(await repository().findOpenPullByHead('other')).toBeNull()
  })

  test('carries no mention, no closing keyword and its marker', async () => {
    await repository().createPull({
      ...change,
      title: 'Fixes #1 for @octocat',
      body: 'Closes acme/shop#2, cc @acme/owners <!-- dispatch:run_01 -->',
    })
    const [pull] = shop.pulls
    expect(`${pull?.title} ${pull?.body}`).not.toMatch(/@[a-z]|#\d|\b(fixes|closes)\b/i)
    expect(pull?.body).toContain('<!-- dispatch:run_01 -->')
  })

  test('that GitHub does not accept is refused with its words', async () => {
    const error = await refusal(repository().createPull({ ...change, headBranch: 'gone' }))
    expect([error.code, error.detail]).toEqual([
      'github_refused',
      'GitHub does not accept opening the pull request: Validation Failed; head invalid',
    ])
    shop.branches.set('same', sha('main'))
    expect((await refusal(repository().createPull({ ...change, headBranch: 'same' }))).detail).toContain(
      'No commits between main and same',
    )
  })

  test('is read as a webhook would have told it', async () => {
    await repository().createPull({ ...change, title: 'DISPATCH-42: basket' })
    Object.assign(shop.pulls[0] ?? {}, { state: 'merged', mergeSha: sha('merge') })
    expect(await repository().getPull(1)).toMatchObject({
      kind: 'pull_request_changed',
      objectKey: 'github:pull:acme/shop#1',
      action: 'polled',
      state: 'merged',
      mergeCommitSha: sha('merge'),
      title: 'DISPATCH-42: basket',
      repository: { defaultBranch: 'main', isPrivate: false },
    })
    expect(await repository().getPull(7)).toBeNull()
  })
})

test('a repository is public or not', async () => {
  github.addRepository('acme/secret', { isPrivate: true })
  expect(await repository().isPublic()).toBe(true)
  expect(await repository({}, 'acme/secret').isPublic()).toBe(false)
})

describe('comparison', () => {
  beforeEach(() => {
    shop.parents.set('a', []).set('b', ['a']).set('c', ['b']).set('x', ['a'])
  })
  test.each([
    ['a', 'c', 'ahead'],
    ['c', 'a', 'behind'],
    ['b', 'b', 'identical'],
    ['c', 'x', 'diverged'],
    ['a', 'nowhere', null],
  ])('%s...%s is %s', async (base, head, status) => expect(await repository().compare(base, head)).toBe(status))
})

test('a tag names a commit', async () => {
  shop.tags.set('v1.2.3', sha('tagged'))
  expect(await repository().commitOfTag('v1.2.3')).toBe(sha('tagged'))
  expect(await repository().commitOfTag('v9')).toBeNull()
})

describe('when GitHub does not answer as hoped', () => {
  test('a passing fault is tried again', async () => {
    github.next.push({ status: 502 }, { status: 503 })
    expect(await repository().isPublic()).toBe(true)
    expect(github.asked).toHaveLength(3)
  })

  test.each([
    ['a wrong token', { token: 'ghp_wrong' }, 'github_unauthorized'],
    ['a private repository without a token', { token: undefined }, 'github_not_found'],
  ])('%s', async (_, options, code) => {
    github.addRepository('acme/secret', { isPrivate: true })
    expect((await refusal(repository(options, 'acme/secret').isPublic())).code).toBe(code)
  })

  test('a public repository needs no token to be read', async () => {
    expect(await repository({ token: undefined }).isPublic()).toBe(true)
    expect(github.asked[0]?.headers.authorization).toBeUndefined()
  })

  test('a lasting fault, a refusal, no server, no answer in time', async () => {
    github.next.push(...Array.from({ length: 4 }, () => ({ status: 500 })))
    expect((await refusal(repository().isPublic())).code).toBe('github_failed')
    github.next.push({ status: 403, json: { message: 'Resource not accessible by personal access token' } })
    const forbidden = await refusal(repository().isPublic())
    expect([forbidden.code, forbidden.detail]).toEqual([
      'github_forbidden',
      'GitHub refuses reading the repository: Resource not accessible by personal access token',
    ])
    expect((await refusal(repository({ apiUrl: 'http://127.0.0.1:1' }).isPublic())).code).toBe('github_unreachable')
    github.next.push('hang', 'hang', 'hang', 'hang')
    expect((await refusal(repository({ timeoutMs: 30 }).isPublic())).code).toBe('github_unreachable')
  })

  test('the token is in no error', async () => {
    github.next.push({ status: 403, json: { message: 'no' } }, 'drop', 'drop', 'drop', 'drop')
    for (let time = 0; time < 2; time++) {
      const error = await refusal(repository().createPull(change))
      expect(JSON.stringify([error.detail, error.extra, String(error.cause), error.stack])).not.toContain(github.token)
    }
  })
})
