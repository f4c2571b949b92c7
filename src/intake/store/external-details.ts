// SQL about what is known of a vendor's issue beyond its state.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface TrackedExternal {
  id: string
  issue_id: string
  external_id: string
  project: string | null
  organization: string | null
  description: string
  filed_description: string | null
}

/** Undefined when its issue was deleted. */
export async function findExternal(db: Db, workspaceId: string, id: string): Promise<TrackedExternal | undefined> {
  const { rows } = await sql<TrackedExternal>`
    select external.id, external.issue_id, external.external_id, external.project, external.metadata ->> 'organization' as organization,
      issue.description, external.metadata ->> 'filed_description' as filed_description
    from dispatch_external_issue external join dispatch_issue issue on issue.id = external.issue_id and issue.deleted_at is null
    where external.workspace_id = ${workspaceId} and external.id = ${id} and external.source = 'sentry'`.execute(db)
  return rows[0]
}

export interface ExternalDetails {
  url: string | null
  shortId: string | null
  occurrences: number | null
  usersAffected: number | null
  metadata: Record<string, unknown>
  now: Date
}

/** Adds; what is known and not told again stays, and counts only grow. */
export async function mergeExternalMetadata(db: Db, id: string, details: ExternalDetails): Promise<void> {
  await sql`
    update dispatch_external_issue set url = coalesce(${details.url}::text, url), short_id = coalesce(${details.shortId}::text, short_id),
      occurrences = greatest(occurrences, ${details.occurrences}::int8), users_affected = greatest(users_affected, ${details.usersAffected}::int8),
      metadata = metadata || ${JSON.stringify(details.metadata)}::jsonb, updated_at = ${details.now}
    where id = ${id}`.execute(db)
}

/** The vendor's API answered about an issue: written down now and then, as a sign that it can be heard. */
export async function noteAnswer(
  db: Db,
  { workspaceId, externalId, now }: { workspaceId: string; externalId: string; now: Date },
): Promise<void> {
  const answered = JSON.stringify({ answered_at: now.toISOString() })
  await sql`
    update dispatch_external_issue set metadata = metadata || ${answered}::jsonb
    where workspace_id = ${workspaceId} and source = 'sentry' and external_id = ${externalId}
      and ((metadata ->> 'answered_at') is null or (metadata ->> 'answered_at')::timestamptz < ${now}::timestamptz - interval '10 minutes')`.execute(
    db,
  )
}

/** All that the vendor knows was asked for. */
export async function markEnriched(db: Db, id: string, now: Date): Promise<void> {
  const enriched = JSON.stringify({ enriched_at: now.toISOString() })
  await sql`update dispatch_external_issue set metadata = metadata || ${enriched}::jsonb where id = ${id}`.execute(db)
}
