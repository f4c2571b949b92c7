// SQL about connections that can hear: what a vendor sends over any other is refused, or is not sent at all.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export type HeardSource = 'sentry' | 'loki' | 'signal'

/** Whose connections are meant. */
export interface Listening {
  workspaceId: string
  source: HeardSource
  /** Vendors whose default connection has its secret from the environment. */
  givenSecrets: readonly HeardSource[]
}

/** Not removed, with a secret, the vendor has not said since that the integration is uninstalled, and what it sends is not refused. */
function canHear({ givenSecrets }: Listening, until: Date): RawBuilder<boolean> {
  return sql`(deleted_at is null and (cardinality(secrets) > 0 or is_default and source = any (${[...givenSecrets]}::text[]))
    and coalesce(vendor_state ->> 'action', '') <> 'deleted' and not ${isRefusing(until)})`
}

/**
 * Refused for their signatures since the last good delivery before `until`, which was longer ago then than any two of them before lie
 * apart: who knows the address and sends rubbish cuts no line over which good deliveries go on as ever. What came afterwards, good or
 * bad, says nothing of a silence that had been one.
 */
function isRefusing(until: Date): RawBuilder<boolean> {
  const last = sql`(select max(good.received_at) from dispatch_delivery good where good.workspace_id = connection.workspace_id
    and good.connection_id = connection.id and good.received_at <= ${until})`
  return sql`case when refused_at is null or refused_at <= coalesce(${last}, '-infinity') or refused_since > ${until} then false
    else coalesce(${until}::timestamptz - ${last} > (
      select coalesce(max(pause), interval '0') from (
        select received_at - lag(received_at) over (order by received_at) as pause from dispatch_delivery delivery
        where delivery.workspace_id = connection.workspace_id and delivery.connection_id = connection.id
          and received_at between ${last} - interval '7 days' and ${last}) pauses), true) end`
}

/** The ids of the connections that can hear, and could until some time, as a subquery. */
export function hearingConnections(listening: Listening, until: Date): RawBuilder<string> {
  return sql`(select id from dispatch_connection connection
    where workspace_id = ${listening.workspaceId} and source = ${listening.source} and ${canHear(listening, until)})`
}

export interface DeafConnection {
  name: string
  why: 'removed' | 'uninstalled' | 'no_secret' | 'refused'
}

/** One that told of a project within a span of time and cannot any more. */
export async function findDeafConnection(
  db: Db,
  span: Listening & { project: string; from: Date; to: Date },
): Promise<DeafConnection | undefined> {
  const { rows } = await sql<DeafConnection>`
    select name, case when deleted_at is not null then 'removed' when vendor_state ->> 'action' = 'deleted' then 'uninstalled'
      when cardinality(secrets) = 0 and not (is_default and source = any (${[...span.givenSecrets]}::text[])) then 'no_secret'
      else 'refused' end as why
    from dispatch_connection connection
    where workspace_id = ${span.workspaceId} and source = ${span.source} and not ${canHear(span, span.to)} and exists (
      select from dispatch_signal signal where signal.connection_id = connection.id
        and signal.occurred_at between ${span.from} and ${span.to} and signal.payload #>> '{issue,projectSlug}' = ${span.project})
    order by created_at desc, id limit 1`.execute(db)
  return rows[0]
}
