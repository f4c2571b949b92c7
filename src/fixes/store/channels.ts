// SQL about what could have shown a recurrence: hooks that came, and the external issues behind an issue.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface ErrorSource {
  id: string
  source: 'sentry' | 'loki' | 'signal'
  external_id: string
  project: string | null
  occurrences: number
  first_seen: Date | null
  metadata: unknown
}

/** The error tracker's issues that an issue stands for, the first linked first. */
export async function listErrorSources(db: Db, issueId: string): Promise<ErrorSource[]> {
  const { rows } = await sql<ErrorSource>`
    select id, source, external_id, project, occurrences, first_seen, metadata from dispatch_external_issue
    where issue_id = ${issueId} and is_error_source and source in ('sentry', 'loki', 'signal')
    order by created_at, id limit 50`.execute(db)
  return rows
}

interface ProjectSpan {
  workspaceId: string
  project: string
  from: Date
  to: Date
}

/** The newest per-event hook or alert of a project within a span of time. */
export async function findEventHook(
  db: Db,
  span: ProjectSpan,
): Promise<{ via: 'error' | 'event_alert'; occurred_at: Date } | undefined> {
  const { rows } = await sql<{ via: 'error' | 'event_alert'; occurred_at: Date }>`
    select payload ->> 'via' as via, occurred_at from dispatch_signal
    where connection_id in (select id from dispatch_connection where workspace_id = ${span.workspaceId} and source = 'sentry')
      and occurred_at between ${span.from} and ${span.to} and kind = 'error_occurrence'
      and payload #>> '{issue,projectSlug}' = ${span.project} and payload ->> 'via' in ('error', 'event_alert')
    order by occurred_at desc limit 1`.execute(db)
  return rows[0]
}

/** How many deliveries about a project came for a span of time. */
export async function countProjectSignals(db: Db, span: ProjectSpan): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int8 as count from dispatch_signal
    where connection_id in (select id from dispatch_connection where workspace_id = ${span.workspaceId} and source = 'sentry')
      and occurred_at between ${span.from} and ${span.to} and payload #>> '{issue,projectSlug}' = ${span.project}`.execute(db)
  return rows[0]?.count ?? 0
}
