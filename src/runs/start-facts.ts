// Gathers what a start is decided by, under the locks that keep it true until the decision is written.
import type { Policy } from '../access/domain/policy.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { isClosed } from '../issues/domain/category.ts'
import type { IssueRow } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { type AgentSettings, readAgentSettings } from './domain/agent-settings.ts'
import { budgetScopes, issueScope, kindScope, workspaceScope } from './domain/budget-scopes.ts'
import type { StartFacts } from './domain/gate.ts'
import { microUsd, utcDay } from './domain/money.ts'
import { refusedUntil } from './domain/refused-credential.ts'
import type { RunKind } from './domain/run-state.ts'
import { type RepositoryRow, runPorts } from './ports.ts'
import { type BudgetRow, lockBudgets, sumOfScope } from './store/money.ts'
import { findRefusedCredential } from './store/refused-credential.ts'
import { findActiveRunId } from './store/runs.ts'
import { type AgentRow, countPlaces, findRepositoryOfIssue, type IssueFactsRow, readIssueFacts } from './store/start.ts'

/** What is asked for. */
export interface StartQuestion {
  issue: IssueRow
  agent: AgentRow
  policy: Policy
  kind: RunKind
  force: boolean
  automatic: boolean
  continuation: boolean
  /** A run that waits for its time and is decided again. */
  waitingRunId: string | null
}

export interface GatheredFacts {
  facts: StartFacts
  repository: RepositoryRow | undefined
  issueFacts: IssueFactsRow
  settings: AgentSettings
}

/** The workspace's row is locked already; this locks its sums of the day and reads the rest. */
export async function gatherStartFacts(tx: Tx, question: StartQuestion): Promise<GatheredFacts> {
  const { issue, agent, policy, kind } = question
  const scopes = budgetScopes({ issueId: issue.id, agentId: agent.id, kind })
  const sums = await lockBudgets(tx.db, { workspaceId: tx.workspaceId, day: utcDay(tx.now), scopes })
  const activeRunId = await findActiveRunId(tx.db, issue.id)
  const issueFacts = await readIssueFacts(tx.db, issue.id)
  const repository = await findRepositoryOfIssue(tx.db, issue.id)
  const places = { workspaceId: tx.workspaceId, agentId: agent.id, kind, exceptRunId: question.waitingRunId }
  const settings = readAgentSettings(agent.settings)
  const workspace = await loadWorkspace(tx)
  const facts: StartFacts = {
    kind,
    force: question.force,
    automatic: question.automatic,
    continuation: question.continuation,
    demo: workspace.isDemo,
    killSwitch: { workspace: !policy.runs_enabled, environment: tx.system.config.DISPATCH_KILL_SWITCH },
    issue: { closed: isClosed(issue.category), needsHuman: issueFacts.needs_human, publicText: issue.is_public_text },
    ...(await agentFacts(tx, agent)),
    activeRunId: activeRunId && activeRunId !== question.waitingRunId ? activeRunId : null,
    hasRepository: repository !== undefined,
    planApproved: issueFacts.approved_plan_id !== null,
    fixErrorsDirectly: policy.fix_errors_directly,
    acceptUnconfined: policy.accept_unconfined_agents,
    running: await countPlaces(tx.db, places),
    runningLimits: { workspace: policy.max_concurrent_runs, agent: settings.max_concurrent_runs, kind: null },
    runsToday: sumOf(sums, kindScope(kind)).runs,
    runsPerDay: kind === 'error_fix' ? policy.runs_per_day_error_fix : policy.runs_per_day_other,
    money: {
      runBudget: microUsd(policy.run_budget_usd),
      dayUsed: sumOf(sums, workspaceScope).micro_usd,
      dayBudget: microUsd(policy.day_budget_usd),
      issueUsed: await sumOfScope(tx.db, tx.workspaceId, issueScope(issue.id)),
      issueBudget: microUsd(policy.issue_budget_usd),
    },
    error: errorFacts(issueFacts),
    enrichingUntil: workspace.isDefault ? enrichingUntil(tx, issueFacts) : null,
    errorLimits: {
      minOccurrences: policy.min_occurrences,
      delaySeconds: policy.start_delay_seconds,
      cooldownSeconds: policy.cooldown_seconds,
    },
  }
  return { facts, repository, issueFacts, settings }
}

async function agentFacts(
  tx: Tx,
  agent: AgentRow,
): Promise<Pick<StartFacts, 'agent' | 'credential' | 'credentialRefusedUntil' | 'confinement'>> {
  const conditions = runPorts(tx.system).agentConditions(tx.workspaceId, agent.adapter)
  const { credential, confinement, problem, credentialId = null } = conditions
  return {
    credentialRefusedUntil: refusedUntil(await findRefusedCredential(tx.db), credentialId, tx.now),
    agent: { name: agent.name, enabled: agent.enabled, simulated: isSimulated(agent), problem },
    credential,
    confinement,
  }
}

/** Whether the agent only plays: nothing it does costs money or proves anything. */
export function isSimulated(agent: Pick<AgentRow, 'adapter'>): boolean {
  return agent.adapter === 'simulator'
}

/** No longer than this: an error tracker that does not answer must not hold up the work. */
const ENRICHMENT_PATIENCE_MS = 30_000

/** Only the default workspace has a token to ask with. */
function enrichingUntil({ system }: Tx, { enriching_since: since }: IssueFactsRow): Date | null {
  return since && system.config.SENTRY_API_TOKEN ? new Date(since.getTime() + ENRICHMENT_PATIENCE_MS) : null
}

function errorFacts({ occurrences, first_seen, last_run_ended }: IssueFactsRow): StartFacts['error'] {
  return occurrences === null ? null : { occurrences, firstSeen: first_seen, lastRunEnded: last_run_ended }
}

function sumOf(sums: BudgetRow[], scope: string): BudgetRow {
  return sums.find((row) => row.scope === scope) ?? { scope, micro_usd: 0, runs: 0 }
}
