// A pull request that one of our own runs opened or adopted: linked at once, before any delivery tells of it.
import type { Tx } from '../platform/context.ts'
import { applyToIssue } from './apply-to-issue.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { linkPullRequest } from './link-pull-request.ts'
import { insertPull, lockPull, updatePull } from './store/pulls.ts'

export interface OpenedPull {
  issueId: string
  runId: string
  repositoryId: string
  /** `owner/name`, or the repository's own name for a plain git remote. */
  repository: string
  number: number
  title: string
  url: string | null
  author: string | null
  isDraft: boolean
  headBranch: string
  headSha: string
  baseBranch: string
}

/** May be repeated. Returns the ids of the pull request and of its link. */
export async function recordOpenedPull(tx: Tx, opened: OpenedPull): Promise<{ pullId: string; linkId: string | null }> {
  const key = { workspaceId: tx.workspaceId, repository: opened.repository, number: opened.number }
  const known = await lockPull(tx.db, key)
  const id = known?.id ?? tx.newId('pul')
  const ours = {
    repository_id: opened.repositoryId,
    run_id: opened.runId,
    title: opened.title,
    url: opened.url,
    head_branch: opened.headBranch,
    head_sha: opened.headSha,
    base_branch: opened.baseBranch,
    updated_at: tx.now,
  }
  // What a delivery said of its state holds: it may have been closed or merged within seconds.
  if (known)
    await updatePull(tx.db, id, {
      ...ours,
      state: known.state,
      merged_at: known.merged_at,
      vendor_updated_at: known.vendor_updated_at,
    })
  else {
    await insertPull(tx.db, {
      ...ours,
      id,
      workspace_id: tx.workspaceId,
      repository: opened.repository,
      number: opened.number,
      author: opened.author,
      state: opened.isDraft ? 'draft' : 'open',
      vendor_updated_at: tx.now,
      created_at: tx.now,
    })
  }
  const pull = await lockPull(tx.db, key)
  if (!pull) throw new Error('a pull request vanished inside its own transaction')
  const linkId = await linkPullRequest(tx, { issueId: opened.issueId, pull, kind: 'closes', matchedBy: 'run' })
  if (linkId) await applyToIssue(tx, { issueId: opened.issueId, pull, policy: await loadFixPolicy(tx) })
  return { pullId: id, linkId }
}
