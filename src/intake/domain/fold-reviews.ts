// Who still wants changes: each reviewer's last opinion counts, and only that of people with rights in the repository.
import type { FeedbackGiven, ReviewVerdict } from './code-host-signal.ts'
import { inOrder, type Recorded } from './fold.ts'

/** A comment is no opinion; of one second, the milder one comes later, so that nobody is called for what is settled. */
const order: ReviewVerdict[] = ['commented', 'changes_requested', 'approved', 'dismissed']
const precedence = ({ verdict }: FeedbackGiven) => (verdict === null ? -1 : order.indexOf(verdict))

/** The logins of those whose request for changes stands, in the order in which they asked. */
export function foldReviews(recorded: readonly Recorded<FeedbackGiven>[]): string[] {
  const wanting = new Set<string>()
  for (const { verdict, author } of inOrder(recorded, precedence)) {
    if (!author.isTrusted || verdict === null || verdict === 'commented') continue
    wanting.delete(author.login)
    if (verdict === 'changes_requested') wanting.add(author.login)
  }
  return [...wanting]
}
