// Links between issues and their twins in Sentry, GitHub and elsewhere. The unique index has the last word in a race.
import type { Insertable } from 'kysely'
import type { Tx } from '../platform/context.ts'
import type { DB } from '../platform/db/schema.generated.ts'
import { insertExternalRow } from './store/external-store.ts'

export type NewExternalIssue = Omit<
  Insertable<DB['dispatch_external_issue']>,
  'id' | 'workspace_id' | 'created_at' | 'updated_at'
>

/** Fails with SQLSTATE 23505 when another transaction linked the same external issue first. */
export async function linkExternalIssue(tx: Tx, link: NewExternalIssue): Promise<{ id: string }> {
  const id = tx.newId('ext')
  await insertExternalRow(tx.db, { ...link, id, workspace_id: tx.workspaceId, created_at: tx.now, updated_at: tx.now })
  return { id }
}
