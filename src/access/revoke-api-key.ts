// Ends an API key; requests and open streams with it end too.
import type { Ctx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { findApiKey, revokeApiKeyRow } from './store/api-keys.ts'

/** Revoking a revoked one changes nothing. Throws NotFound for a key of another workspace. */
export async function revokeApiKey(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'key.manage')
  await withTransaction(ctx, async (tx) => {
    const key = await findApiKey(tx.db, tx.workspaceId, id)
    if (!key) throw new NotFound('key', id)
    const wasAlive = await revokeApiKeyRow(tx.db, { workspaceId: tx.workspaceId, id, now: tx.now })
    if (wasAlive) tx.emit({ type: 'key.revoked', subject: { type: 'key', id }, payload: { name: key.name, hint: key.key_hint } })
  })
}
