// What GitHub says of a pull request: its row, its links to issues, where they stand, and the fix attempt that a merge begins.
import { foldPullRequest } from '../intake/domain/fold-pull-request.ts'
import type { PullRequestChanged } from '../intake/domain/signal.ts'
import { isForeign } from '../integrations/github/domain/match-issues.ts'
import type { Tx } from '../platform/context.ts'
import { announcePull } from './announce-pull.ts'
import type { Applied, Effect } from './applied.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { followPullRequests } from './follow-pull-requests.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { isOnFollowedBranch, type OpenAttempt, openFixAttempt } from './open-fix-attempt.ts'
import { revertAttempts } from './revert-attempts.ts'
import { listLinksOfPull } from './store/links.ts'
import { loadPullSignals } from './store/pull-history.ts'
import { insertPull, lockPull, type PullChanges, type PullRow, updatePull } from './store/pulls.ts'
import { listBranchMessages } from './store/pushes.ts'
import type { KnownRepository } from './store/repositories.ts'

/** The signal must have been kept before: the row is a fold over all that were. */
export async function recordPullRequest(tx: Tx, signal: PullRequestChanged, repository: KnownRepository): Promise<Applied> {
  const { before, pull } = await writeRow(tx, signal, repository)
  const policy = await loadFixPolicy(tx)
  const effects: Effect[] = [
    { type: before ? 'pr.updated' : 'pr.recorded', repository: pull.repository, number: pull.number, state: pull.state },
  ]
  const linked = await matchPullRequest(tx, { pull, text: await textOf(tx, signal), prefixes: policy.prefixes })
  effects.push(...linked.map((link) => ({ type: 'pr.linked', issue_id: link.issueId, link_kind: link.kind })))
  const isStateNew = before?.state !== pull.state || before.merge_sha !== pull.merge_sha
  if (before && (isStateNew || before.title !== pull.title)) {
    // Told after what happened later: the state changed forward all the same, and the log says why.
    const isLate = signal.updatedAt < before.vendor_updated_at.toISOString()
    await announcePull(tx, { pull, changes: { state: [before.state, pull.state] }, reason: isLate ? 'late_evidence' : undefined })
  }
  const links = await listLinksOfPull(tx.db, pull.id)
  for (const { issue_id: issueId } of links.filter((link) => link.link_kind === 'closes')) {
    if (isStateNew || linked.some((link) => link.issueId === issueId))
      effects.push(...(await applyToIssue(tx, { issueId, pull, policy })))
  }
  // Merged elsewhere, a revert takes nothing back from what is deployed.
  if (pull.state === 'merged' && (await isOnFollowedBranch(tx, pull, policy)))
    effects.push(...(await revertAttempts(tx, { repository: pull.repository, texts: [signal.body, signal.title] })))
  return { ...summary(pull, links.length), issueId: links[0]?.issue_id ?? null, effects }
}

/** What a pull request that closes an issue does to it. */
export async function applyToIssue(tx: Tx, claim: OpenAttempt): Promise<Effect[]> {
  const { issueId, pull } = claim
  const effects: Effect[] = []
  if (await followPullRequests(tx, issueId)) effects.push({ type: 'issue.moved', issue_id: issueId })
  const attemptId = pull.state === 'merged' ? await openFixAttempt(tx, claim) : null
  if (attemptId) effects.push({ type: 'fix.opened', issue_id: issueId, fix_id: attemptId })
  return effects
}

async function writeRow(tx: Tx, signal: PullRequestChanged, repository: KnownRepository) {
  const key = { workspaceId: tx.workspaceId, repository: signal.repository.fullName, number: signal.number }
  const before = await lockPull(tx.db, key)
  const folded = foldPullRequest(await loadPullSignals(tx.db, tx.workspaceId, signal.objectKey))
  if (!folded) throw new Error('a pull request is folded before its signal was kept')
  const { latest } = folded
  const changes: PullChanges = {
    repository_id: repository.id,
    title: latest.title || `#${signal.number}`,
    url: latest.url || null,
    state: folded.state,
    author: latest.author,
    is_foreign: isForeign(latest),
    head_branch: latest.headRef,
    head_sha: latest.headSha,
    base_branch: latest.baseRef,
    merge_sha: folded.mergeCommitSha,
    merged_at: folded.mergedAt,
    vendor_updated_at: latest.updatedAt,
    updated_at: tx.now,
    // Checks of another head say nothing about this one.
    ...(before && before.head_sha !== latest.headSha && { ci_state: null }),
  }
  const id = before?.id ?? tx.newId('pul')
  const names = {
    id,
    workspace_id: tx.workspaceId,
    repository: before?.repository ?? repository.full_name,
    number: signal.number,
  }
  if (before) await updatePull(tx.db, id, changes)
  else await insertPull(tx.db, { ...changes, ...names, created_at: tx.now })
  const pull = await lockPull(tx.db, key)
  if (!pull) throw new Error('a pull request vanished inside its own transaction')
  return { before, pull }
}

/** The latest text decides; commits that were pushed to its branch speak too. */
async function textOf(tx: Tx, signal: PullRequestChanged) {
  const branch = { workspaceId: tx.workspaceId, repository: signal.repository.fullName, ref: `refs/heads/${signal.headRef}` }
  const isOwnBranch = signal.headRepository?.id === signal.repository.id && signal.headRef !== signal.repository.defaultBranch
  return { ...signal, commitMessages: isOwnBranch ? await listBranchMessages(tx.db, branch) : [] }
}

function summary(pull: PullRow, links: number): { reason: string; detail: string } {
  const name = `${pull.repository}#${pull.number}`
  if (links === 0)
    return { reason: 'pull_without_issue', detail: `${name} is ${pull.state} and names no issue of this workspace.` }
  return {
    reason: `pull_${pull.state}`,
    detail: `${name} is ${pull.state}; it belongs to ${links === 1 ? 'one issue' : `${links} issues`}.`,
  }
}
