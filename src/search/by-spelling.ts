// The part of search that forgives typing errors and finds text in scripts without spaces.
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { Query } from './domain/query.ts'
import { findByTrigram, type Place } from './store/candidates.ts'
import { forgiveSpelling } from './store/settings.ts'

export function findBySpelling(ctx: Ctx, place: Place, query: Query): Promise<string[]> {
  return withTransaction(ctx, async (tx) => {
    await forgiveSpelling(tx.db)
    return findByTrigram(tx.db, place, query)
  })
}
