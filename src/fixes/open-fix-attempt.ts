// A merged pull request claims to cure an error: one attempt for each issue and pull request, and one open attempt an issue.
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { isOpen } from './domain/attempt.ts'
import { readEvidence } from './evidence.ts'
import { findLanding, followedBranches, type Landing } from './find-landing.ts'
import type { FixPolicy } from './fix-policy.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { goesOn, yieldTo } from './heed-successor.ts'
import { refoldAttempts } from './late-news.ts'
import { revertIfKnown } from './revert-attempts.ts'
import { type AttemptRow, insertAttempt, lockAttemptsOfIssue, moveAttempt, undeployed, updateAttempt } from './store/attempts.ts'
import { findPull, type PullRow } from './store/pulls.ts'

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
  const landing = await findLanding(tx, pull, policy)
  if (!landing) return null
  const issue = await resolveIssue(tx, issueId)
  if (!issue.is_error_sourced) return null
  const attempts = await lockAttemptsOfIssue(tx.db, issueId)
  const known = attempts.find((attempt) => attempt.pull_request_id === pull.id)
  // A newer one that was superseded has a newer one yet, or was unlinked.
  const newer = await findNewer(tx, attempts, { pull, landing })
  if (known && known.merge_sha !== landing.sha) return landElsewhere(tx, known, { pull, landing })
  if (known && (!isPersonsWord || known.state !== 'superseded' || newer)) return null
  const next = { at: landing.at.toISOString(), name: `${pull.repository}#${pull.number}` }
  if (!newer) for (const attempt of attempts.filter(goesOn)) await yieldTo(tx, attempt, next)
  const id = known ? await revive(tx, known, pull) : await insert(tx, { issueId, pull, newer, landing })
  // It may have landed in the window of one that has ended since, or have run through its own before a later one landed.
  if (id) await refoldAttempts(tx, issueId)
  if (id && !newer) await followDeploymentsOf(tx, id)
  if (id) await revertIfKnown(tx, id)
  return id
}

/** Whether the pull request's base is the default branch, or one that the workspace deploys from. */
export async function isOnFollowedBranch(tx: Tx, pull: PullRow, policy: FixPolicy): Promise<boolean> {
  return pull.base_branch !== null && (await followedBranches(tx, pull.repository, policy)).includes(pull.base_branch)
}

/** What one release carried landed at one moment: there the order of their own merges tells which came last. */
async function findNewer(
  tx: Tx,
  attempts: readonly AttemptRow[],
  { pull, landing }: { pull: PullRow; landing: Landing },
): Promise<AttemptRow | undefined> {
  for (const attempt of attempts) {
    if (attempt.state === 'superseded' || attempt.pull_request_id === pull.id) continue
    if (attempt.merged_at > landing.at) return attempt
    if (attempt.merge_sha !== landing.sha) continue
    const other = await findPull(tx.db, tx.workspaceId, attempt.pull_request_id)
    if (other?.merged_at && pull.merged_at && other.merged_at > pull.merged_at) return attempt
  }
  return undefined
}

/** Another release than the one that was known carried it, as is known now. */
async function landElsewhere(tx: Tx, attempt: AttemptRow, { pull, landing }: { pull: PullRow; landing: Landing }): Promise<null> {
  const landed = {
    merge_sha: landing.sha,
    merged_at: landing.at,
    release_pull_id: landing.release?.id ?? null,
    // What was proven of deployments was about the other merge.
    evidence: { ...readEvidence(attempt.evidence), contained: [], containment: {} },
  }
  const { id, state, issue_id: issueId } = attempt
  if (isOpen(state)) {
    const changes = { ...landed, ...undeployed, state_detail: waitsFor(landing.sha, landing.release) }
    await moveAttempt(tx.db, id, { from: state, to: 'awaiting_deploy', changes, now: tx.now })
    tellOpened(tx, { id, issueId, pull, mergeSha: landing.sha, state: 'awaiting_deploy', release: landing.release })
  } else await updateAttempt(tx.db, id, { ...landed, now: tx.now })
  await followDeploymentsOf(tx, id)
  await refoldAttempts(tx, issueId)
  return null
}

interface Insert {
  issueId: string
  pull: PullRow
  landing: Landing
  newer: AttemptRow | undefined
}

async function insert(tx: Tx, { issueId, pull, landing, newer }: Insert): Promise<string | null> {
  const id = tx.newId('fix')
  const state = newer
    ? { state: 'superseded' as const, state_detail: 'A later fix of the same issue was merged.', verdict_at: tx.now }
    : {
        state: 'awaiting_deploy' as const,
        state_detail: waitsFor(landing.sha, landing.release),
      }
  const isNew = await insertAttempt(tx.db, {
    id,
    workspace_id: tx.workspaceId,
    issue_id: issueId,
    pull_request_id: pull.id,
    repository: pull.repository,
    merge_sha: landing.sha,
    merged_at: landing.at,
    release_pull_id: landing.release?.id ?? null,
    created_at: tx.now,
    updated_at: tx.now,
    ...state,
  })
  if (!isNew) return null
  tellOpened(tx, { id, issueId, pull, mergeSha: landing.sha, state: state.state, release: landing.release })
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
    succeeded_at: null,
  }
  const isMoved = await moveAttempt(tx.db, attempt.id, { from: 'superseded', to: 'awaiting_deploy', changes, now: tx.now })
  if (!isMoved) return null
  const { id, issue_id: issueId, merge_sha: mergeSha } = attempt
  tellOpened(tx, { id, issueId, pull, mergeSha, state: 'awaiting_deploy' })
  return id
}

function waitsFor(mergeSha: string, release: Landing['release'] = null): string {
  const named = release ? `, the merge of the release ${release.repository}#${release.number}` : ''
  return `Waits for a production deployment that contains ${mergeSha.slice(0, 7)}${named}.`
}

interface Opened {
  id: string
  issueId: string
  pull: PullRow
  mergeSha: string
  state: AttemptRow['state']
  release?: Landing['release']
}

function tellOpened(tx: Tx, { id, issueId, pull, mergeSha, state, release }: Opened): void {
  tx.emit({
    type: 'fix.opened',
    issueId,
    subject: { type: 'fix', id },
    payload: {
      fix_id: id,
      repository: pull.repository,
      number: pull.number,
      merge_sha: mergeSha,
      state,
      ...(release && { released_by: `${release.repository}#${release.number}` }),
    },
  })
}
