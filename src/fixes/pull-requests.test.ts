import { expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { type Tx, withTransaction } from '#src/platform/context.ts'
import { newId } from '#src/platform/ids.ts'
import { pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { request } from '#test/runtime.ts'
import { at, attempts, deployedFix, errorCreated, merged, moveTo, opened, pull } from '#test/story.ts'
import { recordOpenedPull } from './record-opened-pull.ts'

const intake = intakeOfFile()

const links = () =>
  intake.db
    .selectFrom('dispatch_issue_pr')
    .select(['link_kind', 'matched_by', 'unlinked_at'])
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
const category = async () => (await intake.issue()).status.category

async function manualIssue(): Promise<{ id: string; identifier: string }> {
  return createIssue(intake.workspace.person(), { title: 'Add an export' })
}

async function runOn(issueId: string, repositoryId: string): Promise<string> {
  const shared = { workspace_id: intake.workspace.id, created_at: intake.runtime.clock.now() }
  const agent = { ...shared, id: newId('agt'), name: 'Fixer', adapter: 'simulator' as const }
  await intake.db.insertInto('dispatch_agent').values(agent).execute()
  const ids = { id: newId('run'), issue_id: issueId, agent_id: agent.id, repository_id: repositoryId }
  const run = { ...shared, ...ids, kind: 'implement' as const, requested_by: {}, budget_micro_usd: 0 }
  await intake.db.insertInto('dispatch_run').values(run).execute()
  return ids.id
}

test('a pull request that names an issue is linked, and the issue is in review', async () => {
  const { identifier } = await manualIssue()
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, `Export as CSV, ${identifier}`))
  expect(await links()).toEqual([{ link_kind: 'closes', matched_by: 'title', unlinked_at: null }])
  expect(await category()).toBe('in_review')
  expect((await intake.events('pr.linked'))[0]?.payload).toMatchObject({
    repository: 'acme/shop',
    number: 7,
    link_kind: 'closes',
  })
  const [moved] = await intake.events('issue.moved')
  expect(moved).toMatchObject({ actor: { type: 'webhook' }, payload: { cause: { code: 'pull_opened' } } })
})

test('a draft is in progress, a closed one too, a merged one is done', async () => {
  const { identifier } = await manualIssue()
  moveTo(intake, 70)
  await intake.github('pull_request', opened(60, identifier, { state: 'draft' }))
  expect(await category()).toBe('in_progress')
  await intake.github('pull_request', pull(62, { action: 'ready_for_review', title: identifier }))
  expect(await category()).toBe('in_review')
  await intake.github('pull_request', pull(64, { action: 'closed', state: 'closed', title: identifier }))
  expect(await category()).toBe('in_progress')
  await intake.github('pull_request', pull(65, { action: 'reopened', title: identifier }))
  await intake.github('pull_request', merged(66, identifier))
  expect(await intake.issue()).toMatchObject({ status: { category: 'done' }, close_reason: 'Its pull request was merged.' })
  expect(await attempts(intake)).toEqual([])
})

test('an issue from an error stays in review after the merge and waits for its deploy', async () => {
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', opened(60, `Fix ${identifier}`))
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  expect(await intake.issue()).toMatchObject({ status: { category: 'in_review' }, fix_state: 'awaiting_deploy' })
  expect(await attempts(intake)).toMatchObject([
    { state: 'awaiting_deploy', repository: 'acme/shop', merged_at: new Date(at(90)) },
  ])
  expect((await intake.events('fix.opened'))[0]?.payload).toMatchObject({ number: 7 })
})

