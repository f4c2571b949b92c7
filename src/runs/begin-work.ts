// The moment a run really starts: the issue moves, and a run that edits gets its branch.

import { touchIssue } from '../issues/attention.ts'
import { moveIssue } from '../issues/move-issue.ts'
import type { IssueRow } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { must } from '../platform/must.ts'
import { firstBranch, nextBranch } from './domain/branch-name.ts'
import { endsInBranch } from './domain/run-state.ts'
import { changeRun, type RunRow } from './store/runs.ts'
import { writeIssueBranch } from './store/start.ts'
import { notifyWorkers } from './store/worker.ts'

export interface Work {
  run: RunRow
  issue: IssueRow
  /** The pull request of the issue's branch was merged or closed. */
  branchIsUsedUp: boolean
}

/** Returns the run as it is then: claimable. */
export async function beginWork(tx: Tx, work: Work): Promise<RunRow> {
  const { run, issue } = work
  if (run.kind === 'investigate') await move(tx, work, 'investigating')
  else if (endsInBranch(run.kind)) await move(tx, work, 'in_progress')
  else await touchIssue(tx, issue.id)
  const branch = endsInBranch(run.kind) ? await fixBranch(tx, work) : null
  const changed = await changeRun(tx.db, { id: run.id, states: ['queued'] }, { not_before: null, branch })
  await notifyWorkers(tx.db)
  return must(changed, `run ${run.id} changed under its lock`)
}

async function move(tx: Tx, { run, issue }: Work, to: 'investigating' | 'in_progress'): Promise<void> {
  const detail = `${run.kind === 'investigate' ? 'an investigation' : 'an implementation'} started`
  const moved = await moveIssue(tx, { issueId: issue.id, to, cause: { code: 'run_started', detail } })
  if (!moved) await touchIssue(tx, issue.id)
}

/** Fixed by the first run that edits; the next one after its pull request has ended. */
async function fixBranch(tx: Tx, { issue, branchIsUsedUp }: Work): Promise<string> {
  const identifier = `${issue.prefix}-${issue.number}`
  if (issue.branch && !branchIsUsedUp) return issue.branch
  const branch = issue.branch ? nextBranch(issue.branch, identifier) : firstBranch(identifier, issue.title)
  await writeIssueBranch(tx.db, issue.id, branch)
  return branch
}
