// The event log for agents that come back: each has a cursor, whatever its key, that moves only when it says how far it came.
import { authorize } from '../access/authorize.ts'
import { type HeardEvent, hiddenNouns, mayHear } from '../access/domain/may-hear.ts'
import type { Ctx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { advanceReader, readerPosition, selectEventsAfter } from './store/events.ts'

export interface Poll {
  /** Everything up to it has been dealt with. Absent: go on where the reader last confirmed. */
  cursor?: number | undefined
  limit: number
  types?: string[] | undefined
}

export async function pollEvents(ctx: Ctx, { cursor, limit, types }: Poll) {
  authorize(ctx, 'event.read')
  const reader = { workspaceId: ctx.workspaceId, readerId: ctx.agentId ?? ctx.actor.id }
  const { confirmed, last } = await readerPosition(ctx.db, reader)
  if (cursor !== undefined && cursor > last)
    throw new Invalid([{ path: 'cursor', message: `is ahead of the log, which ends at ${last}` }])
  if (cursor !== undefined && cursor > confirmed) await advanceReader(ctx.db, reader, { seq: cursor, now: ctx.now })
  const after = cursor ?? confirmed
  // Left out where the log is read, so that a page is as long as asked for; what remains is judged one by one.
  const without = hiddenNouns(ctx)
  const rows = await selectEventsAfter(ctx.db, { workspaceId: ctx.workspaceId, after, limit, types, without })
  // Sequence order is commit order without gaps: up to the end that was read before, nothing can appear any more.
  const next =
    rows.length === limit ? Number(rows.at(-1)?.seq ?? after) : Math.max(last, Number(rows.at(-1)?.seq ?? after), after)
  return {
    events: rows
      .filter((row) => mayHear(ctx, toHeard(row)))
      .map(({ number, prefix, subject_type: _type, subject_id: _id, ...row }) => ({
        ...row,
        seq: Number(row.seq),
        at: row.at.toISOString(),
        issue: number === null ? null : `${prefix}-${number}`,
      })),
    next_cursor: next,
  }
}

type Row = Awaited<ReturnType<typeof selectEventsAfter>>[number]

function toHeard({ type, subject_type, subject_id, payload }: Row): HeardEvent {
  const userId = typeof payload === 'object' && payload !== null && 'user_id' in payload ? String(payload.user_id) : null
  return { type, subject: { type: subject_type, id: subject_id }, userId }
}
