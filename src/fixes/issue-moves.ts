// Where an issue was filed, then each move of it, also those of this very transaction, which the history does not have yet.
import { z } from 'zod'
import { categories } from '../issues/domain/category.ts'
import type { Tx } from '../platform/context.ts'
import type { NewEvent } from '../platform/events.ts'
import { type IssueMove, listIssueMoves } from './store/pull-history.ts'

const status = z.object({ category: z.enum(categories) })
const cause = z.object({ code: z.string().nullable().default(null), happened_at: z.string().nullable().default(null) })
const filedSchema = z.object({ issue: z.object({ status }) })
const movedSchema = z.object({ changes: z.object({ status: z.tuple([status, status]) }), cause: cause.optional() })

export async function readIssueMoves(tx: Tx, issueId: string): Promise<IssueMove[]> {
  const pending = tx.pending().filter((event) => event.issueId === issueId)
  return [...(await listIssueMoves(tx.db, issueId)), ...pending.flatMap((event) => toMove(tx, event))]
}

function toMove(tx: Tx, { type, payload, actor = tx.actor }: NewEvent): IssueMove[] {
  const made = { at: tx.now, actor_type: actor.type }
  if (type === 'issue.created')
    return [{ ...made, category: filedSchema.parse(payload).issue.status.category, cause: null, happened_at: null }]
  if (type !== 'issue.moved') return []
  const moved = movedSchema.parse(payload)
  const { code = null, happened_at = null } = moved.cause ?? {}
  return [{ ...made, category: moved.changes.status[1].category, cause: code, happened_at }]
}
