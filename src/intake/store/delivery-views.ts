// SQL that shows deliveries to people.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DeliveryState } from './deliveries.ts'

/** Any of the values of each list; what is absent filters nothing. */
export interface DeliveryFilter {
  source?: readonly string[] | undefined
  state?: readonly DeliveryState[] | undefined
  connection?: string | undefined
  kind?: readonly string[] | undefined
  result?: readonly string[] | undefined
  reason?: readonly string[] | undefined
  issueId?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
  q?: string | undefined
}

export interface DeliveryPage {
  workspaceId: string
  filter: DeliveryFilter
  /** The last row of the page before. */
  after?: { receivedAt: string; id: string } | undefined
  limit: number
}

function selectSummaries(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_delivery as delivery')
    .leftJoin('dispatch_issue as issue', (join) =>
      join
        .on('issue.id', '=', sql<string>`delivery.decision ->> 'issue_id'`)
        .onRef('issue.workspace_id', '=', 'delivery.workspace_id')
        .on('issue.deleted_at', 'is', null),
    )
    .innerJoin('dispatch_workspace as workspace', 'workspace.id', 'delivery.workspace_id')
    .innerJoin('dispatch_connection as connection', 'connection.id', 'delivery.connection_id')
    .select(['delivery.id', 'delivery.source', 'delivery.kind', 'delivery.state', 'delivery.decision', 'delivery.attempts'])
    .select(['delivery.error', 'delivery.received_at', 'delivery.processed_at', 'issue.id as issue_id'])
    .select(['connection.id as connection_id', 'connection.name as connection_name'])
    .select(sql<string | null>`workspace.prefix || '-' || issue.number`.as('issue_identifier'))
    .where('delivery.workspace_id', '=', workspaceId)
}

export type DeliverySummaryRow = Awaited<ReturnType<ReturnType<typeof selectSummaries>['execute']>>[number]

/** One page and one row more, newest first. */
export function listDeliveries(db: Db, { workspaceId, filter, after, limit }: DeliveryPage): Promise<DeliverySummaryRow[]> {
  return selectSummaries(db, workspaceId)
    .where(passes(workspaceId, filter))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(delivery.received_at, delivery.id) < (${after?.receivedAt}::timestamptz, ${after?.id})`),
    )
    .orderBy('delivery.received_at', 'desc')
    .orderBy('delivery.id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Those that pass, the oldest first, without what still waits to be processed. */
export async function chooseDeliveries(
  db: Db,
  { workspaceId, filter, limit }: Omit<DeliveryPage, 'after'>,
): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    select delivery.id from dispatch_delivery delivery
    where delivery.workspace_id = ${workspaceId} and delivery.state <> 'received' and ${passes(workspaceId, filter)}
    order by delivery.received_at, delivery.seq limit ${limit}`.execute(db)
  return rows
}

/** In the order in which they came. */
export async function orderDeliveries(db: Db, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from dispatch_delivery where workspace_id = ${workspaceId} and id = any (${ids}::text[]) order by received_at, seq`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

function passes(workspaceId: string, filter: DeliveryFilter): RawBuilder<boolean> {
  const { source, state, kind, result, reason, connection, issueId, since, until, q } = filter
  const any = (column: RawBuilder<unknown>, values: readonly string[] | undefined) =>
    values && values.length > 0 ? [sql`${column} = any (${values}::text[])`] : []
  const conditions = [
    sql`true`,
    ...any(sql`delivery.source`, source),
    ...any(sql`delivery.state`, state),
    ...any(sql`delivery.kind`, kind),
    ...any(sql`delivery.decision ->> 'result'`, result),
    ...any(sql`delivery.decision ->> 'reason'`, reason),
    ...(connection === undefined ? [] : [sql`delivery.connection_id = ${connection}`]),
    ...(since ? [sql`delivery.received_at >= ${since}`] : []),
    ...(until ? [sql`delivery.received_at < ${until}`] : []),
    ...(issueId === undefined ? [] : [aboutIssue(workspaceId, issueId)]),
    ...(q === undefined ? [] : [mentions(q)]),
  ]
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

/** By its decision or by any of its effects; each half has an index of its own. */
function aboutIssue(workspaceId: string, issueId: string): RawBuilder<unknown> {
  return sql`delivery.id in (
    select d.id from dispatch_delivery d where d.decision ->> 'issue_id' = ${issueId} and d.workspace_id = ${workspaceId}
    union
    select d.id from dispatch_delivery d
    where d.effects is not null and d.effects <> '[]'::jsonb and d.effects @> ${JSON.stringify([{ issue_id: issueId }])}::jsonb
      and d.workspace_id = ${workspaceId})`
}

function mentions(q: string): RawBuilder<unknown> {
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(delivery.id ilike ${pattern} or delivery.kind ilike ${pattern} or delivery.decision ->> 'reason' ilike ${pattern}
    or delivery.decision ->> 'detail' ilike ${pattern} or delivery.error ilike ${pattern})`
}

export function findDelivery(db: Db, workspaceId: string, id: string) {
  return selectSummaries(db, workspaceId)
    .select(['delivery.headers', 'delivery.body', 'delivery.body_sha256', 'delivery.delivery_key', 'delivery.effects'])
    .where('delivery.id', '=', id)
    .executeTakeFirst()
}

export type DeliveryDetailRow = NonNullable<Awaited<ReturnType<typeof findDelivery>>>

/** What was kept of a delivery to fold states from. */
export function listSignalsOf(db: Db, deliveryId: string) {
  return db
    .selectFrom('dispatch_signal')
    .select(['id', 'kind', 'object_key', 'occurred_at'])
    .where('delivery_id', '=', deliveryId)
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(200)
    .execute()
}

/** Of these ids, the issues that are still there. */
export async function listIssueRefs(db: Db, workspaceId: string, ids: readonly string[]) {
  const { rows } = await sql<{ id: string; identifier: string; title: string }>`
    select issue.id, workspace.prefix || '-' || issue.number as identifier, issue.title
    from dispatch_issue issue join dispatch_workspace workspace on workspace.id = issue.workspace_id
    where issue.workspace_id = ${workspaceId} and issue.id = any (${ids}::text[]) and issue.deleted_at is null
    order by issue.number limit 100`.execute(db)
  return rows
}

/** The first delivery of the same connection that brought this body, if it is another one. */
export async function findFirstOfBody(
  db: Db,
  row: { id: string; connection_id: string; body_sha256: string },
): Promise<string | null> {
  const first = await db
    .selectFrom('dispatch_delivery')
    .select('id')
    .where('connection_id', '=', row.connection_id)
    .where('body_sha256', '=', row.body_sha256)
    .orderBy('received_at')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return first && first.id !== row.id ? first.id : null
}
