// An issue as Sentry's API shows it now, as the hook that may have been lost would have told it.
import { errorIssueKey } from '#src/intake/domain/object-key.ts'
import type { ErrorIssueKind, ErrorIssueSignal } from '#src/intake/domain/signal.ts'
import { categoryOf, toErrorIssue } from './error-issue.ts'
import { issuePayload } from './payload.ts'

const kindOfState: Record<string, ErrorIssueKind> = {
  regressed: 'error_issue_regressed',
  escalating: 'error_issue_escalating',
  resolved: 'error_issue_resolved',
  ignored: 'error_issue_archived',
  archived: 'error_issue_archived',
}

/** None for a state that the hooks tell nothing about. `now` is ISO 8601 UTC. */
export function pollSignals(json: unknown, now: string): ErrorIssueSignal[] {
  const parsed = issuePayload.safeParse(json)
  if (!parsed.success) return []
  const { status, substatus } = parsed.data
  const kind = kindOfState[substatus ?? ''] ?? kindOfState[status ?? '']
  if (!kind) return []
  const issue = toErrorIssue(parsed.data)
  const version = `${issue.lastSeen ?? ''}#${issue.count ?? ''}`
  return [
    {
      kind,
      source: 'sentry',
      objectKey: errorIssueKey(issue.externalId),
      // The API does not say since when; its last event is the latest that the change can have waited for.
      occurredAt: issue.lastSeen !== null && issue.lastSeen < now && kind === 'error_issue_regressed' ? issue.lastSeen : now,
      vendorVersion: version,
      occurrenceKey: `${substatus ?? status ?? ''}@${version}`,
      issue,
      substatus: substatus ?? null,
      actor: null,
      resolvedInRelease: null,
    },
  ]
}

/** An issue that was found among the new ones; none if it is of a kind that is not tracked, or cannot be read. */
export function newIssueSignals(json: unknown, categories: readonly string[]): ErrorIssueSignal[] {
  const parsed = issuePayload.safeParse(json)
  if (!parsed.success || !categories.includes(categoryOf(parsed.data))) return []
  const { status, substatus } = parsed.data
  const issue = toErrorIssue(parsed.data)
  if (issue.firstSeen === null) return []
  const version = `${issue.lastSeen ?? ''}#${issue.count ?? ''}`
  return [
    {
      kind: 'error_issue_created',
      source: 'sentry',
      objectKey: errorIssueKey(issue.externalId),
      occurredAt: issue.firstSeen,
      vendorVersion: version,
      // As the hook writes it, so that both are one.
      occurrenceKey: `created ${substatus ?? status ?? ''} ${version}`,
      issue,
      substatus: substatus ?? null,
      actor: null,
      resolvedInRelease: null,
    },
  ]
}
