// The labels of one issue.
import type { Ctx } from '../platform/context.ts'
import { resolveIssue } from './resolve-issue.ts'
import { listLabelsOf } from './store/catalog-store.ts'

/** By name. @throws NotFound */
export async function readIssueLabels(ctx: Ctx, idOrIdentifier: string) {
  const { id } = await resolveIssue(ctx, idOrIdentifier)
  return { items: await listLabelsOf(ctx.db, id), next_cursor: null }
}
