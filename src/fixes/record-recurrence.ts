// An error was seen again: kept once, and held against the fixes that it may speak against.
import type { Tx } from '../platform/context.ts'
import { reviewOccurrence } from './review-occurrence.ts'
import { type AttemptRow, lockAttemptsOfIssue } from './store/attempts.ts'
import { insertOccurrences, type OccurrenceRow } from './store/occurrences.ts'

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
  const [recorded = unheardOf] = await recordOccurrences(tx, [occurrence])
  return recorded
}

const unheardOf: Recorded = { isNew: false, hasVerdict: false }

/** Of one issue, in their order: what became of each. */
export async function recordOccurrences(tx: Tx, occurrences: readonly NewOccurrence[]): Promise<Recorded[]> {
  const rows = new Map((await keep(tx, occurrences)).map((row) => [row.occurrence_key, row]))
  let attempts: AttemptRow[] | null = null
  const recorded: Recorded[] = []
  for (const { key, issueId } of occurrences) {
    const row = rows.get(key)
    rows.delete(key) // told twice at once
    attempts ??= row ? await lockAttemptsOfIssue(tx.db, issueId) : null
    const hasVerdict = row !== undefined && (await review(tx, attempts ?? [], row))
    // A verdict changes what the next one is held against.
    if (hasVerdict) attempts = null
    recorded.push({ isNew: row !== undefined, hasVerdict })
  }
  return recorded
}

async function review(tx: Tx, attempts: readonly AttemptRow[], row: OccurrenceRow): Promise<boolean> {
  let hasVerdict = false
  for (const attempt of attempts) hasVerdict = (await reviewOccurrence(tx, attempt, row)) || hasVerdict
  return hasVerdict
}

/** Without looking at fixes: for whoever looks at them afterwards. */
export async function keepOccurrences(tx: Tx, occurrences: readonly NewOccurrence[]): Promise<void> {
  await keep(tx, occurrences)
}

function keep(tx: Tx, occurrences: readonly NewOccurrence[]): Promise<OccurrenceRow[]> {
  const rows = occurrences.map((occurrence) => ({
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
  }))
  return insertOccurrences(tx.db, rows)
}
