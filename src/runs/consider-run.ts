// Assigning is asking: answers an assignment with the right run, or with the reason why not, on the issue's timeline.
import type { Policy } from '../access/domain/policy.ts'
import { recordDecision } from '../issues/record-decision.ts'
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Actor, type Ctx, withTransaction } from '../platform/context.ts'
import { type PickFacts, pickRun } from './domain/pick-run.ts'
import { lockStarts, type RunAnswer, type RunRequest, requestRun } from './request-run.ts'
import { type PickRow, readPickFacts } from './store/asks.ts'

export interface Consideration {
  issueId: string
  /** How it came to be asked, e.g. `assigned`, `fix_failed`. */
  cause: string
  requestedBy: Actor
  /** The agent that was asked for, whether or not the issue is assigned to it. */
  agent?: string
  /** The reason of the last refusal, when this is a repetition: the same one is not recorded again. */
  lastRefusal?: string
}

/** @throws NotFound for an issue that was deleted meanwhile */
export async function considerRun(ctx: Ctx, ask: Consideration): Promise<RunAnswer | null> {
  return withTransaction(ctx, async (tx) => {
    const policy = await lockStarts(tx)
    const issue = await resolveIssueForUpdate(tx, ask.issueId)
    const row = await readPickFacts(tx.db, issue.id)
    const pick = pickRun(pickFacts({ row, issue, policy, ask }))
    if (pick.run) {
      const feedback = pick.run === 'investigate' ? feedbackOf(row) : {}
      return requestRun(tx, { ...ask, ...feedback, kind: pick.run, automatic: !isAskedByPerson(ask.requestedBy) })
    }
    if (!ask.lastRefusal) {
      const { reason, detail } = pick
      const inputs = { cause: ask.cause }
      await recordDecision(tx, { issueId: issue.id, rule: 'assignment', result: 'none', reason, detail, inputs })
    }
    return null
  })
}

/** People and their programs; everyone else acts by rule. */
export function isAskedByPerson(actor: Actor): boolean {
  return actor.type === 'person' || actor.type === 'key'
}

interface Known {
  row: PickRow
  issue: IssueRow
  policy: Policy
  ask: Consideration
}

function pickFacts({ row, issue, policy, ask }: Known): PickFacts {
  return {
    // What a person decided about a plan was asked for by itself.
    startOnAssign: policy.start_on_assign || ask.cause === 'plan_approved' || ask.cause === 'changes_requested',
    assignedAgent: row.has_agent || ask.agent !== undefined,
    category: issue.category,
    isErrorSourced: issue.is_error_sourced,
    plan: row.plan_state && { state: row.plan_state, implemented: row.plan_implemented },
    lastFixFailed: row.last_fix_failed,
    fixErrorsDirectly: policy.fix_errors_directly,
  }
}

/** A plan that was sent back goes to the session that made it. */
function feedbackOf(row: PickRow): Pick<RunRequest, 'instructions' | 'parent'> {
  if (!row.feedback_run_id) return {}
  return { instructions: row.feedback, parent: { runId: row.feedback_run_id, sessionId: row.feedback_session_id } }
}
