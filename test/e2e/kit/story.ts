// What happens to one production error, told to a running server as the vendors would tell it, at business time.
import { randomInt } from 'node:crypto'
import type { FixAttempt } from '#src/fixes/schemas.ts'
import type { Delivery } from '#src/intake/schemas.ts'
import type { Issue } from '#src/issues/schemas.ts'
import {
  type DeploymentStatus,
  deploymentStatusPayload,
  type PullChange,
  pullRequestPayload,
  shop,
  type WorkflowRun,
  workflowRunPayload,
} from '#test/fixtures/github/payloads.ts'
import type { Answer } from './api-client.ts'
import type { Dispatch } from './dispatch.ts'
import { waitFor } from './wait-for.ts'
import { type Received, sendGithub, sendSentryIssue } from './webhooks.ts'

const hourMs = 3_600_000
let pullNumber = 100

export interface ErrorStory {
  issue: Issue
  sentryId: string
}

/** Business time of the server. */
export async function nowAt(dispatch: Dispatch, offsetMs = 0): Promise<string> {
  const { now } = await dispatch.api.get<{ now: string }>('/api/health')
  return new Date(Date.parse(now) + offsetMs).toISOString()
}

/** The delivery, once it was decided about. */
export async function processed(dispatch: Dispatch, answer: Answer<Received>): Promise<Delivery> {
  if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status} ${JSON.stringify(answer.body)}`)
  return waitFor(
    async () => {
      const delivery = await dispatch.api.get<Delivery>(`/api/deliveries/${answer.body.delivery_id}`)
      return delivery.state !== 'received' && delivery
    },
    { what: 'the delivery to be processed' },
  )
}

export function readIssue(dispatch: Dispatch, id: string): Promise<Issue> {
  return dispatch.api.get<Issue>(`/api/issues/${id}`)
}

/** A new error that Sentry has seen 240 times in ten days. */
export async function errorArrives(dispatch: Dispatch, fields: Record<string, unknown> = {}): Promise<ErrorStory> {
  const sentryId = String(randomInt(1_000_000, 2_000_000_000))
  const answer = await sendSentryIssue(dispatch, 'issue-created', {
    id: sentryId,
    shortId: `CHECKOUT-API-${Number(sentryId).toString(36).toUpperCase()}`,
    title: `TypeError: cannot read total of order ${sentryId}`,
    priority: 'medium',
    count: '240',
    firstSeen: await nowAt(dispatch, -240 * hourMs),
    lastSeen: await nowAt(dispatch, -hourMs / 2),
    ...fields,
  })
  const { issue } = await processed(dispatch, answer)
  if (!issue) throw new Error('the error made no issue')
  return { issue: await readIssue(dispatch, issue.id), sentryId }
}

/** Sentry saw it again, just now unless told otherwise. */
export async function errorRecurs(
  dispatch: Dispatch,
  { sentryId }: ErrorStory,
  fields: Record<string, unknown> = {},
): Promise<Delivery> {
  const hook = { id: sentryId, count: '241', lastSeen: await nowAt(dispatch), priority: 'medium', ...fields }
  return processed(dispatch, await sendSentryIssue(dispatch, 'issue-regressed', hook))
}

export interface MergedPull {
  number: number
  mergeSha: string
  headRef: string
}

/** Opened and merged by a person whose branch names the issue. */
export async function fixIsMerged(
  dispatch: Dispatch,
  { issue }: ErrorStory,
  mergeSha: string,
  change: Partial<PullChange> = {},
): Promise<MergedPull> {
  const number = ++pullNumber
  const headRef = `fix/${issue.identifier.toLowerCase()}-total`
  const pull = { number, headRef, title: 'Guard the total', mergeSha, ...change }
  await pullRequestSays(dispatch, { ...pull, action: 'opened', updatedAt: await nowAt(dispatch, -2_000) })
  await pullRequestSays(dispatch, { ...pull, action: 'closed', state: 'merged', updatedAt: await nowAt(dispatch) })
  return { number, mergeSha, headRef }
}

export async function pullRequestSays(dispatch: Dispatch, change: PullChange): Promise<Delivery> {
  return processed(dispatch, await sendGithub(dispatch, 'pull_request', pullRequestPayload(change)))
}

let deploymentId = 900_000

export async function isDeployed(dispatch: Dispatch, told: DeploymentStatus): Promise<Delivery> {
  const payload = deploymentStatusPayload({ id: ++deploymentId, createdAt: await nowAt(dispatch), ...told })
  return processed(dispatch, await sendGithub(dispatch, 'deployment_status', payload))
}

export async function workflowEnds(dispatch: Dispatch, told: WorkflowRun): Promise<Delivery> {
  const payload = workflowRunPayload({ id: ++deploymentId, updatedAt: await nowAt(dispatch), ...told })
  return processed(dispatch, await sendGithub(dispatch, 'workflow_run', payload))
}

/** The newest attempt at an issue. */
export async function fixOf(dispatch: Dispatch, issueId: string): Promise<FixAttempt | undefined> {
  const { items } = await dispatch.api.get<{ items: FixAttempt[] }>(`/api/issues/${issueId}/fix`)
  return items[0]
}

export function fixBecomes(dispatch: Dispatch, issueId: string, state: FixAttempt['state']): Promise<FixAttempt> {
  return waitFor(
    async () => {
      const fix = await fixOf(dispatch, issueId)
      return fix?.state === state && fix
    },
    { what: `the fix to be ${state}` },
  )
}

/** The repository that webhooks of `acme/shop` are about. */
export async function connectShop(dispatch: Dispatch, gitUrl: string): Promise<{ id: string }> {
  return dispatch.api.post('/api/repositories', { git_url: gitUrl, full_name: shop.fullName, test_command: 'node --test' })
}
