// Verdicts on fixes, through signed webhooks and moved time: what fails a fix, what proves nothing, and what must not count at all.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pushPayload, sha, shop } from '#test/fixtures/github/payloads.ts'
import { sentryEventHook } from '#test/fixtures/sentry/payloads.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { type BareRemote, bareRemote } from './kit/bare-remote.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import {
  connectShop,
  type ErrorStory,
  errorArrives,
  errorRecurs,
  fixBecomes,
  fixIsMerged,
  fixOf,
  isDeployed,
  nowAt,
  processed,
  pullRequestSays,
  readIssue,
  workflowEnds,
} from './kit/story.ts'
import { waitFor } from './kit/wait-for.ts'
import { sendGithub, sendSentry, webhookSecrets } from './kit/webhooks.ts'

const hour = 3_600
let remote: BareRemote
let sentry: SentryStandIn
/** One can ask Sentry at the end of a window, the other hears nothing but what Sentry's issue hooks tell. */
let seeing: Dispatch
let blind: Dispatch

beforeAll(async () => {
  remote = bareRemote()
  sentry = await startSentryApi()
  seeing = await startDispatch({
    environment: { ...webhookSecrets, SENTRY_API_TOKEN: sentry.token, SENTRY_API_URL: sentry.url },
  })
  blind = await startDispatch({ environment: webhookSecrets })
  await connectShop(seeing, remote.url)
  await connectShop(blind, remote.url)
})
afterAll(async () => {
  await seeing?.stop()
  await blind?.stop()
  await sentry?.close()
  remote?.remove()
})
showLogsOfFailures(() => seeing)
showLogsOfFailures(() => blind)

let seed = 0
const newSha = () => sha(`m${++seed}`)

/** Sentry's own record of the error, for questions at the API. */
function knownToSentry({ sentryId }: ErrorStory): void {
  const example = sentry.issues.values().next().value
  sentry.issues.set(sentryId, { fields: { ...example?.fields, id: sentryId, status: 'unresolved' }, events: [] })
}

async function watchedFix(dispatch: Dispatch): Promise<{ story: ErrorStory; mergeSha: string }> {
  const story = await errorArrives(dispatch)
  knownToSentry(story)
  const mergeSha = newSha()
  await fixIsMerged(dispatch, story, mergeSha)
  await isDeployed(dispatch, { sha: mergeSha })
  await fixBecomes(dispatch, story.issue.id, 'watching')
  return { story, mergeSha }
}

