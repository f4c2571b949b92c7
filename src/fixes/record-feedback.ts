// A review of a pull request, or a comment on it: on the timelines of its issues, and a person is called when changes are wanted.
import type { FeedbackGiven } from '../intake/domain/code-host-signal.ts'
import { describeFeedback } from '../intake/domain/feedback-words.ts'
import type { Tx } from '../platform/context.ts'
import type { Applied } from './applied.ts'
import { followReviews } from './follow-reviews.ts'
import { noteFeedback } from './note-feedback.ts'
import { listLinksOfPull } from './store/links.ts'
import { lockPull } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'

/** @param signal must have been kept before */
export async function recordFeedback(tx: Tx, signal: FeedbackGiven, repository: KnownRepository): Promise<Applied> {
  const { number } = signal
  const pull = await lockPull(tx.db, { workspaceId: tx.workspaceId, repository: repository.full_name, number })
  if (!pull) return { ...summary('pull_unknown', `${repository.full_name}#${number} is not known here yet.`), effects: [] }
  const links = (await listLinksOfPull(tx.db, pull.id)).filter((link) => link.link_kind !== 'suggested')
  for (const { issue_id: issueId } of links) await noteFeedback(tx, signal, issueId)
  for (const link of links)
    if (signal.verdict && link.link_kind === 'closes') await followReviews(tx, { pull, issueId: link.issue_id })
  const effects = links.map((link) => ({ type: 'signal.recorded', issue_id: link.issue_id }))
  const reason = links.length > 0 ? 'feedback_noted' : 'pull_without_issue'
  return { ...summary(reason, describeFeedback(signal)), issueId: links[0]?.issue_id ?? null, effects }
}

function summary(reason: string, detail: string): Pick<Applied, 'reason' | 'detail' | 'issueId'> {
  return { reason, detail, issueId: null }
}
