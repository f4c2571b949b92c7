// Statements over agents.
import { type Insertable, type Selectable, sql } from 'kysely'
import type { JsonInput } from '../platform/db/column-types.ts'
import { type OldestFirstPage, oldestFirst } from '../platform/db/oldest-first.ts'
import type { Db } from '../platform/db/open-database.ts'
import type { DB } from '../platform/db/schema.generated.ts'

export type AgentRow = Selectable<DB['dispatch_agent']>
export type AgentChanges = Partial<Pick<AgentRow, 'name' | 'model' | 'enabled' | 'webhook_url' | 'is_default' | 'deleted_at'>> & {
  /** Those to write; the others stay as they are. */
  settings?: Record<string, unknown>
}

function livingAgents(db: Db, workspaceId: string) {
  return db.selectFrom('dispatch_agent').selectAll().where('workspace_id', '=', workspaceId).where('deleted_at', 'is', null)
}

export function listAgentRows(db: Db, workspaceId: string): Promise<AgentRow[]> {
  return livingAgents(db, workspaceId).orderBy('created_at').limit(500).execute()
}

export async function countAgents(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('dispatch_agent')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export function pageAgentRows(db: Db, workspaceId: string, page: OldestFirstPage): Promise<AgentRow[]> {
  return oldestFirst(livingAgents(db, workspaceId), page).execute()
}

export function findAgentRow(db: Db, workspaceId: string, id: string): Promise<AgentRow | undefined> {
  return livingAgents(db, workspaceId).where('id', '=', id).executeTakeFirst()
}

export function insertAgentRow(db: Db, row: Insertable<DB['dispatch_agent']>): Promise<AgentRow> {
  return db.insertInto('dispatch_agent').values(row).returningAll().executeTakeFirstOrThrow()
}

export function changeAgentRow(db: Db, id: string, { settings = {}, ...columns }: AgentChanges): Promise<AgentRow> {
  const written = sql<JsonInput>`settings || ${JSON.stringify(settings)}::jsonb`
  return db
    .updateTable('dispatch_agent')
    .set({ ...columns, settings: written })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Held until the end of the transaction: whoever else chooses a default meanwhile waits, and then sees this one. */
export async function clearDefaultAgent(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('dispatch_agent'), hashtext(${workspaceId}))`.execute(db)
  await db
    .updateTable('dispatch_agent')
    .set({ is_default: false })
    .where('workspace_id', '=', workspaceId)
    .where('is_default', '=', true)
    .execute()
}
