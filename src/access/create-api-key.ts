// Makes an API key. Its text is returned here and never again.
import type { Ctx, Scope } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { hashToken, newToken, tokenHint } from './domain/tokens.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { type ApiKeyRow, findApiKey, insertApiKey } from './store/api-keys.ts'

export async function createApiKey(ctx: Ctx, input: { name: string; scopes: Scope[] }): Promise<{ row: ApiKeyRow; key: string }> {
  authorize(ctx, 'key.manage')
  requireFreshPassword(ctx)
  const key = newToken('api_key')
  const id = ctx.newId('key')
  const row = await withTransaction(ctx, async (tx) => {
    await insertApiKey(tx.db, {
      id,
      workspace_id: tx.workspaceId,
      name: input.name,
      key_hash: hashToken(key),
      key_hint: tokenHint(key),
      scopes: input.scopes,
      created_by: tx.actor,
      created_at: tx.now,
    })
    tx.emit({
      type: 'key.created',
      subject: { type: 'key', id },
      payload: { name: input.name, scopes: input.scopes, hint: tokenHint(key) },
    })
    return findApiKey(tx.db, tx.workspaceId, id)
  })
  if (!row) throw new NotFound('key', id)
  return { row, key }
}
