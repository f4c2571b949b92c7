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

/** Not removed, with a secret, and the vendor has not said since that the integration is uninstalled. */
function canHear(givenSecrets: readonly HeardSource[]): RawBuilder<boolean> {
  return sql`(deleted_at is null and (cardinality(secrets) > 0 or is_default and source = any (${[...givenSecrets]}::text[]))
    and coalesce(vendor_state ->> 'action', '') <> 'deleted')`
}

/** The ids of the connections that can hear, as a subquery. */
export function hearingConnections({ workspaceId, source, givenSecrets }: Listening): RawBuilder<string> {
  return sql`(select id from dispatch_connection
    where workspace_id = ${workspaceId} and source = ${source} and ${canHear(givenSecrets)})`
}

export interface DeafConnection {
  name: string
  why: 'removed' | 'uninstalled' | 'no_secret'
}

/** One that told of a project within a span of time and cannot any more. */
export async function findDeafConnection(
  db: Db,
  span: Listening & { project: string; from: Date; to: Date },
): Promise<DeafConnection | undefined> {
  const { rows } = await sql<DeafConnection>`
    select name, case when deleted_at is not null then 'removed' when vendor_state ->> 'action' = 'deleted' then 'uninstalled'
      else 'no_secret' end as why
    from dispatch_connection connection
    where workspace_id = ${span.workspaceId} and source = ${span.source} and not ${canHear(span.givenSecrets)} and exists (
      select from dispatch_signal signal where signal.connection_id = connection.id
        and signal.occurred_at between ${span.from} and ${span.to} and signal.payload #>> '{issue,projectSlug}' = ${span.project})
    order by created_at desc, id limit 1`.execute(db)
  return rows[0]
}
