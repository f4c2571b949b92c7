// What a workspace begins with: the seven columns and a few labels.
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { Category } from './domain/category.ts'
import { ensureLabels } from './store/lookup-store.ts'
import { hasStatuses, insertStatuses } from './store/workspace-store.ts'

const columns: [name: string, category: Category, color: string][] = [
  ['Backlog', 'backlog', 'grey'],
  ['Investigating', 'investigating', 'blue'],
  ['Needs Review', 'needs_review', 'amber'],
  ['In Progress', 'in_progress', 'blue'],
  ['In Review', 'in_review', 'amber'],
  ['Done', 'done', 'green'],
  ['Canceled', 'canceled', 'grey'],
]

const labels: [name: string, color: string][] = [
  ['Bug', 'red'],
  ['Feature', 'violet'],
  ['Improvement', 'blue'],
  ['Sentry', 'amber'],
]

/** Idempotent: a workspace that has columns is left alone. */
export async function seedTracker(ctx: Ctx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    if (await hasStatuses(tx.db, tx.workspaceId)) return
    await insertStatuses(
      tx.db,
      columns.map(([name, category, color], position) => ({
        id: tx.newId('sts'),
        workspace_id: tx.workspaceId,
        name,
        category,
        color,
        position,
        created_at: tx.now,
      })),
    )
    await ensureLabels(
      tx.db,
      tx.workspaceId,
      labels.map(([name, color]) => ({ id: tx.newId('lbl'), name, color, now: tx.now })),
    )
  })
}
