// The pull requests of an issue, for people.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import type { PullLink } from './schemas.ts'
import { listPullsOfIssue, type PullLinkRow } from './store/links.ts'

/** All of them: an issue has few. @throws NotFound */
export async function readIssuePulls(ctx: Ctx, idOrIdentifier: string): Promise<{ items: PullLink[]; next_cursor: null }> {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  return { items: (await listPullsOfIssue(ctx.db, issue.id)).map(toPullLink), next_cursor: null }
}

function toPullLink(row: PullLinkRow): PullLink {
  return { ...row, merged_at: row.merged_at?.toISOString() ?? null, updated_at: row.updated_at.toISOString() }
}
