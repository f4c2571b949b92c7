// Assigning is asking: which run does an assignment ask for?
import type { Category } from '../../issues/domain/category.ts'
import type { RunKind } from './run-state.ts'

export interface PickFacts {
  startOnAssign: boolean
  assignedAgent: boolean
  category: Category
  isErrorSourced: boolean
  /** The newest plan. */
  plan: { state: 'submitted' | 'approved' | 'changes_requested' | 'superseded'; implemented: boolean } | null
  /** A fix of this issue failed or was reverted after its last plan. */
  lastFixFailed: boolean
  /** Policy: errors are fixed without a plan in between. */
  fixErrorsDirectly: boolean
}

export type PickReason =
  | 'not_assigned'
  | 'start_on_assign_off'
  | 'issue_closed'
  | 'pull_request_open'
  | 'plan_waits_for_review'
  | 'already_implemented'

export type Pick = { run: RunKind } | { run: null; reason: PickReason; detail: string }

/** The kind of run that the issue needs next, or why none. */
export function pickRun(facts: PickFacts): Pick {
  const objection = objectionTo(facts)
  if (objection) return { run: null, ...objection }
  if (facts.lastFixFailed) return { run: firstLook(facts) }
  if (facts.plan?.state === 'submitted')
    return { run: null, reason: 'plan_waits_for_review', detail: 'the plan waits for a person' }
  if (facts.plan?.state !== 'approved') return { run: firstLook(facts) }
  if (!facts.plan.implemented) return { run: 'implement' }
  return { run: null, reason: 'already_implemented', detail: 'the approved plan is implemented already' }
}

function objectionTo({ assignedAgent, startOnAssign, category }: PickFacts): { reason: PickReason; detail: string } | undefined {
  if (!assignedAgent) return { reason: 'not_assigned', detail: 'no agent is assigned' }
  if (!startOnAssign) return { reason: 'start_on_assign_off', detail: 'the policy does not start runs on assignment' }
  if (category === 'done' || category === 'canceled') return { reason: 'issue_closed', detail: 'the issue is closed' }
  if (category === 'in_review') return { reason: 'pull_request_open', detail: 'a pull request of this issue is under way' }
  return undefined
}

const firstLook = ({ isErrorSourced, fixErrorsDirectly }: PickFacts): RunKind =>
  isErrorSourced && fixErrorsDirectly ? 'error_fix' : 'investigate'
