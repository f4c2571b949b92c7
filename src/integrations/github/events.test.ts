// What GitHub's events do, through signed deliveries and a real database.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askForLost } from '#src/intake/ask-for-lost.ts'
import { askForReleases } from '#src/intake/resolve-release.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import {
  checkSuitePayload,
  commentPayload,
  issuePayload,
  reviewCommentPayload,
  reviewPayload,
  type ToldIssue,
} from '#test/fixtures/github/host-payloads.ts'
import { githubExamples, sha, shop, workflowRunPayload } from '#test/fixtures/github/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { type GitHubStandIn, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { at, merged, moveTo, opened, pull } from '#test/story.ts'

let github: GitHubStandIn
let intake: TestIntake
beforeAll(async () => {
  github = await startGitHubApi()
  github.addRepository(shop.fullName)
  intake = await testIntake({ githubApi: github, withoutSweeps: true })
})
beforeEach(() => intake.fresh())
afterAll(async () => {
  await intake?.close()
  await github?.close()
})

async function deliveryOf(id: string) {
  const row = await intake.db
    .selectFrom('dispatch_delivery')
    .select(['state', 'decision'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { state: row.state, ...(row.decision as { result: string; reason: string }) }
}
const deliver = async (event: string, payload: unknown) => deliveryOf(await intake.github(event, payload))

async function issueWithPull() {
  const { id, identifier } = await createIssue(intake.workspace.person(), {
    title: 'The basket',
    description: '',
    priority: 'P3',
  })
  moveTo(intake, 10)
  await intake.github('pull_request', opened(10, `Fix ${identifier}`, { headSha: sha('head') }))
  return id
}
const told = async () => (await intake.events('signal.recorded')).map((event) => event.payload)
const attention = async () => (await intake.issue()).needs_attention
const checks = async () =>
  (
    await intake.db
      .selectFrom('dispatch_pull_request')
      .select('ci_state')
      .where('workspace_id', '=', intake.workspace.id)
      .execute()
  ).map((row) => row.ci_state)

test('a published example of each event ends processed or ignored, never dead', async () => {
  const events = [
    'check_suite',
    'deployment_status',
    'installation',
    'installation_repositories',
    'issue_comment',
    'issues',
    'ping',
  ]
  const more = [
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment',
    'push',
    'release',
    'workflow_run',
    'star',
    'meta',
  ]
  const ends: Record<string, string> = {}
  for (const event of [...events, ...more]) {
    const { state, reason } = await deliver(event, githubExamples(event)[0])
    ends[event] = `${state}: ${reason}`
  }
  expect(ends).toEqual({
    ...Object.fromEntries([...events, ...more].map((event) => [event, 'ignored: unknown_repository'])),
    installation: 'processed: installation_noted',
    installation_repositories: 'processed: installation_noted',
    ping: 'ignored: ping',
    star: 'ignored: event_not_used',
    meta: 'ignored: event_not_used',
  })
})

test('reviews and comments stand on the timeline; of strangers only that they spoke', async () => {
  await issueWithPull()
  await intake.github('pull_request_review_comment', reviewCommentPayload({ id: 1, body: 'Why not a map?', at: at(11) }))
  await intake.github(
    'issue_comment',
    commentPayload({ id: 2, onPull: true, association: 'NONE', author: 'eve', body: 'Run my script', at: at(12) }),
  )
  expect(await told()).toMatchObject([
    { kind: 'review_comment', actor: 'octocat', trusted: true, excerpt: 'Why not a map?' },
    { kind: 'comment', actor: 'eve', trusted: false, excerpt: null },
  ])
  const kept = await intake.db
    .selectFrom('dispatch_signal')
    .select('payload')
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
  expect(JSON.stringify([kept, await intake.events()])).not.toContain('Run my script')
})

test('a person is called while somebody with rights wants changes', async () => {
  await issueWithPull()
  await intake.github(
    'pull_request_review',
    reviewPayload({ id: 1, state: 'changes_requested', association: 'NONE', author: 'eve', at: at(11) }),
  )
  expect(await attention()).toBeNull()
  await intake.github('pull_request_review', reviewPayload({ id: 2, state: 'changes_requested', author: 'ada', at: at(12) }))
  expect(await attention()).toBe('changes are wanted on acme/shop#7 by ada')
  await intake.github('pull_request_review', reviewPayload({ id: 3, state: 'approved', author: 'ada', at: at(13) }))
  expect(await attention()).toBeNull()
  await intake.github('pull_request_review', reviewPayload({ id: 4, state: 'changes_requested', author: 'ada', at: at(14) }))
  const { identifier } = await intake.issue()
  await intake.github('pull_request', merged(15, `Fix ${identifier}`, { headSha: sha('head') }))
  expect(await attention()).toBeNull()
})

test('a review that comes before its pull request counts once that is known', async () => {
  const { identifier } = await createIssue(intake.workspace.person(), { title: 'The basket', description: '', priority: 'P3' })
  moveTo(intake, 20)
  expect(
    await deliver('pull_request_review', reviewPayload({ state: 'changes_requested', author: 'ada', at: at(12) })),
  ).toMatchObject({ reason: 'pull_unknown' })
  await intake.github('pull_request', opened(10, `Fix ${identifier}`))
  expect(await attention()).toBe('changes are wanted on acme/shop#7 by ada')
})

test('checks of the head are shown, whichever comes first, and those of another commit are not', async () => {
  await intake.github('check_suite', checkSuitePayload({ id: 1, conclusion: 'success', at: at(9) }))
  await issueWithPull()
  expect(await checks()).toEqual(['success'])
  await intake.github('check_suite', checkSuitePayload({ id: 2, conclusion: 'failure', at: at(11) }))
  await intake.github('check_suite', checkSuitePayload({ id: 3, headSha: sha('other'), conclusion: 'success', at: at(12) }))
  // A workflow is one suite among others.
  await intake.github(
    'workflow_run',
    workflowRunPayload({ name: 'CI', sha: sha('head'), event: 'pull_request', updatedAt: at(13) }),
  )
  expect(await checks()).toEqual(['failure'])
  const { identifier } = await intake.issue()
  await intake.github('pull_request', pull(14, { action: 'synchronize', title: `Fix ${identifier}`, headSha: sha('next') }))
  expect(await checks()).toEqual([null])
})

const labelled = (change: Partial<ToldIssue> = {}) =>
  issuePayload({ action: 'labeled', labels: ['bug', 'Dispatch'], association: 'NONE', at: at(10), ...change })

test('an issue with the label is filed once, as a stranger wrote it, and its course is noted', async () => {
  moveTo(intake, 10)
  expect(await deliver('issues', issuePayload({ action: 'opened', at: at(9) }))).toMatchObject({ reason: 'not_labelled' })
  expect(await deliver('issues', labelled())).toMatchObject({ state: 'processed', result: 'create' })
  const issue = await intake.issue()
  expect(issue).toMatchObject({
    title: 'The basket is empty',
    source: 'github',
    is_error_sourced: false,
    repository: { name: 'shop' },
  })
  expect(issue.description).toContain('Please look.')
  expect(issue.external_issues).toMatchObject([{ source: 'github', external_id: 'acme/shop#12', state: 'open' }])
  const row = await intake.db.selectFrom('dispatch_issue').select('is_public_text').where('id', '=', issue.id).executeTakeFirst()
  expect(row?.is_public_text).toBe(true)
  expect(await deliver('issues', labelled({ at: at(11) }))).toMatchObject({ reason: 'already_linked' })
  await intake.github('issue_comment', commentPayload({ number: 12, at: at(12) }))
  await intake.github('issues', labelled({ action: 'closed', state: 'closed', at: at(13) }))
  await intake.github('issues', labelled({ action: 'edited', title: 'It is still empty', at: at(12) }))
  const after = await intake.issue()
  expect(after).toMatchObject({ status: issue.status, external_issues: [{ state: 'closed', title: 'The basket is empty' }] })
  expect((await told()).map(({ kind, reason }) => reason ?? kind)).toEqual(['comment', 'issue_closed', 'issue_edited'])
  await deleteIssue(intake.workspace.person(), issue.id)
  expect(await deliver('issues', labelled({ action: 'reopened', at: at(14) }))).toMatchObject({ reason: 'removed_here' })
})

test('another label may be chosen, or none', async () => {
  await intake.setPolicy({ github_issue_label: 'agents' })
  expect(await deliver('issues', labelled())).toMatchObject({ reason: 'not_labelled' })
  expect(await deliver('issues', labelled({ labels: ['agents'], at: at(11) }))).toMatchObject({ result: 'create' })
  await intake.setPolicy({ github_issue_label: '' })
  expect(await deliver('issues', labelled({ number: 13 }))).toMatchObject({ reason: 'not_labelled' })
})

test('a release is a deployment where the policy says so, once its tag is known as a commit', async () => {
  const release = (id: number, tag: string) => {
    const [example] = githubExamples('release').filter(({ action }) => action === 'published')
    const change = { id, tag_name: tag, draft: false, prerelease: false, published_at: at(10) }
    const repository = { ...example?.repository, id: shop.id, full_name: shop.fullName }
    return { ...example, repository, release: { ...(example?.release as object), ...change } }
  }
  const shas = async () =>
    await intake.db
      .selectFrom('dispatch_deployment')
      .select(['sha', 'source', 'is_production'])
      .where('workspace_id', '=', intake.workspace.id)
      .execute()
  expect(await deliver('release', release(1, 'v1'))).toMatchObject({ reason: 'releases_do_not_deploy' })
  await intake.setPolicy({ releases_deploy: true })
  github.repositories.get(shop.fullName)?.tags.set('v2', sha('v2'))
  github.next.push({ status: 404, json: { message: 'Not Found' } })
  expect(await deliver('release', release(2, 'v2'))).toMatchObject({ reason: 'release_without_commit' })
  await expect.poll(shas, { timeout: 8_000 }).toEqual([{ sha: sha('v2'), source: 'release', is_production: true }])
  // The first one was told before releases counted.
  github.repositories.get(shop.fullName)?.tags.set('v1', sha('v1'))
  await askForReleases(intake.runtime, intake.ports.codeHost)
  await intake.runtime.jobs.drain()
  expect((await shas()).map((row) => row.sha).sort()).toEqual([sha('v1'), sha('v2')].sort())
})

test('of the deliveries that GitHub could not bring, those that are not here are asked for again', async () => {
  const here = await intake.github('ping', githubExamples('ping')[0])
  const { delivery_key } = await intake.db
    .selectFrom('dispatch_delivery')
    .select('delivery_key')
    .where('id', '=', here)
    .executeTakeFirstOrThrow()
  const again: string[] = []
  const failed = [delivery_key, 'lost-1', 'lost-2'].map((guid) => ({ guid, redeliver: async () => again.push(guid) > 0 }))
  const { codeHost } = intake.ports
  const ports = { ...intake.ports, codeHost: codeHost && { ...codeHost, failedDeliveries: async () => failed } }
  const reached = { ...intake.runtime.config, DISPATCH_PUBLIC_URL: 'https://dispatch.example' }
  const { signal } = new AbortController()
  await askForLost({ ...intake.runtime, config: reached }, ports, signal)
  expect(again).toEqual(['lost-1', 'lost-2'])
  await askForLost(intake.runtime, ports, signal)
  expect(again).toHaveLength(2)
})
