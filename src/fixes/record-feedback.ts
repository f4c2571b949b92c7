// A review of a pull request, or a comment on it: on the timelines of its issues, and a person is called when changes are wanted.
import type { FeedbackGiven } from '../intake/domain/code-host-signal.ts'
import { describeFeedback } from '../intake/domain/feedback-words.ts'
import { foldReviews } from '../intake/domain/fold-reviews.ts'
import { pullRequestKey } from '../intake/domain/object-key.ts'
import { setNeedsAttention } from '../issues/attention.ts'
import { resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import type { Applied } from './applied.ts'
import { noteFeedback } from './note-feedback.ts'
import { loadHostSignals } from './store/host-signals.ts'
import { listLinksOfPull } from './store/links.ts'
import { lockPull, type PullRow } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'

/** @param signal must have been kept before */
export async function recordFeedback(tx: Tx, signal: FeedbackGiven, repository: KnownRepository): Promise<Applied> {
  const { number } = signal
  const pull = await lockPull(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name, number })
  if (!pull) return { ...summary('pull_unknown', `${repository.full_name}#${number} is not known here yet.`), effects: [] }
  const links = (await listLinksOfPull(tx.db, pull.id)).filter((link) => link.link_kind !== 'suggested')
  for (const { issue_id: issueId } of links) await noteFeedback(tx, signal, issueId)
  if (signal.verdict) await followReviews(tx, pull)
  const effects = links.map((link) => ({ type: 'signal.recorded', issue_id: link.issue_id }))
  const reason = links.length > 0 ? 'feedback_noted' : 'pull_without_issue'
  return { ...summary(reason, describeFeedback(signal)), issueId: links[0]?.issue_id ?? null, effects }
}

/** Calls a person to the issues that the pull request closes while somebody wants changes, and takes the call back afterwards. */
export async function followReviews(tx: Tx, pull: PullRow): Promise<void> {
  const objectKey = pullRequestKey(pull.repository, Number(pull.number))
  const told = await loadHostSignals(tx.db, { workspaceId: tx.workspaceId, objectKey, kind: 'feedback_given' })
  const isOpen = pull.state === 'open' || pull.state === 'draft'
  const wanting = isOpen ? foldReviews(told) : []
  const call = `changes are wanted on ${pull.repository}#${pull.number}`
  const text = wanting.length > 0 ? `${call} by ${wanting.slice(0, 3).join(', ')}` : null
  for (const link of await listLinksOfPull(tx.db, pull.id)) {
    if (link.link_kind !== 'closes') continue
    const { needs_attention: present } = await resolveIssueForUpdate(tx, link.issue_id)
    // What else a person was called for is not overruled.
    if (present === null ? text !== null : present.startsWith(call)) await setNeedsAttention(tx, link.issue_id, text)
  }
}

function summary(reason: string, detail: string): Pick<Applied, 'reason' | 'detail' | 'issueId'> {
  return { reason, detail, issueId: null }
}
