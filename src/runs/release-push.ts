// A held branch: a person lets it go, for the commit that was shown, or throws it away.
import { authorize } from '../access/authorize.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { setNeedsAttention } from '../issues/attention.ts'
import { recordDecision } from '../issues/record-decision.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { nextBranch } from './domain/branch-name.ts'
import { readPushDetail } from './domain/push-detail.ts'
import { publishJob } from './job-names.ts'
import { tellPush } from './publish-run.ts'
import { changePush, findPublishParts, type PublishParts } from './store/publish.ts'
import { lockRun } from './store/runs.ts'
import { writeIssueBranch } from './store/start.ts'

/** @throws NotFound, Conflict `not_held` or `head_changed`, Forbidden */
export async function approvePush(ctx: Ctx, input: { runId: string; headSha: string }): Promise<void> {
  authorize(ctx, 'plan.approve')
  requireFreshPassword(ctx)
  await withTransaction(ctx, async (tx) => {
    const { run } = await heldRun(tx, input.runId)
    if (run.head_sha !== input.headSha) {
      throw new Conflict('head_changed', 'The branch is at another commit than the one that you saw. Look at it again.', {
        head_sha: run.head_sha,
      })
    }
    const approved = { head_sha: input.headSha, by: { ...tx.actor }, at: tx.now.toISOString() }
    const detail = { ...readPushDetail(run.push_detail), approved }
    const changed = await changePush(tx.db, { runId: run.id, state: 'held' }, { state: 'pending', detail })
    if (!changed) throw notHeld()
    await settleHold(tx, changed, {
      result: 'push',
      reason: 'push_approved',
      detail: `${tx.actor.name} allows to push ${input.headSha.slice(0, 10)}`,
    })
    tx.enqueue(publishJob, { workspace_id: tx.workspaceId, run_id: run.id })
  })
}

/** The next run begins a branch of its own. @throws NotFound, Conflict `not_held` */
export async function discardPush(ctx: Ctx, runId: string): Promise<void> {
  authorize(ctx, 'run.cancel')
  await withTransaction(ctx, async (tx) => {
    const { run, issue } = await heldRun(tx, runId)
    const detail = { ...readPushDetail(run.push_detail), discarded: { by: { ...tx.actor }, at: tx.now.toISOString() } }
    const changed = await changePush(tx.db, { runId, state: 'held' }, { state: 'nothing', detail })
    if (!changed) throw notHeld()
    if (run.branch) await writeIssueBranch(tx.db, run.issue_id, nextBranch(run.branch, `${issue.prefix}-${issue.number}`))
    await settleHold(tx, changed, {
      result: 'discard',
      reason: 'push_discarded',
      detail: `${tx.actor.name} discards the changes`,
    })
  })
}

async function heldRun(tx: Tx, runId: string): Promise<PublishParts> {
  await lockRun(tx.db, tx.workspaceId, runId)
  const parts = await findPublishParts(tx.db, tx.workspaceId, runId)
  if (!parts) throw new NotFound('run', runId)
  if (parts.run.push_state !== 'held') throw notHeld()
  return parts
}

function notHeld(): Conflict {
  return new Conflict('not_held', 'Nothing of this run waits to be pushed.')
}

async function settleHold(
  tx: Tx,
  run: PublishParts['run'],
  decision: { result: string; reason: string; detail: string },
): Promise<void> {
  await setNeedsAttention(tx, run.issue_id, null)
  await recordDecision(tx, {
    issueId: run.issue_id,
    runId: run.id,
    rule: 'push',
    ...decision,
    inputs: { head_sha: run.head_sha },
  })
  tellPush(tx, run)
}
