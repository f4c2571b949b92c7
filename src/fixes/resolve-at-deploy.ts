// Resolves the error in the error tracker when the window of its fix begins: a recurrence must then arrive as a regression.
import { recordDecision } from '../issues/record-decision.ts'
import { systemContext, type Tx } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { trackedIssues } from './ask-tracker.ts'
import { readEvidence } from './evidence.ts'
import { resolveAtDeployJob } from './job-names.ts'
import type { ErrorTracker } from './ports.ts'
import { findAttempt, listUnresolvedAttempts, lockAttempt, updateAttempt } from './store/attempts.ts'
import { weighEvidence } from './weigh-evidence.ts'

const pageSize = 50

/** When old processes have had time to end, not before: an error of theirs would open it again at once. */
export async function resolveDeployed(runtime: Runtime): Promise<void> {
  if (!runtime.config.SENTRY_API_TOKEN) return
  const found = await listUnresolvedAttempts(runtime.database.kysely, { now: runtime.clock.now(), limit: pageSize })
  for (const { id, workspace_id } of found) await weighEvidence(systemContext(runtime, workspace_id), (tx) => askOnce(tx, id))
}

async function askOnce(tx: Tx, fixId: string): Promise<void> {
  const attempt = await lockAttempt(tx.db, fixId)
  const evidence = attempt && readEvidence(attempt.evidence)
  if (attempt?.state !== 'watching' || !evidence || evidence.resolution) return
  const resolution = { asked_at: tx.now.toISOString(), resolved_at: null }
  await updateAttempt(tx.db, fixId, { evidence: { ...evidence, resolution }, now: tx.now })
  tx.enqueue(resolveAtDeployJob, { workspace_id: tx.workspaceId, fix_id: fixId }, { singletonKey: fixId })
}

export interface ResolveAtDeploy {
  workspaceId: string
  fixId: string
  signal: AbortSignal
}

/** Throws while asking again may help; may be repeated. Without a yes the window goes on, and this line proves nothing. */
export async function resolveAtDeploy(runtime: Runtime, tracker: ErrorTracker, work: ResolveAtDeploy): Promise<void> {
  const ctx = systemContext(runtime, work.workspaceId)
  const attempt = await findAttempt(ctx.db, work.fixId)
  const resolution = attempt && readEvidence(attempt.evidence).resolution
  if (attempt?.state !== 'watching' || !resolution || resolution.resolved_at) return
  for (const issue of await trackedIssues(ctx, attempt.issue_id)) {
    const asked = await tracker.resolve(issue, work.signal)
    if (asked.ok) continue
    if (!asked.isFinal) throw new Upstream('sentry_not_resolved', asked.sentence)
    return ctx.log.warn({ fixId: attempt.id, reason: asked.sentence }, 'fixes.vendor_issue_not_resolved')
  }
  await weighEvidence(ctx, (tx) => remember(tx, work.fixId, resolution.asked_at))
}

/** Only for the window that it was asked for: a rollback may have ended that. */
async function remember(tx: Tx, fixId: string, askedAt: string): Promise<void> {
  const attempt = await lockAttempt(tx.db, fixId)
  const evidence = attempt && readEvidence(attempt.evidence)
  if (attempt?.state !== 'watching' || evidence?.resolution?.asked_at !== askedAt || evidence.resolution.resolved_at) return
  const resolution = { asked_at: askedAt, resolved_at: tx.now.toISOString() }
  await updateAttempt(tx.db, fixId, { evidence: { ...evidence, resolution }, now: tx.now })
  await recordDecision(tx, {
    issueId: attempt.issue_id,
    rule: 'fix_watch',
    result: 'resolve',
    reason: 'resolved_at_deploy',
    detail: 'Resolved in Sentry, since its fix is deployed: if the error happens again, Sentry says that it regressed.',
    inputs: { fix_id: fixId, deployment_id: attempt.deployment_id },
  })
}
