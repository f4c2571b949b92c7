// Makes an API key. Its text is returned here and never again.
import type { Ctx, Scope } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { authorize } from './authorize.ts'
import { hashToken, newToken, tokenHint } from './domain/tokens.ts'
import { holdWorkspace } from './hold-workspace.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { findAgentOfKey } from './store/agents.ts'
import { type ApiKeyRow, countLiveApiKeys, findApiKey, insertApiKey } from './store/api-keys.ts'

export interface CreateApiKey {
  name: string
  scopes: Scope[]
  /** Id or name of the agent that the key speaks for; absent: the one that has the name of the key, if any. */
  agent?: string | null | undefined
}

/** @throws Forbidden, Conflict `limit_exceeded`, Invalid for an agent that is not there, or without the scope that it would need */
export async function createApiKey(ctx: Ctx, input: CreateApiKey): Promise<{ row: ApiKeyRow; key: string }> {
  authorize(ctx, 'key.manage')
  requireFreshPassword(ctx)
  const key = newToken('api_key')
  const id = ctx.newId('key')
  const row = await withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx)
    refuseOneMore('api_keys', await countLiveApiKeys(tx.db, tx.workspaceId))
    const agentId = await agentOf(tx, input)
    await insertApiKey(tx.db, {
      id,
      workspace_id: tx.workspaceId,
      name: input.name,
      key_hash: hashToken(key),
      key_hint: tokenHint(key),
      scopes: input.scopes,
      agent_id: agentId,
      created_by: tx.actor,
      created_at: tx.now,
    })
    tx.emit({
      type: 'key.created',
      subject: { type: 'key', id },
      payload: { name: input.name, scopes: input.scopes, agent_id: agentId, hint: tokenHint(key) },
    })
    return findApiKey(tx.db, tx.workspaceId, id)
  })
  if (!row) throw new NotFound('key', id)
  return { row, key }
}

async function agentOf(tx: Ctx, { name, scopes, agent }: CreateApiKey): Promise<string | null> {
  const mayReport = scopes.includes('agent') || scopes.includes('admin')
  if (agent === null || (agent === undefined && !mayReport)) return null
  if (!mayReport) throw new Invalid([{ path: 'agent', message: 'needs the scope agent' }])
  const found = await findAgentOfKey(tx.db, tx.workspaceId, agent ?? name)
  if (!found && agent !== undefined) throw new Invalid([{ path: 'agent', message: 'is no agent of this workspace' }])
  return found?.id ?? null
}
