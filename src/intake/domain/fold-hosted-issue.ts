// A code host's issue as all its deliveries together tell it.
import type { HostedIssueChanged } from './code-host-signal.ts'
import { inOrder, type Recorded } from './fold.ts'

// Of one second: an opening comes first and a closing last.
const order = ['opened', 'edited', 'labeled', 'unlabeled', 'reopened', 'closed', 'transferred', 'deleted']
const precedence = ({ action }: HostedIssueChanged) => (order.includes(action) ? order.indexOf(action) : 2)

/** Its last word; null without any. */
export function foldHostedIssue(recorded: readonly Recorded<HostedIssueChanged>[]): HostedIssueChanged | null {
  return inOrder(recorded, precedence).at(-1) ?? null
}
