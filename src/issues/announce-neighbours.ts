// An issue that is closed or reopened changes the cards of others: of those that it blocks, and of its parent.
import type { Tx } from '../platform/context.ts'
import { type Category, isClosed } from './domain/category.ts'
import type { IssueRow } from './store/issue-store.ts'
import { findNeighbours } from './store/relation-store.ts'

/** One event for each of them, so that whoever follows the log sees their cards as they are now. */
export async function tellNeighbours(tx: Tx, issue: IssueRow, to: Category): Promise<void> {
  if (isClosed(issue.category) === isClosed(to)) return
  const identifier = `${issue.prefix}-${issue.number}`
  for (const neighbour of await findNeighbours(tx.db, issue)) {
    tx.emit({
      type: 'relation.updated',
      issueId: neighbour.id,
      payload: {
        kind: neighbour.kind,
        issue: { id: issue.id, identifier },
        is_open: !isClosed(to),
        detail: `${identifier} ${isClosed(to) ? 'is closed' : 'is open again'}`,
      },
    })
  }
}

/** Parents whose count of sub-issues changed, because one came or went. */
export function tellParents(tx: Tx, child: { id: string; identifier: string }, parents: (string | null | undefined)[]): void {
  for (const id of parents) {
    if (id) tx.emit({ type: 'relation.updated', issueId: id, payload: { kind: 'sub_issue', issue: child } })
  }
}
