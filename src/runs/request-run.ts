// Asks for a run: decides over all gates and, if they are open, reserves the money and queues it, in one transaction.

import { readPolicy } from '../access/domain/policy.ts'
import { setNeedsAttention, touchIssue } from '../issues/attention.ts'
import { describeUnknown, namesAsked } from '../issues/domain/describe-unknown.ts'
import { recordDecision } from '../issues/record-decision.ts'
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import type { Actor, Tx } from '../platform/context.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { must } from '../platform/must.ts'
import { beginWork } from './begin-work.ts'
import type { StartDecision } from './domain/gates.ts'
import { decideStart } from './domain/gates.ts'
import { formatUsd } from './domain/money.ts'
import { editsCode, type RunKind } from './domain/run-state.ts'
import { reserveRun } from './settle-run.ts'
import { type GatheredFacts, gatherStartFacts, isSimulated } from './start-facts.ts'
import { insertRun, type RunRow } from './store/runs.ts'
import { type AgentRow, findAgent, findDefaultAgent, lockWorkspaceForStart, someAgentNames } from './store/start.ts'

export interface RunRequest {
  issueId: string
  kind: RunKind
  /** Id or name; default: the assigned agent, else the workspace's default one. */
  agent?: string | undefined
  instructions?: string | null
  /** The reason of whoever overrules the soft gates. */
  forcedReason?: string | null
  /** What it goes on from; with a session, in the same conversation. */
  parent?: { runId: string; sessionId: string | null } | null
  /** Nobody asked for this very run. */
  automatic: boolean
  /** How it came to be asked for, for the decision log: `api`, `assigned`, `plan_approved`, … */
  cause: string
  requestedBy?: Actor
  /** Earliest start, for a retry after a pause. */
  notBefore?: Date | null
  /** The reason of the last refusal, when this is a repetition: the same one is not recorded again. */
  lastRefusal?: string
}

export interface RunAnswer {
  decision: StartDecision
  run: RunRow | null
}

/** Must be the first of its transaction to lock anything: starts take the workspace before issues and runs. */
export async function lockStarts(tx: Tx) {
  const workspace = await lockWorkspaceForStart(tx.db, tx.workspaceId)
  if (!workspace) throw new NotFound('workspace', tx.workspaceId)
  return readPolicy(workspace.policy)
}

/** The answer is recorded as a decision on the issue's timeline, whatever it is. @throws NotFound, Invalid */
export async function requestRun(tx: Tx, request: RunRequest): Promise<RunAnswer> {
  const policy = await lockStarts(tx)
  const issue = await resolveIssueForUpdate(tx, request.issueId)
  const agent = await chooseAgent(tx, issue, request.agent)
  const gathered = await gatherStartFacts(tx, {
    issue,
    agent,
    policy,
    kind: request.kind,
    force: Boolean(request.forcedReason),
    automatic: request.automatic,
    continuation: Boolean(request.parent),
    waitingRunId: null,
  })
  const decision = withPause(decideStart(gathered.facts, tx.now), request.notBefore ?? null, tx.now)
  const run = decision.result === 'refuse' ? null : await queueRun(tx, { request, issue, agent, gathered, decision })
  const answer = run || decision.result === 'refuse' ? decision : lostRace
  const detail = sentence(request.kind, agent, answer, gathered)
  if (answer.reason !== request.lastRefusal) await recordAnswer(tx, { request, agent, run, decision: { ...answer, detail } })
  return { decision: answer, run }
}

interface Recorded {
  request: RunRequest
  agent: AgentRow
  run: RunRow | null
  decision: StartDecision
}

async function recordAnswer(tx: Tx, { request, agent, run, decision }: Recorded): Promise<void> {
  const { rule, result, reason, detail } = decision
  const { cause, kind, automatic } = request
  const inputs = { cause, kind, automatic, agent_id: agent.id, requested_by: { ...(request.requestedBy ?? tx.actor) } }
  await recordDecision(tx, { issueId: request.issueId, runId: run?.id ?? null, rule, result, reason, detail, inputs })
}

const lostRace: StartDecision = {
  result: 'refuse',
  rule: 'one_active_run',
  reason: 'run_active',
  detail: 'another run of this issue was started at the same moment',
  resetsAt: null,
}

