// What GitHub says of a pull request: its row, its links to issues, where they stand, and the fix attempt that a merge begins.
import { foldPullRequest } from '../intake/domain/fold-pull-request.ts'
import type { PullRequestChanged } from '../intake/domain/signal.ts'
import { isForeign } from '../integrations/github/domain/match-issues.ts'
import type { Tx } from '../platform/context.ts'
import { announcePull } from './announce-pull.ts'
import type { Applied, Effect } from './applied.ts'
import { applyToIssue } from './apply-to-issue.ts'
import { branchMessages } from './branch-messages.ts'
import { carryRelease, carryWithKnownReleases } from './carry-release.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { followChecks } from './follow-checks.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { noteReapplied } from './note-reapplied.ts'
import { isOnFollowedBranch } from './open-fix-attempt.ts'
import { revertAttempts } from './revert-attempts.ts'
import { listLinksOfPull } from './store/links.ts'
import { loadPullSignals } from './store/pull-history.ts'
import { insertPull, lockPull, type PullChanges, type PullRow, updatePull } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'
import { lookForSuggestions } from './suggest-links.ts'

/** The signal must have been kept before: the row is a fold over all that were. */
export async function recordPullRequest(tx: Tx, signal: PullRequestChanged, repository: KnownRepository): Promise<Applied> {
  const { before, pull } = await writeRow(tx, signal, repository)
  const policy = await loadFixPolicy(tx)
  const effects: Effect[] = [
    { type: before ? 'pr.updated' : 'pr.recorded', repository: pull.repository, number: pull.number, state: pull.state },
  ]
  const linked = await matchPullRequest(tx, { pull, text: await textOf(tx, signal, pull), prefixes: policy.prefixes })
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
  lookForSuggestions(tx, pull, { isBot: signal.authorIsBot, links: links.length })
  // Checks may have been told before the pull request was.
  if (pull.ci_state === null) effects.push(...(await followChecks(tx, pull)))
  effects.push(...(await carryRelease(tx, pull)))
  if (pull.state === 'merged') effects.push(...(await follow(tx, pull, { signal, policy, isRelinked: linked.length > 0 })))
  return { ...summary(pull, links.length), issueId: links[0]?.issue_id ?? null, effects }
}

/** Merged elsewhere, a revert takes back only what a later release was to carry, and a change waits for whoever carries it on. */
async function follow(
  tx: Tx,
  pull: PullRow,
  { signal, policy, isRelinked }: { signal: PullRequestChanged; policy: FixPolicy; isRelinked: boolean },
): Promise<Effect[]> {
  const { repository, base_branch: branch, merged_at: since } = pull
  const texts = [signal.body, signal.title]
  if (!(await isOnFollowedBranch(tx, pull, policy))) {
    const reverted = await revertAttempts(tx, { repository, texts })
    if (!branch || !since) return reverted
    return [...reverted, ...(await carryWithKnownReleases(tx, { repository, branch, since }, isRelinked ? pull.id : undefined))]
  }
  await noteReapplied(tx, { repository, subject: signal.title, text: signal.body, by: `${repository}#${pull.number}` })
  return revertAttempts(tx, { repository, texts })
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

/** The latest text decides; commits that were pushed to its branch speak too, and the commit that it was squashed into. */
async function textOf(tx: Tx, signal: PullRequestChanged, pull: PullRow) {
  const isOwnBranch = signal.headRepository?.id === signal.repository.id && signal.headRef !== signal.repository.defaultBranch
  return { ...signal, commitMessages: await branchMessages(tx, pull, isOwnBranch ? signal.headRef : null) }
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