test('a recurrence in the window fails the fix: backlog, priority up, a label and a comment with the evidence', async () => {
  const { story } = await watchedFix(seeing)
  expect(story.issue.priority).toBe('P2')
  await seeing.advance(2 * hour)
  const at = await nowAt(seeing)
  sentry.issues.get(story.sentryId)?.events.push({ eventID: 'e'.repeat(32), dateCreated: at, environment: 'production' })
  await errorRecurs(seeing, story, { lastSeen: at })

  const fix = await fixBecomes(seeing, story.issue.id, 'failed')
  expect(fix.events_after).toBeGreaterThanOrEqual(1)
  expect(fix.verdict_at).not.toBeNull()
  expect(JSON.stringify(fix.evidence)).toContain(at.slice(0, 16))
  const issue = await readIssue(seeing, story.issue.id)
  expect(issue).toMatchObject({ status: { category: 'backlog' }, priority: 'P1', fix_state: 'failed', closed_at: null })
  expect(issue.labels.map(({ name }) => name)).toContain('Fix Failed')
  const { items } = await seeing.api.get<{ items: { body: string }[] }>(`/api/issues/${issue.id}/comments`)
  expect(items.at(-1)?.body).toContain('Fix failed')
  expect(items.at(-1)?.body).toMatch(/acme\/shop#\d+/)

  await seeing.advance(60 * hour)
  expect(await fixOf(seeing, issue.id)).toMatchObject({ id: fix.id, state: 'failed', verdict_at: fix.verdict_at })
})

test('a recurrence within the grace of old processes does not count', async () => {
  const { story } = await watchedFix(seeing)
  await errorRecurs(seeing, story)
  await seeing.advance(hour)
  expect(await fixOf(seeing, story.issue.id)).toMatchObject({ state: 'watching' })
})

test('a window in which Sentry counted nothing verifies the fix, with its numbers', async () => {
  const { story } = await watchedFix(seeing)
  await seeing.advance(47 * hour)
  expect(await fixOf(seeing, story.issue.id)).toMatchObject({ state: 'watching' })
  await seeing.advance(hour + 60)
  const fix = await fixBecomes(seeing, story.issue.id, 'verified')
  expect(fix).toMatchObject({ events_before: 240, events_after: 0 })
  // 24 a day before, two days watched but for the grace.
  expect(fix.expected_events).toBeGreaterThan(40)
  expect(fix.confidence).toBeGreaterThan(0.99)
  expect(fix.evidence.verdict).toMatchObject({ channels: ['api'], has_traffic: true, project_events: 320 })
  expect(await readIssue(seeing, story.issue.id)).toMatchObject({ status: { category: 'done' }, fix_state: 'verified' })
  await waitFor(() => sentry.issues.get(story.sentryId)?.fields.status === 'resolved', { what: 'Sentry to be told' })
})

test('a verdict is broken, not undone, when the error comes back later', async () => {
  const { story } = await watchedFix(seeing)
  await seeing.advance(48 * hour + 60)
  await fixBecomes(seeing, story.issue.id, 'verified')
  await seeing.advance(72 * hour)
  const at = await nowAt(seeing)
  sentry.issues.get(story.sentryId)?.events.push({ eventID: 'f'.repeat(32), dateCreated: at, environment: 'production' })
  await errorRecurs(seeing, story, { lastSeen: at })
  const fix = await waitFor(
    async () => {
      const attempt = await fixOf(seeing, story.issue.id)
      return attempt?.broken_at ? attempt : undefined
    },
    { what: 'the verdict to be marked as broken' },
  )
  expect(fix.state).toBe('verified')
  expect((await readIssue(seeing, story.issue.id)).status.category).toBe('backlog')
})

test('without a channel that could have shown a recurrence the window ends inconclusive and says what to connect', async () => {
  const { story } = await watchedFix(blind)
  await blind.advance(48 * hour + 60)
  const fix = await fixBecomes(blind, story.issue.id, 'inconclusive')
  expect(fix.evidence.verdict).toMatchObject({ channels: [] })
  expect(fix.state_detail).toContain('SENTRY_API_TOKEN')
  const issue = await readIssue(blind, story.issue.id)
  expect(issue).toMatchObject({ status: { category: 'in_review' }, fix_state: 'inconclusive', closed_at: null })
  expect(issue.needs_attention).toMatch(/verif/)
})

test('with per-event hooks silence is evidence, without any token', async () => {
  const other = { event_id: 'a'.repeat(32), issue_id: '77', datetime: await nowAt(blind), title: 'Another error of this project' }
  await processed(blind, await sendSentry(blind, { resource: 'error', payload: sentryEventHook('error-created', other) }))
  const { story } = await watchedFix(blind)
  await blind.advance(24 * hour)
  const alive = { ...other, event_id: 'b'.repeat(32), datetime: await nowAt(blind) }
  await processed(blind, await sendSentry(blind, { resource: 'error', payload: sentryEventHook('error-created', alive) }))
  await blind.advance(24 * hour + 60)
  const fix = await fixBecomes(blind, story.issue.id, 'verified')
  expect(fix.evidence.verdict).toMatchObject({ channels: ['event_hooks'] })
})

test("a preview, a staging deploy, a fork's main and a deploy without the merge change nothing", async () => {
  const story = await errorArrives(seeing)
  knownToSentry(story)
  const [before, mergeSha] = [remote.tip('main'), remote.commit({ 'src/other.js': `export const n = ${seed}\n` })]
  const push = pushPayload({ before, after: mergeSha, pushedAt: await nowAt(seeing) })
  await processed(seeing, await sendGithub(seeing, 'push', push))
  await fixIsMerged(seeing, story, mergeSha)
  const waiting = await fixBecomes(seeing, story.issue.id, 'awaiting_deploy')
  const fork = { id: 999_999, fullName: 'stranger/shop' }

  const meaningless = [
    () => isDeployed(seeing, { sha: mergeSha, environment: 'preview-7', transient: true }),
    () => isDeployed(seeing, { sha: mergeSha, environment: 'production', transient: true }),
    () => isDeployed(seeing, { sha: mergeSha, environment: 'staging' }),
    () => isDeployed(seeing, { sha: mergeSha, state: 'failure' }),
    () => isDeployed(seeing, { sha: mergeSha, state: 'in_progress' }),
    () => workflowEnds(seeing, { sha: mergeSha, headRepository: fork }),
    () => workflowEnds(seeing, { sha: mergeSha, event: 'pull_request' }),
    () => workflowEnds(seeing, { sha: mergeSha, conclusion: 'failure' }),
    () => workflowEnds(seeing, { sha: mergeSha, name: 'tests' }),
    () => workflowEnds(seeing, { sha: mergeSha, branch: 'topic' }),
    () => isDeployed(seeing, { sha: before }),
    () => isDeployed(seeing, { sha: sha('nobody knows this commit') }),
    () => isDeployed(seeing, { sha: mergeSha, repository: fork }),
  ]
  for (const deploy of meaningless) await deploy()
  await seeing.advance(5 * 24 * hour)
  const fix = await fixOf(seeing, story.issue.id)
  expect(fix).toMatchObject({
    id: waiting.id,
    state: 'awaiting_deploy',
    deployed_at: null,
    window_ends_at: null,
    verdict_at: null,
  })
  expect(await readIssue(seeing, story.issue.id)).toMatchObject({
    status: { category: 'in_review' },
    fix_state: 'awaiting_deploy',
  })

  // And then the real one, by a workflow of the repository itself.
  await workflowEnds(seeing, { sha: mergeSha })
  await fixBecomes(seeing, story.issue.id, 'watching')
})

test('a production deploy that no longer contains the merge puts the fix back to waiting', async () => {
  const before = remote.tip('main')
  const mergeSha = remote.commit({ 'src/another.js': `export const n = ${seed}\n` })
  const push = pushPayload({ before, after: mergeSha, pushedAt: await nowAt(seeing) })
  await processed(seeing, await sendGithub(seeing, 'push', push))
  const story = await errorArrives(seeing)
  knownToSentry(story)
  await fixIsMerged(seeing, story, mergeSha)
  await isDeployed(seeing, { sha: mergeSha })
  await fixBecomes(seeing, story.issue.id, 'watching')
  await seeing.advance(hour)
  await isDeployed(seeing, { sha: before })
  await fixBecomes(seeing, story.issue.id, 'awaiting_deploy')
  await seeing.advance(72 * hour)
  expect(await fixOf(seeing, story.issue.id)).toMatchObject({ state: 'awaiting_deploy', verdict_at: null })
})

test("a stranger's fork that names the issue can only suggest", async () => {
  const story = await errorArrives(seeing)
  const stranger = {
    number: 4_711,
    headRef: `fix/${story.issue.identifier.toLowerCase()}`,
    title: `Fixes ${story.issue.identifier}`,
    headRepository: { id: 999_998, fullName: 'stranger/shop' },
    association: 'NONE',
    author: 'stranger',
  }
  await pullRequestSays(seeing, { ...stranger, action: 'opened', updatedAt: await nowAt(seeing) })
  await pullRequestSays(seeing, {
    ...stranger,
    action: 'closed',
    state: 'merged',
    mergeSha: newSha(),
    updatedAt: await nowAt(seeing, 1_000),
  })
  const { items } = await seeing.api.get<{ items: { link_kind: string }[] }>(`/api/issues/${story.issue.id}/prs`)
  expect(items.map(({ link_kind }) => link_kind)).toEqual(['suggested'])
  expect(await fixOf(seeing, story.issue.id)).toBeUndefined()
  expect((await readIssue(seeing, story.issue.id)).status.category).toBe(story.issue.status.category)
})

test('pull requests, merges and deploys that are told twice or in the wrong order end in the same state', async () => {
  const story = await errorArrives(seeing)
  knownToSentry(story)
  const mergeSha = newSha()
  const pull = { number: 4_712, headRef: `fix/${story.issue.identifier.toLowerCase()}`, mergeSha }
  const opened = { ...pull, action: 'opened', updatedAt: await nowAt(seeing, -3_000) }
  const merged = { ...pull, action: 'closed', state: 'merged' as const, updatedAt: await nowAt(seeing, -2_000) }
  await isDeployed(seeing, { sha: mergeSha })
  await pullRequestSays(seeing, merged)
  await pullRequestSays(seeing, { ...opened, body: 'Told late.' })
  await pullRequestSays(seeing, { ...merged, body: 'Told again.' })
  await fixBecomes(seeing, story.issue.id, 'watching')
  const { items } = await seeing.api.get<{ items: { state: string }[] }>(`/api/issues/${story.issue.id}/prs`)
  expect(items.map(({ state }) => state)).toEqual(['merged'])
  expect((await seeing.api.get<{ items: unknown[] }>(`/api/issues/${story.issue.id}/fix`)).items).toHaveLength(1)
})

test('webhooks of a repository that is not connected are kept and change nothing', async () => {
  const stranger = { ...shop, id: 5, fullName: 'stranger/unknown' }
  const delivery = await isDeployed(seeing, { sha: newSha(), repository: stranger })
  expect(delivery).toMatchObject({ state: 'ignored', decision: { reason: 'unknown_repository' } })
})
