// Reviews and comments. Only words of people with rights in the repository are kept; of others, that they spoke.
import type { FeedbackGiven, ReviewVerdict } from '#src/intake/domain/code-host-signal.ts'
import { hostedIssueKey, pullRequestKey } from '#src/intake/domain/object-key.ts'
import { safeLine } from '#src/intake/domain/safe-text.ts'
import type { Reason } from '#src/intake/domain/signal.ts'
import { cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { hostAuthor } from './host-author.ts'
import type { issueCommentEvent, PersonPayload, reviewCommentEvent, reviewEvent } from './payload.ts'

const MAX_EXCERPT = 300

const verdicts: Record<string, ReviewVerdict> = {
  approved: 'approved',
  changes_requested: 'changes_requested',
  commented: 'commented',
  dismissed: 'dismissed',
}

type Translated = FeedbackGiven | { ignored: Reason }

/** A review is an opinion when it is submitted and when it is dismissed; editing its text changes neither. */
export function fromReview(event: ReturnType<typeof reviewEvent.parse>, receivedAt: string): Translated {
  const { review, pull_request: pull, repository, action } = event
  const verdict = action === 'dismissed' ? 'dismissed' : verdicts[review.state.toLowerCase()]
  if (action === 'edited') return wordsOnly('review', action)
  if (!verdict) return wordsOnly('review', review.state)
  const submittedAt = vendorTime(review.submitted_at)
  const changedAt = vendorTime(review.updated_at) ?? vendorTime(pull.updated_at)
  return feedback(review, {
    on: 'pull_request',
    via: 'review',
    repository,
    number: pull.number,
    verdict,
    at: (verdict === 'dismissed' ? changedAt : submittedAt) ?? receivedAt,
  })
}

export function fromReviewComment(event: ReturnType<typeof reviewCommentEvent.parse>, receivedAt: string): Translated {
  if (event.action !== 'created') return wordsOnly('comment', event.action)
  const { comment, pull_request: pull, repository } = event
  const at = vendorTime(comment.created_at) ?? receivedAt
  return feedback(comment, { on: 'pull_request', via: 'review_comment', repository, number: pull.number, verdict: null, at })
}

/** GitHub says `issue_comment` of pull requests too. */
export function fromComment(event: ReturnType<typeof issueCommentEvent.parse>, receivedAt: string): Translated {
  if (event.action !== 'created') return wordsOnly('comment', event.action)
  const { comment, issue, repository } = event
  const at = vendorTime(comment.created_at) ?? receivedAt
  const on = issue.pull_request ? 'pull_request' : 'issue'
  return feedback(comment, { on, via: 'comment', repository, number: issue.number, verdict: null, at })
}

interface Written {
  id: number
  body?: string | null | undefined
  user?: PersonPayload
  author_association?: string | null | undefined
  html_url?: string | null | undefined
}

interface Place extends Pick<FeedbackGiven, 'on' | 'via' | 'number' | 'verdict'> {
  repository: { id: number; full_name: string }
  at: string
}

function feedback(written: Written, { repository, at, ...place }: Place): FeedbackGiven {
  const author = hostAuthor(written.user, written.author_association)
  const keyOf = place.on === 'issue' ? hostedIssueKey : pullRequestKey
  return {
    kind: 'feedback_given',
    source: 'github',
    objectKey: keyOf(repository.full_name, place.number),
    occurredAt: at,
    vendorVersion: at,
    occurrenceKey: `${place.via} ${written.id} ${place.verdict ?? 'created'}`,
    ...place,
    repository: { id: repository.id, fullName: repository.full_name },
    author,
    excerpt: author.isTrusted ? safeLine(written.body, MAX_EXCERPT) : null,
    url: cleanUrl(written.html_url),
  }
}

function wordsOnly(what: string, action: string): { ignored: Reason } {
  const code = what === 'review' ? 'review_not_used' : 'comment_not_used'
  return { ignored: { code, sentence: `That a ${what} was ${action.slice(0, 40)} changes nothing here.` } }
}
