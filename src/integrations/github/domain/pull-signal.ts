// A pull request as GitHub tells it, in webhooks and in the API alike.
import { pullRequestKey } from '#src/intake/domain/object-key.ts'
import type { PullRequestChanged, PullRequestState } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanText, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { PullPayload, PullRequestEvent } from './payload.ts'

const MAX_BODY = 70_000 // GitHub allows 65,536; our marker may stand at the very end.

/** The signal of a `pull_request` event; null if it does not say when the pull request changed. */
export function fromPullRequest({ action, pull_request: pull, repository }: PullRequestEvent): PullRequestChanged | null {
  const updatedAt = vendorTime(pull.updated_at)
  if (updatedAt === null) return null
  const state = pullState(pull)
  const merged = state === 'merged'
  return {
    kind: 'pull_request_changed',
    source: 'github',
    objectKey: pullRequestKey(repository.full_name, pull.number),
    occurredAt: updatedAt,
    vendorVersion: updatedAt,
    // Two actions may share one second; the state tells them apart.
    occurrenceKey: `${updatedAt} ${action} ${state} ${pull.head.sha}`,
    action: cleanLine(action, 60),
    repository: {
      id: repository.id,
      fullName: repository.full_name,
      defaultBranch: repository.default_branch,
      isPrivate: repository.private ?? true,
    },
    number: pull.number,
    state,
    title: cleanLine(pull.title, 500),
    body: cleanText(pull.body ?? '', MAX_BODY),
    headRef: cleanLine(pull.head.ref, 255),
    headSha: pull.head.sha,
    headRepository: pull.head.repo ? { id: pull.head.repo.id, fullName: pull.head.repo.full_name } : null,
    baseRef: cleanLine(pull.base.ref, 255),
    baseSha: pull.base.sha,
    mergeCommitSha: merged ? (pull.merge_commit_sha ?? null) : null,
    mergedAt: merged ? (vendorTime(pull.merged_at) ?? vendorTime(pull.closed_at) ?? updatedAt) : null,
    updatedAt,
    author: cleanLine(pull.user?.login ?? 'ghost', 100),
    authorIsBot: pull.user?.type === 'Bot',
    authorAssociation: cleanLine(pull.author_association ?? 'NONE', 40),
    labels: (pull.labels ?? []).slice(0, 100).map((label) => cleanLine(label.name, 100)),
    url: cleanUrl(pull.html_url) ?? '',
  }
}

/** What became of it: GitHub says `closed` of a merged one too. */
export function pullState(pull: Pick<PullPayload, 'state' | 'draft' | 'merged' | 'merged_at'>): PullRequestState {
  if (pull.merged || pull.merged_at) return 'merged'
  if (pull.state === 'closed') return 'closed'
  return pull.draft ? 'draft' : 'open'
}
