// Whose session it is: the person of that name, or a new one.
import type { Tx } from '../platform/context.ts'
import { unnamed } from './domain/display-name.ts'
import { findUserByName, insertUser, lockUsers, selectNamedUsers, type UserRow } from './store/users.ts'

/**
 * People share one password, so the same name is the same person. Without a name it is the only person there is,
 * else someone who will be asked.
 */
export async function findOrCreateUser(tx: Tx, displayName: string | undefined): Promise<UserRow> {
  await lockUsers(tx.db)
  const name = displayName ?? (await onlyName(tx)) ?? unnamed
  const known = await findUserByName(tx.db, name)
  if (known) return known
  const user = { id: tx.newId('usr'), display_name: name }
  await insertUser(tx.db, user, tx.now)
  return user
}

async function onlyName(tx: Tx): Promise<string | undefined> {
  const [first, second] = await selectNamedUsers(tx.db, unnamed)
  return second ? undefined : first?.display_name
}
