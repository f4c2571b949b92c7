// Gates that open by themselves: places, runs a day, and money.
import { type Gate, refuse } from './gate.ts'
import { formatUsd, nextUtcMidnight } from './money.ts'

const concurrency: Gate = ({ running, runningLimits, agent, kind }) => {
  if (running.workspace >= runningLimits.workspace) {
    return refuse(
      'concurrency',
      'workspace_concurrency',
      `${running.workspace} of ${runningLimits.workspace} runs are active in this workspace`,
    )
  }
  if (runningLimits.agent !== null && running.agent >= runningLimits.agent) {
    return refuse(
      'concurrency',
      'agent_concurrency',
      `${running.agent} of ${runningLimits.agent} runs of ${agent.name} are active`,
    )
  }
  return runningLimits.kind !== null && running.kind >= runningLimits.kind
    ? refuse('concurrency', 'kind_concurrency', `${running.kind} of ${runningLimits.kind} runs of the kind ${kind} are active`)
    : undefined
}

const runsPerDay: Gate = ({ force, kind, runsToday, runsPerDay }, now) => {
  if (force || runsToday < runsPerDay) return undefined
  const counted = kind === 'error_fix' ? 'error fixes' : 'runs'
  return refuse(
    'runs_per_day',
    'runs_per_day',
    `${counted} a day, ${runsToday} of ${runsPerDay} started, resets 00:00 UTC`,
    nextUtcMidnight(now),
  )
}

/** A run starts only when all that it may spend is left: the whole run budget is reserved. */
const money: Gate = ({ agent, credential, money }, now) => {
  if (agent.simulated || credential === 'subscription') return undefined
  if (money.runBudget <= 0) return refuse('run_budget', 'run_budget', 'the budget of a run is 0.00')
  if (money.dayUsed + money.runBudget > money.dayBudget) {
    const detail = `day budget, ${formatUsd(money.dayUsed)} of ${formatUsd(money.dayBudget)} used, resets 00:00 UTC`
    return refuse('day_budget', 'day_budget', detail, nextUtcMidnight(now))
  }
  return money.issueUsed + money.runBudget > money.issueBudget
    ? refuse(
        'issue_budget',
        'issue_budget',
        `issue budget, ${formatUsd(money.issueUsed)} of ${formatUsd(money.issueBudget)} used`,
      )
    : undefined
}

export const capacityGates: readonly Gate[] = [concurrency, runsPerDay, money]
