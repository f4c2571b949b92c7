// SQL over subscribers.
import { type Selectable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

type Stored = Selectable<DB['dispatch_webhook']>

function selectWebhooks(db: Db) {
  return (
    db
      .selectFrom('dispatch_webhook as w')
      .leftJoin('dispatch_agent as a', 'a.id', 'w.agent_id')
      .selectAll('w')
      .select(['a.name as agent_name', 'a.webhook_url as agent_url', 'a.event_secret as agent_secret'])
      .select(
        sql<number>`(select count(*) from dispatch_outbound_delivery d where d.webhook_id = w.id and d.state = 'pending')::int4`.as(
          'waiting',
        ),
      )
      .where('w.deleted_at', 'is', null)
      // An agent that no longer wants to be told has no subscriber, whatever its row remembers.
      .where((eb) =>
        eb.or([eb('w.agent_id', 'is', null), eb.and([eb('a.deleted_at', 'is', null), eb('a.webhook_url', 'is not', null)])]),
      )
  )
}

export type WebhookRow = Awaited<ReturnType<ReturnType<typeof selectWebhooks>['execute']>>[number]

/** Newest first; one more than the limit. */
export function listWebhooks(
  db: Db,
  page: { workspaceId: string; after?: { at: string; id: string } | undefined; limit: number },
): Promise<WebhookRow[]> {
  return selectWebhooks(db)
    .where('w.workspace_id', '=', page.workspaceId)
    .$if(page.after !== undefined, (query) =>
      query.where(sql<boolean>`(w.created_at, w.id) < (${page.after?.at}::timestamptz, ${page.after?.id})`),
    )
    .orderBy('w.created_at', 'desc')
    .orderBy('w.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export function findWebhook(db: Db, workspaceId: string, id: string): Promise<WebhookRow | undefined> {
  return selectWebhooks(db).where('w.workspace_id', '=', workspaceId).where('w.id', '=', id).executeTakeFirst()
}

/** Those that events become messages for, now. */
export function listActiveWebhooks(db: Db, workspaceId: string): Promise<WebhookRow[]> {
  return selectWebhooks(db).where('w.workspace_id', '=', workspaceId).where('w.enabled', '=', true).execute()
}

export async function countWebhooks(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('dispatch_webhook')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export interface NewWebhook
  extends Pick<Stored, 'id' | 'workspace_id' | 'kind' | 'name' | 'since_seq' | 'event_types' | 'enabled' | 'created_at'>,
    Partial<Pick<Stored, 'agent_id' | 'target' | 'sealed_target' | 'sealed_secret'>> {
  created_by: object
}

export async function insertWebhook(db: Db, row: NewWebhook): Promise<void> {
  await db
    .insertInto('dispatch_webhook')
    .values({ ...row, created_by: JSON.stringify(row.created_by), updated_at: row.created_at })
    .execute()
}

/** Made by whichever process sees the agent first; false when another one was faster. */
export async function insertAgentWebhook(db: Db, row: NewWebhook): Promise<boolean> {
  const inserted = await db
    .insertInto('dispatch_webhook')
    .values({ ...row, created_by: JSON.stringify(row.created_by), updated_at: row.created_at })
    .onConflict((conflict) => conflict.column('agent_id').where('deleted_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Agents that want to be told and have no subscriber yet. */
export function listUntoldAgents(db: Db): Promise<{ id: string; name: string; workspace_id: string }[]> {
  return db
    .selectFrom('dispatch_agent as a')
    .innerJoin('dispatch_workspace as s', 's.id', 'a.workspace_id')
    .leftJoin('dispatch_webhook as w', (join) => join.onRef('w.agent_id', '=', 'a.id').on('w.deleted_at', 'is', null))
    .select(['a.id', 'a.name', 'a.workspace_id'])
    .where('a.webhook_url', 'is not', null)
    .where('a.deleted_at', 'is', null)
    .where('s.deleted_at', 'is', null)
    .where('w.id', 'is', null)
    .limit(100)
    .execute()
}

export type WebhookChanges = Partial<
  Pick<
    Stored,
    | 'name'
    | 'target'
    | 'sealed_target'
    | 'sealed_secret'
    | 'sealed_previous_secret'
    | 'previous_secret_until'
    | 'event_types'
    | 'enabled'
    | 'disabled_reason'
    | 'disabled_detail'
    | 'disabled_at'
    | 'deleted_at'
  >
> & { updated_at: Date }

/** False when it is gone. */
export async function changeWebhook(db: Db, id: string, changes: WebhookChanges): Promise<boolean> {
  const changed = await db
    .updateTable('dispatch_webhook')
    .set(changes)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** False when it was off before, or is gone: then somebody else said so already. */
export async function disableWebhook(
  db: Db,
  id: string,
  why: { reason: 'gone' | 'exhausted'; detail: string; now: Date },
): Promise<boolean> {
  const changed = await db
    .updateTable('dispatch_webhook')
    .set({ enabled: false, disabled_reason: why.reason, disabled_detail: why.detail, disabled_at: why.now, updated_at: why.now })
    .where('id', '=', id)
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** Machine time, beside that of the attempts. */
export async function noteResult(db: Db, id: string, isSuccess: boolean): Promise<void> {
  const now = sql<Date>`clock_timestamp()`
  await db
    .updateTable('dispatch_webhook')
    .set(isSuccess ? { last_success_at: now } : { last_failure_at: now })
    .where('id', '=', id)
    .execute()
}
