// Assigning is asking: answers an assignment with the right run, or with the reason why not, on the issue's timeline.
import type { Policy } from '../access/domain/policy.ts'
import { recordDecision } from '../issues/record-decision.ts'
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Actor, type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { type PickFacts, pickRun } from './domain/pick-run.ts'
import { lockStarts, type RunAnswer, requestRun } from './request-run.ts'
import { readPickFacts } from './store/asks.ts'

export interface Consideration {
  issueId: string
  /** How it came to be asked, e.g. `assigned`, `fix_failed`. */
  cause: string
  requestedBy: Actor
  /** The reason of the last refusal, when this is a repetition: the same one is not recorded again. */
  lastRefusal?: string
}

/** @throws NotFound for an issue that was deleted meanwhile */
export async function considerRun(ctx: Ctx, ask: Consideration): Promise<RunAnswer | null> {
  return withTransaction(ctx, async (tx) => {
    const policy = await lockStarts(tx)
    const issue = await resolveIssueForUpdate(tx, ask.issueId)
    const pick = pickRun(await pickFacts(tx, issue, policy))
    if (pick.run) {
      return requestRun(tx, { ...ask, kind: pick.run, automatic: !isAskedByPerson(ask.requestedBy) })
    }
    if (!ask.lastRefusal) {
      const { reason, detail } = pick
      await recordDecision(tx, {
        issueId: issue.id,
        rule: 'assignment',
        result: 'none',
        reason,
        detail,
        inputs: { cause: ask.cause },
      })
    }
    return null
  })
}

/** People and their programs; everyone else acts by rule. */
export function isAskedByPerson(actor: Actor): boolean {
  return actor.type === 'person' || actor.type === 'key'
}

async function pickFacts(tx: Tx, issue: IssueRow, policy: Policy): Promise<PickFacts> {
  const row = await readPickFacts(tx.db, issue.id)
  return {
    startOnAssign: policy.start_on_assign,
    assignedAgent: row.has_agent,
    category: issue.category,
    isErrorSourced: issue.is_error_sourced,
    plan: row.plan_state && { state: row.plan_state, implemented: row.plan_implemented },
    lastFixFailed: row.last_fix_failed,
    fixErrorsDirectly: policy.fix_errors_directly,
  }
}
