// A review or a comment on the timeline of an issue. Agents read timelines, so strangers' words are not among it.
import type { FeedbackGiven } from '../intake/domain/code-host-signal.ts'
import { describeFeedback } from '../intake/domain/feedback-words.ts'
import { touchIssue } from '../issues/attention.ts'
import type { Tx } from '../platform/context.ts'

export async function noteFeedback(tx: Tx, signal: FeedbackGiven, issueId: string): Promise<void> {
  if (signal.author.isTrusted) await touchIssue(tx, issueId)
  tx.emit({
    type: 'signal.recorded',
    issueId,
    payload: {
      source: 'github',
      kind: signal.via,
      occurred_at: signal.occurredAt,
      actor: signal.author.login,
      trusted: signal.author.isTrusted,
      verdict: signal.verdict,
      detail: describeFeedback(signal),
      excerpt: signal.author.isTrusted ? signal.excerpt : null,
      url: signal.url,
    },
  })
}
