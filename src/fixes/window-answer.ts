// What the error tracker says about the window of an attempt, and how it is kept.
import type { Ctx, Tx } from '../platform/context.ts'
import { askAboutWindow, trackedIssues, type WindowAnswer } from './ask-tracker.ts'
import { canAskSentry, loadFixPolicy } from './fix-policy.ts'
import type { DeployedAttempt } from './gather-facts.ts'
import type { ErrorTracker } from './ports.ts'
import { keepOccurrences } from './record-recurrence.ts'
import type { TrackerSays } from './verdict-facts.ts'

/** An error tracker that does not answer is asked again for so long; then its window closes without it. */
const patienceMs = 15 * 60_000

/** Null where nobody can be asked, or nobody answered in time; `wait` while asking again may help. */
export async function askForWindow(
  ctx: Ctx,
  tracker: ErrorTracker,
  { attempt, signal }: { attempt: DeployedAttempt; signal?: AbortSignal | undefined },
): Promise<WindowAnswer | null | 'wait'> {
  const issues = canAskSentry(ctx, await loadFixPolicy(ctx)) ? await trackedIssues(ctx, attempt.issue_id) : []
  if (issues.length === 0) return null
  const asked = await askAboutWindow(tracker, issues, { attempt, signal })
  const mayWait = ctx.now.getTime() < attempt.window_ends_at.getTime() + patienceMs
  if (asked.ok && !(asked.value.isIncomplete && mayWait)) return asked.value
  if (!asked.ok && (asked.isFinal || !mayWait)) return null
  const reason = asked.ok ? 'It did not count the events of the project.' : asked.sentence
  ctx.log.warn({ fixId: attempt.id, reason }, 'fixes.tracker_not_answering')
  return 'wait'
}

/** Its events become occurrences like those that hooks tell of. */
export async function keepAnswer(tx: Tx, attempt: DeployedAttempt, answer: WindowAnswer | null): Promise<TrackerSays> {
  if (!answer) return null
  await keepOccurrences(
    tx,
    answer.events.map((event) => toOccurrence(event, attempt)),
  )
  const times = answer.events.map((event) => event.occurredAt).sort()
  return {
    askedAt: tx.now.toISOString(),
    lastSeen: times.at(-1) ?? null,
    events: answer.events.length,
    isTruncated: answer.isTruncated,
    projectEvents: answer.projectEvents,
  }
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
