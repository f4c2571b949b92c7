// Adds a vendor account to a workspace: an address of its own, `/api/<source>/webhook/<id>`, and its secret, sealed.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { connectionSecretPurpose } from './connection-directory.ts'
import { insertConnection, type Source } from './store/connections.ts'

export interface AddConnection {
  source: Source
  name: string
  secret: string
}

export async function addConnection(ctx: Ctx, input: AddConnection): Promise<{ id: string }> {
  authorize(ctx, 'workspace.manage')
  return withTransaction(ctx, async (tx) => {
    const id = tx.newId('con')
    const sealedSecret = tx.system.secrets.seal(input.secret, connectionSecretPurpose(id))
    await insertConnection(tx.db, {
      id,
      workspaceId: tx.workspaceId,
      source: input.source,
      name: input.name,
      sealedSecret,
      now: tx.now,
    })
    tx.emit({
      type: 'connection.added',
      subject: { type: 'connection', id },
      payload: { source: input.source, name: input.name },
    })
    return { id }
  })
}
