// Closes the windows that are over by business time. A sweep, not a delayed job: a moved clock or a restart changes nothing.
import { type Ctx, systemContext, type Tx } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { isOpen } from './domain/attempt.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { isDeployed, isUnread } from './gather-facts.ts'
import { findRevert } from './known-reverts.ts'
import { noteLaterRevert } from './note-later-revert.ts'
import type { ErrorTracker, FixPorts } from './ports.ts'
import { revertIfKnown } from './revert-attempts.ts'
import { holdWindow, judgeWindow } from './review-attempt.ts'
import { findAttempt, listDueAttempts } from './store/attempts.ts'
import { weighEvidence } from './weigh-evidence.ts'
import { askForWindow, keepAnswer } from './window-answer.ts'

const pageSize = 50

export async function sweepWindows(runtime: Runtime, ports: Pick<FixPorts, 'tracker'>, signal?: AbortSignal): Promise<void> {
  for (let after: string | undefined; !signal?.aborted; ) {
    const due = await listDueAttempts(runtime.database.kysely, { now: runtime.clock.now(), limit: pageSize, after })
    for (const { id, workspace_id } of due) {
      try {
        await closeWindow(systemContext(runtime, workspace_id), ports.tracker, { id, signal })
      } catch (error) {
        // One attempt that cannot be judged must not hold up the others.
        runtime.log.error({ err: error, fixId: id }, 'fixes.window_not_closed')
      }
    }
    after = due.at(-1)?.id
    if (due.length < pageSize) return
  }
}

async function closeWindow(
  ctx: Ctx,
  tracker: ErrorTracker,
  { id, signal }: { id: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const attempt = await findAttempt(ctx.db, id)
  if (!attempt || !isDeployed(attempt)) return
  // The error tracker is asked once all is read, not every few seconds until then.
  if ((await isUnread(ctx, attempt)) && (await weighEvidence(ctx, (tx) => holdWindow(tx, id)))) return
  const answer = await askForWindow(ctx, tracker, { attempt, signal })
  if (answer === 'wait') return
  await weighEvidence(ctx, async (tx) => {
    if (await judgeWindow(tx, id, await keepAnswer(tx, attempt, answer))) await heedWhatCameAfter(tx, id)
  })
}

/** What happened after the window's end was left until it was judged; one that goes on is longer now. */
async function heedWhatCameAfter(tx: Tx, id: string): Promise<void> {
  await followDeploymentsOf(tx, id)
  await revertIfKnown(tx, id)
  const attempt = await findAttempt(tx.db, id)
  if (attempt && !isOpen(attempt.state)) await noteLaterRevert(tx, attempt, await findRevert(tx, attempt))
}
