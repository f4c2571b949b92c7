// What a person sees of their own account.
import type { Ctx } from '../platform/context.ts'
import { findIdentityOf } from './store/identities.ts'
import { findAccount } from './store/users.ts'

export interface Account {
  email: string
  has_password: boolean
  github: string | null
}

/** Null for keys, and for the shared password, which is nobody's account. */
export async function loadAccount(ctx: Ctx): Promise<Account | null> {
  if (ctx.session?.isShared !== false) return null
  const row = await findAccount(ctx.db, ctx.actor.id)
  if (!row?.email) return null
  const github = await findIdentityOf(ctx.db, row.id)
  return { email: row.email, has_password: row.password_hash !== null, github: github?.login ?? null }
}
