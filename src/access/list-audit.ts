// The audit trail: the event log, newest first.
import { z } from 'zod'
import type { Ctx } from '../platform/context.ts'
import { decodeCursor, toPage } from '../platform/http/cursor.ts'
import { authorize } from './authorize.ts'
import { type AuditRow, selectAudit } from './store/audit.ts'

export interface AuditFilter {
  /** Types such as `key.created`, or nouns such as `key`. */
  type?: readonly string[] | undefined
  actor?: string | undefined
  since?: string | undefined
  until?: string | undefined
  limit: number
  cursor?: string | undefined
}

const cursorSchema = z.tuple([z.number().int().nonnegative()])

export async function listAudit(ctx: Ctx, filter: AuditFilter): Promise<{ items: AuditRow[]; next_cursor: string | null }> {
  authorize(ctx, 'audit.read')
  const wanted = filter.type ?? []
  const rows = await selectAudit(ctx.db, {
    workspaceId: ctx.workspaceId,
    types: wanted.filter((type) => type.includes('.')),
    nouns: wanted.filter((type) => !type.includes('.')),
    actor: filter.actor,
    since: filter.since === undefined ? undefined : new Date(filter.since),
    until: filter.until === undefined ? undefined : new Date(filter.until),
    before: filter.cursor === undefined ? undefined : decodeCursor(filter.cursor, cursorSchema)[0],
    limit: filter.limit + 1,
  })
  return toPage(rows, filter.limit, (row) => [Number(row.seq)])
}
