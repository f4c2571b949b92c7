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

/** What people do to an error in the tracker, and the echo of what we do to it: no sign that any code runs. */
const changesByHand = [
  'error_issue_resolved',
  'error_issue_unresolved',
  'error_issue_archived',
  'error_issue_ignored',
  'error_issue_assigned',
]

/** How many deliveries came for a span of time that tell of errors of a project. */
export async function countProjectSignals(db: Db, span: ProjectSpan): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int8 as count from dispatch_signal
    where connection_id in (select id from dispatch_connection where workspace_id = ${span.workspaceId} and source = 'sentry')
      and occurred_at between ${span.from} and ${span.to} and payload #>> '{issue,projectSlug}' = ${span.project}
      and kind <> all (${changesByHand}::text[])`.execute(db)
  return rows[0]?.count ?? 0
}

export interface ResolvedChannel {
  /** Somebody, or an event that does not count, has opened it again. */
  is_reopened: boolean
  /** When something else of its project last arrived, or the tracker last answered about it. */
  alive_at: Date | null
}

/** What became of an error's issues since they were resolved at a deployment. */
export async function readResolvedChannel(
  db: Db,
  { workspaceId, sources, from, to }: { workspaceId: string; sources: readonly ErrorSource[]; from: Date; to: Date },
): Promise<ResolvedChannel> {
  const ids = sources.map((source) => source.id)
  const keys = sources.map((source) => `sentry:issue:${source.external_id}`)
  const projects = sources.map((source) => source.project).filter((name) => name !== null)
  const { rows } = await sql<ResolvedChannel>`
    select exists (
      select from dispatch_signal where workspace_id = ${workspaceId} and object_key = any (${keys}::text[]) and occurred_at > ${from}
        and kind in ('error_issue_regressed', 'error_issue_escalating', 'error_issue_unresolved')
    ) as is_reopened, greatest(
      (select max(occurred_at) from dispatch_signal
        where connection_id in (select id from dispatch_connection where workspace_id = ${workspaceId} and source = 'sentry')
          and occurred_at between ${from} and ${to} and payload #>> '{issue,projectSlug}' = any (${projects}::text[])
          and object_key <> all (${keys}::text[])),
      (select max((metadata ->> 'answered_at')::timestamptz) from dispatch_external_issue
        where id = any (${ids}::text[]) and (metadata ->> 'answered_at')::timestamptz >= ${from}::timestamptz)
    ) as alive_at`.execute(db)
  return rows[0] ?? { is_reopened: true, alive_at: null }
}
