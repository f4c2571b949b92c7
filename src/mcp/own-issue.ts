// The issue that a tool works on. A run reaches its own and no other: every other attempt is refused and recorded.
import { recordDecision } from '../issues/record-decision.ts'
import { type IssueRow, resolveIssue } from '../issues/resolve-issue.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { AppError, Forbidden, Invalid } from '../platform/errors.ts'
import { countRefusals } from './store/refusals.ts'

/** An agent that tries every number would otherwise write one row for each. */
const recordedPerRun = 20
const rule = 'run_scope'

/** @throws NotFound, Forbidden `other_issue`, Invalid when a key names none */
export async function ownIssue(ctx: Ctx, { issue, tool }: { issue: string | undefined; tool: string }): Promise<IssueRow> {
  if (ctx.runIssueId === undefined) {
    if (issue === undefined)
      throw new Invalid([{ path: 'issue', message: 'is required: an id or an identifier such as DISPATCH-42' }])
    return resolveIssue(ctx, issue)
  }
  const own = await resolveIssue(ctx, ctx.runIssueId)
  if (issue === undefined || (await isSame(ctx, own, issue))) return own
  await recordRefusal(ctx, own, { tool, asked: issue })
  throw new Forbidden('other_issue', `You work on ${own.prefix}-${own.number} and may not touch any other issue.`)
}

/** A run that names another run is refused just so. @throws Forbidden `other_run` */
export async function refuseOtherRun(ctx: Ctx, { runId, tool }: { runId: string | undefined; tool: string }): Promise<void> {
  if (ctx.runIssueId === undefined || runId === undefined || runId === ctx.actor.id) return
  await recordRefusal(ctx, await resolveIssue(ctx, ctx.runIssueId), { tool, asked: runId })
  throw new Forbidden('other_run', 'You report for your own run and may not touch any other one.')
}

/** Whether another issue exists is none of the run's business either: it hears the same. */
async function isSame(ctx: Ctx, own: IssueRow, issue: string): Promise<boolean> {
  try {
    return (await resolveIssue(ctx, issue)).id === own.id
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return false
    throw error
  }
}

async function recordRefusal(ctx: Ctx, own: IssueRow, { tool, asked }: { tool: string; asked: string }): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    if ((await countRefusals(tx.db, { runId: ctx.actor.id, rule })) >= recordedPerRun) return
    const what = asked
      .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .slice(0, 60)
      .toWellFormed()
    await recordDecision(tx, {
      issueId: own.id,
      runId: ctx.actor.id,
      rule,
      result: 'refused',
      reason: 'other_issue',
      detail: `The agent asked for ${JSON.stringify(what)} with ${tool}. A run may only touch its own issue.`,
      inputs: { tool, asked: what },
    })
  })
}
