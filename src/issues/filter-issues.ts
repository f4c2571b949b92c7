// The filters of the list, for other features that choose issues: search and the board.
import type { Ctx } from '../platform/context.ts'
import type { IssueQuery } from './store/card-store.ts'
import { type IssueFilter, resolveFilter, whereFilter } from './store/filter-store.ts'

export type { IssueFilter, IssueQuery }

/** Narrows a query over `dispatch_issue as i`, joined to its status `s`, to what the filter lets through. */
export async function filterIssues(ctx: Ctx, filter: IssueFilter): Promise<(query: IssueQuery) => IssueQuery> {
  const resolved = await resolveFilter(ctx.db, ctx, filter)
  return (query) => whereFilter(query, resolved)
}
