// The steps of the loop as vendors tell them, each at its own time, for tests of fixes.
import {
  type DeploymentStatus,
  deploymentStatusPayload,
  type PullChange,
  pullRequestPayload,
  pushPayload,
  sha,
} from '#test/fixtures/github/payloads.ts'
import { sentryEventHook, sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import type { TestIntake } from '#test/intake.ts'
import { testStart } from '#test/runtime.ts'

/** The time so many minutes after tests begin. */
export const at = (minutes: number): string => new Date(testStart.getTime() + minutes * 60_000).toISOString()

/** Moves business time forward to so many minutes after tests begin. */
export function moveTo(intake: TestIntake, minutes: number): void {
  intake.runtime.clock.setOffsetMs(minutes * 60_000)
}

export const merge = sha('merge')

export function errorCreated(minutes: number, issue: Record<string, unknown> = {}) {
  return sentryIssueHook('issue-created', { firstSeen: at(minutes), lastSeen: at(minutes), ...issue })
}

export function errorRegressed(minutes: number, count = 48) {
  return sentryIssueHook('issue-regressed', { lastSeen: at(minutes), count: String(count) })
}

/** One event of the error, as a per-event hook tells it. */
export function errorEvent(minutes: number, event: Record<string, unknown> = {}) {
  const event_id = Buffer.from(`event-${minutes}`).toString('hex').padEnd(32, '0')
  return sentryEventHook('error-created', { event_id, datetime: at(minutes), ...event })
}

/** An event of another error of the project: the pipe is alive, and there is traffic. */
export function otherError(minutes: number) {
  return errorEvent(minutes, { event_id: Buffer.from(`other-${minutes}`).toString('hex').padEnd(32, '0'), issue_id: '777' })
}

export function pull(minutes: number, change: Partial<PullChange> & { action: string }) {
  return pullRequestPayload({ updatedAt: at(minutes), mergeSha: merge, headRef: 'fix/crash', ...change })
}

export const opened = (minutes: number, title: string, change: Partial<PullChange> = {}) =>
  pull(minutes, { action: 'opened', title, ...change })
export const merged = (minutes: number, title: string, change: Partial<PullChange> = {}) =>
  pull(minutes, { action: 'closed', state: 'merged', title, mergedAt: at(minutes), ...change })

export const deployed = (minutes: number, deployment: Partial<DeploymentStatus> = {}) =>
  deploymentStatusPayload({ sha: merge, createdAt: at(minutes), ...deployment })

export const pushed = (minutes: number, push: { before: string; after: string; message?: string; forced?: boolean }) =>
  pushPayload({
    before: push.before,
    after: push.after,
    forced: push.forced ?? false,
    commits: [{ id: push.after, message: push.message ?? 'A commit' }],
    pushedAt: at(minutes),
  })

/** A new error, its pull request, the merge, and the deployment that contains it: the window is open at minute 100. */
export async function deployedFix(intake: TestIntake): Promise<{ identifier: string; issueId: string }> {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  const { identifier, id } = await intake.issue()
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, `Fix ${identifier}`))
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fix ${identifier}`))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  return { identifier, issueId: id }
}

export const attempts = (intake: TestIntake) =>
  intake.db
    .selectFrom('dispatch_fix_attempt')
    .selectAll()
    .where('workspace_id', '=', intake.workspace.id)
    .orderBy('merged_at')
    .execute()
