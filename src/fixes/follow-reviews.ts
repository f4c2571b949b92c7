// A person is called to an issue while somebody with rights wants changes of the pull request that closes it.
import { foldReviews } from '../intake/domain/fold-reviews.ts'
import { pullRequestKey } from '../intake/domain/object-key.ts'
import { setNeedsAttention } from '../issues/attention.ts'
import { resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { loadHostSignals } from './store/host-signals.ts'
import type { PullRow } from './store/pulls.ts'

/** Calls, or takes the call back. What else a person was called for is not overruled. */
export async function followReviews(tx: Tx, { pull, issueId }: { pull: PullRow; issueId: string }): Promise<void> {
  const objectKey = pullRequestKey(pull.repository, Number(pull.number))
  const told = await loadHostSignals(tx.db, { workspaceId: tx.workspaceId, objectKey, kind: 'feedback_given' })
  if (told.length === 0) return
  const isOpen = pull.state === 'open' || pull.state === 'draft'
  const wanting = isOpen ? foldReviews(told) : []
  const call = `changes are wanted on ${pull.repository}#${pull.number}`
  const text = wanting.length > 0 ? `${call} by ${wanting.slice(0, 3).join(', ')}` : null
  const { needs_attention: present } = await resolveIssueForUpdate(tx, issueId)
  if (present === null ? text !== null : present.startsWith(call)) await setNeedsAttention(tx, issueId, text)
}
