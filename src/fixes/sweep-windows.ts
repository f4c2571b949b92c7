// Closes the windows that are over by business time. A sweep, not a delayed job: a moved clock or a restart changes nothing.
import { systemContext } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { askAboutWindow, trackedIssues, type WindowAnswer } from './ask-tracker.ts'
import { canAskSentry, loadFixPolicy } from './fix-policy.ts'
import { type DeployedAttempt, isDeployed } from './gather-facts.ts'
import type { ErrorTracker, FixPorts } from './ports.ts'
import { keepOccurrence } from './record-recurrence.ts'
import { judgeWindow } from './review-attempt.ts'
import { findAttempt, listDueAttempts } from './store/attempts.ts'
import { weighEvidence } from './weigh-evidence.ts'

const pageSize = 50
/** An error tracker that does not answer is asked again for so long; then the window closes without it. */
const patienceMs = 15 * 60_000

export async function sweepWindows(runtime: Runtime, ports: Pick<FixPorts, 'tracker'>, signal?: AbortSignal): Promise<void> {
  for (let after: string | undefined; !signal?.aborted; ) {
    const due = await listDueAttempts(runtime.database.kysely, { now: runtime.clock.now(), limit: pageSize, after })
    for (const { id, workspace_id } of due) {
      try {
        await closeWindow(runtime, ports.tracker, { id, workspaceId: workspace_id, signal })
      } catch (error) {
        // One attempt that cannot be judged must not hold up the others.
        runtime.log.error({ err: error, fixId: id }, 'fixes.window_not_closed')
      }
    }
    after = due.at(-1)?.id
    if (due.length < pageSize) return
  }
}

interface Due {
  id: string
  workspaceId: string
  signal?: AbortSignal | undefined
}

async function closeWindow(runtime: Runtime, tracker: ErrorTracker, { id, workspaceId, signal }: Due): Promise<void> {
  const ctx = systemContext(runtime, workspaceId)
  const attempt = await findAttempt(ctx.db, id)
  if (!attempt || !isDeployed(attempt)) return
  const issues = canAskSentry(ctx, await loadFixPolicy(ctx)) ? await trackedIssues(ctx, attempt.issue_id) : []
  const asked = issues.length > 0 ? await askAboutWindow(tracker, issues, { attempt, signal }) : null
  if (asked?.ok === false && !asked.isFinal && ctx.now.getTime() < attempt.window_ends_at.getTime() + patienceMs) {
    return ctx.log.warn({ fixId: id, reason: asked.sentence }, 'fixes.tracker_not_answering')
  }
  const answer = asked?.ok ? asked.value : null
  await weighEvidence(ctx, async (tx) => {
    for (const event of answer?.events ?? []) await keepOccurrence(tx, toOccurrence(event, attempt))
    const tracked = answer && {
      askedAt: tx.now.toISOString(),
      lastSeen:
        answer.events
          .map((event) => event.occurredAt)
          .sort()
          .at(-1) ?? null,
      events: answer.events.length,
      isTruncated: answer.isTruncated,
      projectEvents: answer.projectEvents,
    }
    await judgeWindow(tx, id, tracked)
  })
}

function toOccurrence(event: WindowAnswer['events'][number], attempt: DeployedAttempt) {
  return {
    externalIssueId: event.externalIssueId,
    issueId: attempt.issue_id,
    key: `event:${event.eventId}`,
    occurredAt: event.occurredAt,
    release: event.release,
    environment: event.environment,
    channel: 'api' as const,
    deliveryId: null,
  }
}
