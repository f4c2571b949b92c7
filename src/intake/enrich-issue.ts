// Adds what a hook leaves out to a filed issue: stack trace, release, environment. Without an answer nothing is lost.
import { loadWorkspace } from '../access/load-workspace.ts'
import { lookForSuspects } from '../fixes/find-suspects.ts'
import { canAskSentry, loadFixPolicy } from '../fixes/fix-policy.ts'
import { recordOccurrence } from '../fixes/record-recurrence.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { enrichIssue as changeIssue } from '../issues/enrich-issue.ts'
import { systemContext, type Tx } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { reconsiderStarts } from '../runs/ask-again.ts'
import { askAgainIfEnough } from './ask-again-if-enough.ts'
import { fingerprint } from './file-issue.ts'
import type { Enrichment, ErrorTrackerDetail } from './ports.ts'
import { findExternal, markEnriched, mergeExternalMetadata, type TrackedExternal } from './store/external-details.ts'
import { hasDelayedRun } from './store/waiting-starts.ts'

export interface EnrichIssue {
  workspaceId: string
  externalIssueId: string
  /** Nobody asks again after this try. */
  isLastTry: boolean
  signal: AbortSignal
}

/** Throws while asking again may help. */
export async function enrichIssue(runtime: Runtime, tracker: ErrorTrackerDetail, work: EnrichIssue): Promise<void> {
  const ctx = systemContext(runtime, work.workspaceId)
  const external = await findExternal(ctx.db, work.workspaceId, work.externalIssueId)
  if (!external || !canAskSentry(ctx, await loadFixPolicy(ctx))) return
  const asked = await tracker.enrich({ ...external, externalId: external.external_id }, work)
  if (!asked.ok && !asked.isFinal) throw new Upstream('sentry_silent', asked.sentence)
  if (!asked.ok) ctx.log.warn({ externalIssueId: external.id, reason: asked.sentence }, 'intake.not_enriched')
  await weighEvidence(ctx, async (tx) => {
    if (asked.ok) await apply(tx, external, asked.value)
    await tellRuns(tx, external)
  })
}

/** Runs wait for what is known about a fresh error, and there is nothing more to come. */
async function tellRuns(tx: Tx, external: TrackedExternal): Promise<void> {
  await markEnriched(tx.db, external.id, tx.now)
  if (await hasDelayedRun(tx.db, external.issue_id)) reconsiderStarts(tx, 'enriched')
  await askAgainIfEnough(tx, external.issue_id, (await loadWorkspace(tx)).policy)
}

async function apply(tx: Tx, external: TrackedExternal, { issue, event }: Enrichment): Promise<void> {
  const isUntouched = fingerprint(external.description) === external.filed_description
  const description = isUntouched ? issue.description : external.description
  await changeIssue(tx, {
    issueId: external.issue_id,
    description,
    source: 'sentry',
    found: { release: event?.release ?? null, environment: event?.environment ?? null, url: issue.url },
  })
  await mergeExternalMetadata(tx.db, external.id, {
    url: issue.url,
    shortId: issue.shortId,
    occurrences: issue.count,
    usersAffected: issue.userCount,
    metadata: { filed_description: isUntouched ? fingerprint(description) : external.filed_description },
    now: tx.now,
  })
  if (event) await recordNewestEvent(tx, external, event)
  await lookForSuspects(tx, external.issue_id, {
    frames: event?.frames ?? [],
    releasedAt: toDate(event?.releasedAt),
    firstSeen: toDate(issue.firstSeen),
  })
}

function toDate(time: string | null | undefined): Date | null {
  return time ? new Date(time) : null
}

async function recordNewestEvent(tx: Tx, external: TrackedExternal, event: NonNullable<Enrichment['event']>): Promise<void> {
  await recordOccurrence(tx, {
    externalIssueId: external.id,
    issueId: external.issue_id,
    key: `event:${event.eventId}`,
    occurredAt: event.occurredAt,
    release: event.release,
    environment: event.environment,
    channel: 'api',
    deliveryId: null,
  })
}