/** A retry waits its pause, unless a gate makes it wait longer or refuses. */
function withPause(decision: StartDecision, notBefore: Date | null, now: Date): StartDecision {
  if (!notBefore || notBefore <= now || decision.result === 'refuse') return decision
  if (decision.result === 'delay' && decision.until >= notBefore) return decision
  const detail = `waits before it is tried again, until ${notBefore.toISOString().slice(11, 16)} UTC`
  return { result: 'delay', rule: 'retry_pause', reason: 'retry_pause', detail, until: notBefore }
}

async function chooseAgent(tx: Tx, issue: IssueRow, wanted: string | undefined): Promise<AgentRow> {
  const text = wanted ?? issue.assignee_agent_id
  const agent = text ? await findAgent(tx.db, tx.workspaceId, text) : await findDefaultAgent(tx.db, tx.workspaceId)
  if (agent) return agent
  const message = wanted
    ? describeUnknown('agent', wanted, await someAgentNames(tx.db, tx.workspaceId, namesAsked))
    : 'name an agent: the issue has none and the workspace has no default one'
  throw new Invalid([{ path: 'agent', message }], 'no_agent')
}

interface Starting {
  request: RunRequest
  issue: IssueRow
  agent: AgentRow
  gathered: GatheredFacts
  decision: StartDecision
}

/** Queues at once, or to be decided again at a time; null when another transaction was faster. */
async function queueRun(tx: Tx, starting: Starting): Promise<RunRow | null> {
  const { request, issue, agent, gathered, decision } = starting
  const repository = must(gathered.repository, 'a gate let a run without a repository pass')
  const run = await insertRun(tx.db, {
    id: tx.newId('run'),
    workspace_id: tx.workspaceId,
    issue_id: issue.id,
    agent_id: agent.id,
    repository_id: repository.id,
    kind: request.kind,
    parent_run_id: request.parent?.runId ?? null,
    session_id: request.parent?.sessionId ?? null,
    plan_id: editsCode(request.kind) ? gathered.issueFacts.approved_plan_id : null,
    instructions: request.instructions ?? null,
    forced_reason: request.forcedReason ?? null,
    requested_by: { ...(request.requestedBy ?? tx.actor) },
    simulated: isSimulated(agent),
    not_before: decision.result === 'delay' ? decision.until : null,
    budget_micro_usd: gathered.facts.money.runBudget,
    created_at: tx.now,
  })
  if (!run) return null
  tx.emit({ type: 'run.queued', issueId: issue.id, runId: run.id, payload: queuedPayload(run, agent) })
  if (issue.needs_attention) await setNeedsAttention(tx, issue.id, null)
  if (decision.result === 'start') {
    await reserveRun(tx, run, reservationOf(gathered, run))
    return beginWork(tx, { run, issue, branchIsUsedUp: gathered.issueFacts.branch_is_used_up })
  }
  await touchIssue(tx, issue.id)
  return run
}

/** What a start sets aside: nothing for a simulation, notional money for a subscription. */
export function reservationOf({ facts }: GatheredFacts, run: RunRow): { microUsd: number; notional: boolean } {
  return { microUsd: facts.agent.simulated ? 0 : run.budget_micro_usd, notional: facts.credential === 'subscription' }
}

function queuedPayload(run: RunRow, agent: AgentRow) {
  return {
    state: run.state,
    reason: null,
    outcome: null,
    kind: run.kind,
    agent: { id: agent.id, name: agent.name },
    not_before: run.not_before?.toISOString() ?? null,
  }
}

function sentence(kind: RunKind, agent: AgentRow, decision: StartDecision, { facts }: GatheredFacts): string {
  const what = `${kind.replaceAll('_', ' ')} by ${agent.name}`
  if (decision.result === 'refuse') return `not started: ${decision.detail}`
  if (decision.result === 'delay') return `${what} delayed: ${decision.detail}`
  const money = facts.agent.simulated ? 'simulated, costs nothing' : `${formatUsd(facts.money.runBudget)} USD reserved`
  return `${what} started: ${decision.detail}, ${money}`
}
