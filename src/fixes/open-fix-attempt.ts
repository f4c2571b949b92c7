// A merged pull request claims to cure an error: one attempt for each issue and pull request, and one open attempt an issue.
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { isOpen } from './domain/attempt.ts'
import type { FixPolicy } from './fix-policy.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { revertIfPushed } from './revert-attempts.ts'
import { type AttemptRow, insertAttempt, lockAttemptsOfIssue, moveAttempt } from './store/attempts.ts'
import type { PullRow } from './store/pulls.ts'
import { findRepository } from './store/repositories.ts'

export interface OpenAttempt {
  issueId: string
  pull: PullRow
  policy: FixPolicy
  /** A person linked them just now: an attempt that had ended with its link lives again. */
  isPersonsWord?: boolean
}

/** The id of the attempt that is new or lives again; null where the merge claims nothing, or was known. */
export async function openFixAttempt(
  tx: Tx,
  { issueId, pull, policy, isPersonsWord = false }: OpenAttempt,
): Promise<string | null> {
  if (!pull.merge_sha || !pull.merged_at || !(await isOnFollowedBranch(tx, pull, policy))) return null
  const issue = await resolveIssue(tx, issueId)
  if (!issue.is_error_sourced) return null
  const attempts = await lockAttemptsOfIssue(tx.db, issueId)
  const known = attempts.find((attempt) => attempt.pull_request_id === pull.id)
  const mergedAt = pull.merged_at
  // A newer one that was superseded has a newer one yet, or was unlinked.
  const newer = attempts.find((attempt) => attempt.merged_at > mergedAt && attempt.state !== 'superseded')
  if (known && (!isPersonsWord || known.state !== 'superseded' || newer)) return null
  if (!newer) await supersede(tx, attempts, pull)
  const id = known
    ? await revive(tx, known, pull)
    : await insert(tx, { issueId, pull, newer, mergeSha: pull.merge_sha, mergedAt })
  if (id && !newer) {
    await followDeploymentsOf(tx, id)
    await revertIfPushed(tx, id)
  }
  return id
}

/** Whether the pull request's base is the default branch, or one that the workspace deploys from. */
export async function isOnFollowedBranch(tx: Tx, pull: PullRow, policy: FixPolicy): Promise<boolean> {
  const repository = await findRepository(tx.db, tx.workspaceId, pull.repository)
  const branches = [repository?.default_branch, ...policy.production.branches]
  return pull.base_branch !== null && branches.includes(pull.base_branch)
}

interface Insert {
  issueId: string
  pull: PullRow
  mergeSha: string
  mergedAt: Date
  newer: AttemptRow | undefined
}

async function insert(tx: Tx, { issueId, pull, mergeSha, mergedAt, newer }: Insert): Promise<string | null> {
  const id = tx.newId('fix')
  const state = newer
    ? { state: 'superseded' as const, state_detail: 'A later fix of the same issue was merged.', verdict_at: tx.now }
    : {
        state: 'awaiting_deploy' as const,
        state_detail: waitsFor(mergeSha),
      }
  const isNew = await insertAttempt(tx.db, {
    id,
    workspace_id: tx.workspaceId,
    issue_id: issueId,
    pull_request_id: pull.id,
    repository: pull.repository,
    merge_sha: mergeSha,
    merged_at: mergedAt,
    created_at: tx.now,
    updated_at: tx.now,
    ...state,
  })
  if (!isNew) return null
  tellOpened(tx, { id, issueId, pull, mergeSha, state: state.state })
  return id
}

/** Its window is found anew from the deployments. */
async function revive(tx: Tx, attempt: AttemptRow, pull: PullRow): Promise<string | null> {
  const undeployed = { deployment_id: null, environment: null, deployed_sha: null, deployed_at: null }
  const changes = {
    ...undeployed,
    state_detail: waitsFor(attempt.merge_sha),
    window_starts_at: null,
    window_ends_at: null,
    verdict_at: null,
  }
  const isMoved = await moveAttempt(tx.db, attempt.id, { from: 'superseded', to: 'awaiting_deploy', changes, now: tx.now })
  if (!isMoved) return null
  const { id, issue_id: issueId, merge_sha: mergeSha } = attempt
  tellOpened(tx, { id, issueId, pull, mergeSha, state: 'awaiting_deploy' })
  return id
}

function waitsFor(mergeSha: string): string {
  return `Waits for a production deployment that contains ${mergeSha.slice(0, 7)}.`
}

interface Opened {
  id: string
  issueId: string
  pull: PullRow
  mergeSha: string
  state: AttemptRow['state']
}

function tellOpened(tx: Tx, { id, issueId, pull, mergeSha, state }: Opened): void {
  tx.emit({
    type: 'fix.opened',
    issueId,
    subject: { type: 'fix', id },
    payload: { fix_id: id, repository: pull.repository, number: pull.number, merge_sha: mergeSha, state },
  })
}

async function supersede(tx: Tx, attempts: readonly AttemptRow[], by: PullRow): Promise<void> {
  for (const attempt of attempts.filter(({ state }) => isOpen(state))) {
    const detail = `A later fix of the same issue was merged: ${by.repository}#${by.number}.`
    const changes = { state_detail: detail, verdict_at: tx.now }
    const isMoved = await moveAttempt(tx.db, attempt.id, { from: attempt.state, to: 'superseded', changes, now: tx.now })
    if (!isMoved) continue
    tx.emit({
      type: 'fix.superseded',
      issueId: attempt.issue_id,
      subject: { type: 'fix', id: attempt.id },
      payload: { fix_id: attempt.id, state: 'superseded', detail },
    })
  }
}
