// An error was seen again: kept once, and held against the fixes that it may speak against.
import type { Tx } from '../platform/context.ts'
import { reviewOccurrence } from './review-occurrence.ts'
import { lockAttemptsOfIssue } from './store/attempts.ts'
import { insertOccurrence, type OccurrenceRow } from './store/occurrences.ts'

export interface NewOccurrence {
  externalIssueId: string
  issueId: string
  /** Equal for two tellings of one occurrence. */
  key: string
  occurredAt: string
  release: string | null
  environment: string | null
  channel: OccurrenceRow['channel']
  deliveryId: string | null
}

export interface Recorded {
  isNew: boolean
  /** A fix was judged because of it. */
  hasVerdict: boolean
}

export async function recordOccurrence(tx: Tx, occurrence: NewOccurrence): Promise<Recorded> {
  const row = await keep(tx, occurrence)
  if (!row) return { isNew: false, hasVerdict: false }
  let hasVerdict = false
  for (const attempt of await lockAttemptsOfIssue(tx.db, occurrence.issueId)) {
    hasVerdict = (await reviewOccurrence(tx, attempt, row)) || hasVerdict
  }
  return { isNew: true, hasVerdict }
}

/** Without looking at fixes: for whoever looks at them afterwards. False when it is known. */
export async function keepOccurrence(tx: Tx, occurrence: NewOccurrence): Promise<boolean> {
  return (await keep(tx, occurrence)) !== undefined
}

function keep(tx: Tx, occurrence: NewOccurrence): Promise<OccurrenceRow | undefined> {
  return insertOccurrence(tx.db, {
    id: tx.newId('occ'),
    workspace_id: tx.workspaceId,
    external_issue_id: occurrence.externalIssueId,
    issue_id: occurrence.issueId,
    occurrence_key: occurrence.key,
    occurred_at: occurrence.occurredAt,
    release: occurrence.release,
    environment: occurrence.environment,
    channel: occurrence.channel,
    delivery_id: occurrence.deliveryId,
    created_at: tx.now,
  })
}
