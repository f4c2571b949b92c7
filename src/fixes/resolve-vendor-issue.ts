// After a verified fix the error tracker's own issue is resolved, so that a recurrence arrives as a regression.
import { systemContext } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { trackedIssues } from './ask-tracker.ts'
import type { ErrorTracker } from './ports.ts'
import { findAttempt } from './store/attempts.ts'

export interface ResolveVendorIssue {
  workspaceId: string
  fixId: string
  signal: AbortSignal
}

/** Throws while asking again may help; may be repeated. */
export async function resolveVendorIssue(runtime: Runtime, tracker: ErrorTracker, work: ResolveVendorIssue): Promise<void> {
  const ctx = systemContext(runtime, work.workspaceId)
  const attempt = await findAttempt(ctx.db, work.fixId)
  // Broken or failed meanwhile, it is not resolved any more.
  if (attempt?.state !== 'verified' || attempt.broken_at) return
  for (const issue of await trackedIssues(ctx, attempt.issue_id)) {
    const asked = await tracker.resolve(issue, work.signal)
    if (asked.ok) continue
    if (!asked.isFinal) throw new Upstream('sentry_not_resolved', asked.sentence)
    ctx.log.warn({ fixId: attempt.id, reason: asked.sentence }, 'fixes.vendor_issue_not_resolved')
  }
}
