// SQL that shows deliveries to people.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DeliveryState } from './deliveries.ts'

export interface DeliveryFilter {
  workspaceId: string
  source?: string | undefined
  state?: DeliveryState | undefined
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
    .select(['delivery.id', 'delivery.source', 'delivery.kind', 'delivery.state', 'delivery.decision', 'delivery.attempts'])
    .select(['delivery.error', 'delivery.received_at', 'delivery.processed_at', 'issue.id as issue_id'])
    .select(sql<string | null>`workspace.prefix || '-' || issue.number`.as('issue_identifier'))
    .where('delivery.workspace_id', '=', workspaceId)
}

export type DeliverySummaryRow = Awaited<ReturnType<ReturnType<typeof selectSummaries>['execute']>>[number]

/** One page and one row more, newest first. */
export function listDeliveries(
  db: Db,
  { workspaceId, source, state, after, limit }: DeliveryFilter,
): Promise<DeliverySummaryRow[]> {
  return selectSummaries(db, workspaceId)
    .$if(source !== undefined, (query) => query.where('delivery.source', '=', source ?? ''))
    .$if(state !== undefined, (query) => query.where('delivery.state', '=', state ?? 'received'))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(delivery.received_at, delivery.id) < (${after?.receivedAt}::timestamptz, ${after?.id})`),
    )
    .orderBy('delivery.received_at', 'desc')
    .orderBy('delivery.id', 'desc')
    .limit(limit + 1)
    .execute()
}

export function findDelivery(db: Db, workspaceId: string, id: string) {
  return selectSummaries(db, workspaceId)
    .select(['delivery.headers', 'delivery.body', 'delivery.effects'])
    .where('delivery.id', '=', id)
    .executeTakeFirst()
}
