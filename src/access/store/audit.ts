// The event log as an audit trail: newest first, by kind, by actor, by time.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface AuditRow {
  seq: number
  at: Date
  type: string
  subject_type: string
  subject_id: string
  issue_id: string | null
  run_id: string | null
  actor: unknown
  payload: unknown
  request_id: string | null
}

export interface AuditQuery {
  workspaceId: string
  /** Whole types, e.g. `key.created`. */
  types: readonly string[]
  /** Their nouns, e.g. `key` for all about keys. */
  nouns: readonly string[]
  /** The id of a person, key, run or connection. */
  actor?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
  before?: number | undefined
  limit: number
}

export async function selectAudit(db: Db, query: AuditQuery): Promise<AuditRow[]> {
  const { types, nouns } = query
  const conditions = [
    sql`workspace_id = ${query.workspaceId}`,
    ...(types.length + nouns.length > 0
      ? [sql`(type = any (${types}::text[]) or split_part(type, '.', 1) = any (${nouns}::text[]))`]
      : []),
    ...(query.actor === undefined ? [] : [sql`actor ->> 'id' = ${query.actor}`]),
    ...(query.since ? [sql`at >= ${query.since}`] : []),
    ...(query.until ? [sql`at < ${query.until}`] : []),
    ...(query.before === undefined ? [] : [sql`seq < ${query.before}::int8`]),
  ]
  const result = await sql<AuditRow>`
    select seq, at, type, subject_type, subject_id, issue_id, run_id, actor, payload, request_id
    from dispatch_event where ${sql.join(conditions, sql` and `)}
    order by seq desc limit ${query.limit}::int`.execute(db)
  return result.rows
}
