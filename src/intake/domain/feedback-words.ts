// What somebody said at the code host, in a sentence for the timeline.
import type { FeedbackGiven } from './code-host-signal.ts'

/** Without anything that a stranger wrote: a login is all that is told of them. */
export function describeFeedback(signal: FeedbackGiven): string {
  const { author, repository, number } = signal
  const login = author.login.replace(/[^\w[\]-]/g, '')
  return `${login} ${deed(signal)} ${repository.fullName}#${number}${author.isTrusted ? '' : ' (no member of the repository)'}.`
}

function deed({ via, verdict }: FeedbackGiven): string {
  if (via !== 'review') return 'commented on'
  switch (verdict) {
    case 'approved':
      return 'approved'
    case 'changes_requested':
      return 'wants changes of'
    case 'dismissed':
      return 'had a review dismissed on'
    default:
      return 'reviewed'
  }
}
