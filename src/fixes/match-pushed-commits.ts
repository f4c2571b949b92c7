// Commits that are pushed to the branch of an open pull request may name issues that its text does not.
import type { PushRecorded } from '../intake/domain/signal.ts'
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { applyLink } from './apply-link.ts'
import { mergedNumber, ownMessages } from './domain/own-messages.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { findPullsByBranch, lockPull, type PullRow } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'

export async function matchPushedCommits(tx: Tx, signal: PushRecorded, repository: KnownRepository): Promise<Effect[]> {
  if (signal.toDefaultBranch || signal.commits.length === 0 || !signal.ref.startsWith('refs/heads/')) return []
  const branch = signal.ref.slice('refs/heads/'.length)
  const pulls = await findPullsByBranch(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name, branch })
  const effects: Effect[] = []
  for (const pull of pulls) effects.push(...(await matchMessages(tx, pull, ownMessages([signal], pull.number))))
  return effects
}

/** A squashed pull request is one commit, whose message holds those of all its commits; they may not have been told before. */
export async function matchSquashedCommits(tx: Tx, { commits }: PushRecorded, repository: KnownRepository): Promise<Effect[]> {
  const effects: Effect[] = []
  for (const commit of commits) {
    const number = mergedNumber(commit.message)
    if (number === null) continue
    const pull = await lockPull(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name, number })
    if (pull?.merge_sha === commit.sha)
      effects.push(...(await matchMessages(tx, pull, ownMessages([{ commits: [commit] }], number))))
  }
  return effects
}

async function matchMessages(tx: Tx, pull: PullRow, commitMessages: string[]): Promise<Effect[]> {
  const policy = await loadFixPolicy(tx)
  const place = { id: 1, fullName: pull.repository, defaultBranch: '', isPrivate: true }
  const text = {
    title: pull.title,
    body: '',
    headRef: pull.head_branch ?? '',
    repository: place,
    // Who wrote it was judged when the pull request was told of.
    headRepository: pull.is_foreign ? null : place,
    authorAssociation: pull.is_foreign ? 'NONE' : 'MEMBER',
    commitMessages,
    ...(pull.author && { author: pull.author }),
  }
  const linked = await matchPullRequest(tx, { pull, text, prefixes: policy.prefixes })
  const effects: Effect[] = linked.map((link) => ({ type: 'pr.linked', issue_id: link.issueId, link_kind: link.kind }))
  for (const { issueId } of linked.filter((link) => link.kind === 'closes')) {
    effects.push(...(await applyLink(tx, { issueId, pull, policy })))
  }
  return effects
}
