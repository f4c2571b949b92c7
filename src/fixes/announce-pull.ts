// Tells every linked issue that its pull request changed, so that cards and timelines show it.
import { touchIssue } from '../issues/attention.ts'
import type { Tx } from '../platform/context.ts'
import { listLinksOfPull } from './store/links.ts'
import type { PullRow } from './store/pulls.ts'

export interface PullNews {
  pull: PullRow
  changes: Record<string, [unknown, unknown]>
  /** `late_evidence` when it was told after what happened later. */
  reason?: string | undefined
}

export async function announcePull(tx: Tx, { pull, changes, reason }: PullNews): Promise<void> {
  for (const { issue_id: issueId, link_kind } of await listLinksOfPull(tx.db, pull.id)) {
    await touchIssue(tx, issueId)
    tx.emit({
      type: 'pr.updated',
      issueId,
      subject: { type: 'pull_request', id: pull.id },
      payload: {
        repository: pull.repository,
        number: pull.number,
        state: pull.state,
        title: pull.title,
        link_kind,
        changes,
        ...(reason && { reason }),
      },
    })
  }
}
