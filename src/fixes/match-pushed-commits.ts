// Commits that are pushed to the branch of an open pull request may name issues that its text does not.
import type { PushRecorded } from '../intake/domain/signal.ts'
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { applyToIssue } from './record-pull-request.ts'
import { findPullsByBranch, type PullRow } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'

export async function matchPushedCommits(tx: Tx, signal: PushRecorded, repository: KnownRepository): Promise<Effect[]> {
  if (signal.toDefaultBranch || signal.commits.length === 0 || !signal.ref.startsWith('refs/heads/')) return []
  const branch = signal.ref.slice('refs/heads/'.length)
  const pulls = await findPullsByBranch(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name, branch })
  const effects: Effect[] = []
  for (const pull of pulls) effects.push(...(await matchOne(tx, pull, signal)))
  return effects
}

async function matchOne(tx: Tx, pull: PullRow, { repository, commits }: PushRecorded): Promise<Effect[]> {
  const policy = await loadFixPolicy(tx)
  // Whoever can push to the repository's own branch is no stranger to it.
  const text = {
    title: pull.title,
    body: '',
    headRef: pull.head_branch ?? '',
    headRepository: repository,
    repository: { ...repository, isPrivate: true },
    authorAssociation: 'MEMBER',
    commitMessages: commits.map((commit) => commit.message),
  }
  const linked = await matchPullRequest(tx, { pull, text, prefixes: policy.prefixes })
  const effects: Effect[] = linked.map((link) => ({ type: 'pr.linked', issue_id: link.issueId, link_kind: link.kind }))
  for (const { issueId } of linked.filter((link) => link.kind === 'closes')) {
    effects.push(...(await applyToIssue(tx, { issueId, pull, policy })))
  }
  return effects
}
