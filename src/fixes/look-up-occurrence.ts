// Asks the error tracker where an occurrence happened, so that an old release or another environment clears the fix.
import { systemContext } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { trackedIssues } from './ask-tracker.ts'
import { readEvidence } from './evidence.ts'
import type { ErrorTracker, ReleaseLookUp } from './ports.ts'
import { refoldAttempt } from './refold-attempt.ts'
import { reviewAttempt } from './review-attempt.ts'
import { lockAttempt, updateAttempt } from './store/attempts.ts'
import { findOccurrence, nameRelease } from './store/occurrences.ts'
import { weighEvidence } from './weigh-evidence.ts'

export interface LookUpOccurrence {
  workspaceId: string
  fixId: string
  occurrenceId: string
  /** Nobody asks again after this try: what is not known by then is decided without. */
  isLastTry: boolean
  signal: AbortSignal
}

const nothingKnown: ReleaseLookUp = { release: null, environment: null, releaseCreatedAt: null }

/** Throws while asking again may help. */
export async function lookUpOccurrence(runtime: Runtime, tracker: ErrorTracker, work: LookUpOccurrence): Promise<void> {
  const ctx = systemContext(runtime, work.workspaceId)
  const occurrence = await findOccurrence(ctx.db, work.workspaceId, work.occurrenceId)
  const issues = occurrence ? await trackedIssues(ctx, occurrence.issue_id) : []
  const issue = issues.find((candidate) => candidate.id === occurrence?.external_issue_id)
  if (!occurrence) return
  // What came from elsewhere Sentry cannot tell of.
  const asked = issue
    ? await tracker.lookUp(issue, eventIdOf(occurrence.occurrence_key), work.signal)
    : { ok: true as const, value: nothingKnown }
  if (!asked.ok && !asked.isFinal && !work.isLastTry) throw new Upstream('sentry_silent', asked.sentence)
  const lookUp = asked.ok ? asked.value : nothingKnown
  await weighEvidence(ctx, async (tx) => {
    const attempt = await lockAttempt(tx.db, work.fixId)
    if (!attempt) return
    const evidence = readEvidence(attempt.evidence)
    const look_ups = { ...evidence.look_ups, [occurrence.id]: lookUp }
    await updateAttempt(tx.db, attempt.id, { evidence: { ...evidence, look_ups }, now: tx.now })
    await nameRelease(tx.db, occurrence.id, lookUp)
    if (!(await reviewAttempt(tx, attempt.id))) await refoldAttempt(tx, attempt.id)
  })
}

/** Per-event hooks name their event; an issue hook tells of the newest one. */
function eventIdOf(occurrenceKey: string): string | null {
  return occurrenceKey.startsWith('event:') ? occurrenceKey.slice('event:'.length) : null
}