test('a merge into another branch claims nothing', async () => {
  await intake.sentry('issue', errorCreated(10))
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`, { baseRef: 'next' }))
  expect(await attempts(intake)).toEqual([])
  expect(await category()).toBe('in_review')
})

test('a mention is on the timeline and moves nothing', async () => {
  const { identifier } = await manualIssue()
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, 'Something else', { body: `See ${identifier} for the background.` }))
  expect(await links()).toMatchObject([{ link_kind: 'mentions', matched_by: 'body' }])
  expect(await category()).toBe('backlog')
})

test("the short id of the vendor's issue names it as well", async () => {
  await intake.sentry('issue', errorCreated(10))
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, 'Guard', { body: 'Fixes CHECKOUT-API-2F' }))
  expect(await links()).toMatchObject([{ link_kind: 'closes', matched_by: 'keyword' }])
})

test.each(['before', 'after'])(
  'a commit that is pushed %s the pull request was told closes an issue as its text would',
  async (order) => {
    const { identifier } = await manualIssue()
    moveTo(intake, 60)
    const message = `Export as CSV\n\nCloses ${identifier}`
    const push = pushPayload({
      ref: 'refs/heads/topic',
      before: sha('a'),
      after: sha('b'),
      commits: [{ id: sha('b'), message }],
      pushedAt: at(60),
    })
    const told = [
      () => intake.github('push', push),
      () => intake.github('pull_request', opened(60, 'Export', { headRef: 'topic' })),
    ]
    for (const tell of order === 'before' ? told : told.reverse()) await tell()
    expect(await links()).toMatchObject([{ link_kind: 'closes', matched_by: 'keyword' }])
    expect(await category()).toBe('in_review')
  },
)

test('a pull request that our own run opened is linked at once; its deliveries add what they know', async () => {
  const { id, identifier } = await manualIssue()
  const repository = await intake.db
    .selectFrom('dispatch_repository')
    .select('id')
    .where('workspace_id', '=', intake.workspace.id)
    .executeTakeFirstOrThrow()
  const branch = { headBranch: `dispatch/${identifier.toLowerCase()}`, headSha: sha('head'), baseBranch: 'main' }
  const own = {
    issueId: id,
    repositoryId: repository.id,
    repository: 'acme/shop',
    number: 7,
    title: 'Export',
    url: null,
    author: null,
  }
  moveTo(intake, 60)
  const runId = await runOn(id, repository.id)
  const record = (tx: Tx) => recordOpenedPull(tx, { ...own, ...branch, runId, isDraft: false })
  await withTransaction(intake.workspace.system(), record)
  await withTransaction(intake.workspace.system(), record)
  expect(await links()).toMatchObject([{ link_kind: 'closes', matched_by: 'run' }])
  expect(await category()).toBe('in_review')
  moveTo(intake, 61)
  await intake.github('pull_request', opened(60, 'Export', { headRef: branch.headBranch }))
  await intake.github('pull_request', merged(61, 'Export', { headRef: branch.headBranch }))
  expect(await category()).toBe('done')
  expect(await intake.events('pr.linked')).toHaveLength(1)
})

test("a stranger's fork can only suggest, until a person confirms", async () => {
  const { identifier, id } = await manualIssue()
  moveTo(intake, 60)
  const stranger = { association: 'NONE', headRepository: { id: 31, fullName: 'stranger/shop' } }
  await intake.github('pull_request', opened(60, `Fix ${identifier}`, stranger))
  expect(await links()).toMatchObject([{ link_kind: 'suggested' }])
  expect(await category()).toBe('backlog')
  const { workspace, api } = intake
  const list = await (await request(api, { path: `/api/issues/${id}/prs`, key: workspace.adminKey })).json()
  const confirmed = await request(api, {
    method: 'POST',
    path: `/api/issues/${id}/prs/${list.items[0].id}/confirm`,
    key: workspace.adminKey,
  })
  expect(confirmed.status).toBe(200)
  expect(await confirmed.json()).toMatchObject({ link_kind: 'closes', matched_by: 'person', number: 7 })
  expect(await category()).toBe('in_review')
})

test("a person's later move is not undone by an older delivery that comes late", async () => {
  const { identifier, id } = await manualIssue()
  moveTo(intake, 60)
  await intake.github('pull_request', opened(50, identifier))
  moveTo(intake, 70)
  await updateIssue(intake.workspace.person(), { id, changes: { status: 'Backlog' } })
  moveTo(intake, 80)
  await intake.github('pull_request', pull(65, { action: 'closed', state: 'closed', title: identifier }))
  expect(await category()).toBe('backlog')
  await intake.github('pull_request', pull(79, { action: 'reopened', title: identifier }))
  expect(await category()).toBe('in_review')
})

test('deliveries out of order end in the same state, and the log says what came late', async () => {
  const { identifier } = await manualIssue()
  moveTo(intake, 100)
  await intake.github('pull_request', merged(90, identifier))
  await intake.github('pull_request', opened(60, identifier))
  expect(await category()).toBe('done')
  const rows = await intake.db
    .selectFrom('dispatch_pull_request')
    .selectAll()
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
  expect(rows).toMatchObject([{ state: 'merged', merged_at: new Date(at(90)) }])
})

test('people link and unlink by hand, and what they removed stays removed', async () => {
  const { identifier, id } = await manualIssue()
  const { workspace, api } = intake
  const path = `/api/issues/${identifier}/prs`
  const body = { repository: 'Acme/Shop', number: 12 }
  const linked = await request(api, { method: 'POST', path, key: workspace.adminKey, body })
  expect(linked.status).toBe(201)
  const link = await linked.json()
  expect(link).toMatchObject({ repository: 'acme/shop', number: 12, state: 'open', link_kind: 'closes' })
  expect(await category()).toBe('in_review')
  expect((await request(api, { method: 'DELETE', path: `${path}/${link.id}`, key: workspace.adminKey })).status).toBe(204)
  expect((await intake.events('pr.unlinked'))[0]?.payload).toMatchObject({ number: 12 })
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, identifier, { number: 12 }))
  expect((await (await request(api, { path, key: workspace.adminKey })).json()).items).toEqual([])
  expect(id).toBeTruthy()
})

test.each([
  [{ repository: 'acme/unknown', number: 1 }, 422, 'unknown_repository'],
  [{ repository: 'acme/shop' }, 422, 'invalid'],
  [{ repository: 'acme/shop', number: 0 }, 422, 'invalid'],
])('linking %j is refused with %i %s', async (body, status, code) => {
  const { identifier } = await manualIssue()
  const { workspace, api } = intake
  const response = await request(api, { method: 'POST', path: `/api/issues/${identifier}/prs`, key: workspace.adminKey, body })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ code })
})

test('a pull request that named an error before it was filed is linked once it is', async () => {
  moveTo(intake, 95)
  await intake.github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F'))
  expect(await links()).toEqual([])
  await intake.sentry('issue', errorCreated(10))
  expect(await links()).toMatchObject([{ link_kind: 'closes' }])
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  expect(await category()).toBe('in_review')
})

test('a merged pull request that is unlinked and linked again by hand is watched again', async () => {
  const { identifier } = await deployedFix(intake)
  const { workspace, api } = intake
  const path = `/api/issues/${identifier}/prs`
  const [link] = (await (await request(api, { path, key: workspace.adminKey })).json()).items
  moveTo(intake, 120)
  await request(api, { method: 'DELETE', path: `${path}/${link.id}`, key: workspace.adminKey })
  expect(await attempts(intake)).toMatchObject([{ state: 'superseded' }])
  await intake.github('pull_request', merged(91, `Fix ${identifier} for good`))
  expect(await attempts(intake)).toMatchObject([{ state: 'superseded' }])
  const body = { repository: 'acme/shop', number: 7 }
  expect((await request(api, { method: 'POST', path, key: workspace.adminKey, body })).status).toBe(201)
  expect(await attempts(intake)).toMatchObject([{ state: 'watching', deployed_at: new Date(at(100)), verdict_at: null }])
})

test('an older fix is watched again once the newer one turns out to be none', async () => {
  const { identifier } = await deployedFix(intake)
  const { workspace, api } = intake
  const path = `/api/issues/${identifier}/prs`
  moveTo(intake, 130)
  await intake.github('pull_request', merged(130, `Fix ${identifier} again`, { number: 8, mergeSha: sha('second') }))
  const relink = () =>
    request(api, { method: 'POST', path, key: workspace.adminKey, body: { repository: 'acme/shop', number: 7 } })
  await relink()
  expect(await attempts(intake)).toMatchObject([{ state: 'superseded' }, { state: 'awaiting_deploy' }])
  const links = (await (await request(api, { path, key: workspace.adminKey })).json()).items
  const newer = links.find((link: { number: number }) => link.number === 8)
  await request(api, { method: 'DELETE', path: `${path}/${newer.id}`, key: workspace.adminKey })
  expect(await attempts(intake)).toMatchObject([{ state: 'watching', succeeded_at: null }, { state: 'superseded' }])
  await relink()
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }, { state: 'superseded' }])
  expect(await intake.issue()).toMatchObject({ fix_state: 'watching' })
})
