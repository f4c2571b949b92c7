// Asks the error tracker what happened in a window.
import { z } from 'zod'
import type { Ctx } from '../platform/context.ts'
import type { DeployedAttempt } from './gather-facts.ts'
import type { Asked, ErrorTracker, TrackedEvent, TrackedIssue } from './ports.ts'
import { type ErrorSource, listErrorSources } from './store/channels.ts'

const metadataSchema = z.object({ organization: z.string().nullable().default(null) })

/** The tracker's issues behind one of ours, ready to be asked about. */
export async function trackedIssues(ctx: Pick<Ctx, 'db'>, issueId: string): Promise<(TrackedIssue & { id: string })[]> {
  const sources = await listErrorSources(ctx.db, issueId)
  return sources.filter(({ source }) => source === 'sentry').map(toTracked)
}

function toTracked({ id, external_id, project, metadata }: ErrorSource): TrackedIssue & { id: string } {
  return { id, externalId: external_id, project, organization: metadataSchema.parse(metadata).organization }
}

export interface WindowAnswer {
  events: (TrackedEvent & { externalIssueId: string })[]
  isTruncated: boolean
  projectEvents: number | null
  isIncomplete: boolean
}

/** All of them together; not ok as soon as one is not answered. */
export async function askAboutWindow(
  tracker: ErrorTracker,
  issues: readonly (TrackedIssue & { id: string })[],
  { attempt, signal }: { attempt: DeployedAttempt; signal?: AbortSignal | undefined },
): Promise<Asked<WindowAnswer>> {
  const answer: WindowAnswer = { events: [], isTruncated: false, projectEvents: null, isIncomplete: false }
  for (const issue of issues) {
    const span = { since: attempt.window_starts_at, until: attempt.window_ends_at }
    const asked = await tracker.ask(issue, span, signal)
    if (!asked.ok) return asked
    answer.events.push(...asked.value.events.map((event) => ({ ...event, externalIssueId: issue.id })))
    answer.isTruncated ||= asked.value.isTruncated
    answer.isIncomplete ||= asked.value.isIncomplete
    if (asked.value.projectEvents !== null) answer.projectEvents = (answer.projectEvents ?? 0) + asked.value.projectEvents
  }
  return { ok: true, value: answer }
}
