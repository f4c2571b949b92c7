// SQL about what could have shown a recurrence: hooks that came, and the external issues behind an issue.
import { sql } from 'kysely'
import type { AlertEntry } from '../../intake/domain/fold-alert.ts'
import { signalKey } from '../../intake/domain/object-key.ts'
import type { Db } from '../../platform/db/open-database.ts'
import { hearingConnections, type Listening } from './hearing.ts'

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

interface ProjectSpan extends Listening {
  project: string
  from: Date
  to: Date
}

/** How an event of a project may come by itself: each one, those that an alert rule lets through, or as a sender of signals chooses. */
export type HookKind = 'error' | 'event_alert' | 'signal'

/** The newest event of a project that came by itself within a span of time, over a connection that can hear. */
export async function findEventHook(
  db: Db,
  span: ProjectSpan & { kinds: readonly HookKind[] },
): Promise<{ via: HookKind; occurred_at: Date } | undefined> {
  const { rows } = await sql<{ via: HookKind; occurred_at: Date }>`
    select payload ->> 'via' as via, occurred_at from dispatch_signal
    where connection_id in ${hearingConnections(span, span.to)}
      and occurred_at between ${span.from} and ${span.to} and kind = 'error_occurrence'
      and payload #>> '{issue,projectSlug}' = ${span.project} and payload ->> 'via' = any (${[...span.kinds]}::text[])
    order by occurred_at desc limit 1`.execute(db)
  return rows[0]
}

/** Where an error's code runs, as its reporter last called it. */
export async function findPlatform(db: Db, issueId: string): Promise<string | null> {
  const { rows } = await sql<{ platform: string }>`
    select signal.payload #>> '{issue,platform}' as platform from dispatch_external_issue external
    join dispatch_signal signal on signal.workspace_id = external.workspace_id
      and signal.object_key = external.source || ':issue:' || external.external_id
    where external.issue_id = ${issueId} and external.is_error_source and signal.payload #>> '{issue,platform}' is not null
    order by signal.occurred_at desc limit 1`.execute(db)
  return rows[0]?.platform ?? null
}

/** What people do to an error in Sentry, and the echo of what we do to it: no sign that any code runs. */
const changesByHand = [
  'error_issue_resolved',
  'error_issue_unresolved',
  'error_issue_archived',
  'error_issue_ignored',
  'error_issue_assigned',
]

/** How much was told, or answered when asked, for a span of time about errors of a project; nothing over connections that are gone. */
export async function countProjectSignals(db: Db, span: ProjectSpan): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int8 as count from dispatch_signal
    where connection_id in (select id from dispatch_connection where workspace_id = ${span.workspaceId} and source = ${span.source})
      and (delivery_id is null or connection_id in ${hearingConnections(span, span.to)})
      and occurred_at between ${span.from} and ${span.to} and payload #>> '{issue,projectSlug}' = ${span.project}
      and (${span.source} <> 'sentry' or kind <> all (${changesByHand}::text[]))`.execute(db)
  return rows[0]?.count ?? 0
}

/** More are not counted: a backlog may be of any length. */
const mostUnread = 1_000

/** Deliveries of some vendors, received within a span of time, that wait to be read (`undecided`) or could not be (`unreadable`). */
export async function countUnreadDeliveries(
  db: Db,
  { workspaceId, sources, from, to }: { workspaceId: string; sources: readonly string[]; from: Date; to: Date },
): Promise<{ undecided: number; unreadable: number }> {
  const theirs = sql`workspace_id = ${workspaceId} and source = any (${[...sources]}::text[]) and received_at between ${from} and ${to}`
  const { rows } = await sql<{ undecided: number; unreadable: number }>`
    select
      (select count(*)::int8 from (
        select from dispatch_delivery where state in ('received', 'failed') and ${theirs} limit ${mostUnread}) waiting) as undecided,
      (select count(*)::int8 from (
        select from dispatch_delivery where state = 'dead' and ${theirs} limit ${mostUnread}) dead) as unreadable`.execute(db)
  return rows[0] ?? { undecided: 0, unreadable: 0 }
}

export interface ResolvedChannel {
  /** A connection that told of the error can hear of it again. */
  is_heard: boolean
  /** Somebody, or an event that does not count, has opened it again. */
  is_reopened: boolean
  /** When something else of its project last arrived, or the tracker last answered about it. */
  alive_at: Date | null
}

/** What became of an error's issues since they were resolved at a deployment. */
export async function readResolvedChannel(
  db: Db,
  span: Omit<Listening, 'source'> & { sources: readonly ErrorSource[]; from: Date; to: Date },
): Promise<ResolvedChannel> {
  const { workspaceId, sources, from, to } = span
  const hearing = hearingConnections({ ...span, source: 'sentry' }, to)
  const ids = sources.map((source) => source.id)
  const keys = sources.map((source) => `sentry:issue:${source.external_id}`)
  const projects = sources.map((source) => source.project).filter((name) => name !== null)
  const { rows } = await sql<ResolvedChannel>`
    select exists (
      select from dispatch_signal where workspace_id = ${workspaceId} and object_key = any (${keys}::text[]) and connection_id in ${hearing}
    ) as is_heard, exists (
      select from dispatch_signal where workspace_id = ${workspaceId} and object_key = any (${keys}::text[]) and occurred_at > ${from}
        and kind in ('error_issue_regressed', 'error_issue_escalating', 'error_issue_unresolved')
    ) as is_reopened, greatest(
      (select max(occurred_at) from dispatch_signal
        where connection_id in ${hearing}
          and occurred_at between ${from} and ${to} and payload #>> '{issue,projectSlug}' = any (${projects}::text[])
          and object_key <> all (${keys}::text[])),
      (select max((metadata ->> 'answered_at')::timestamptz) from dispatch_external_issue
        where id = any (${ids}::text[]) and (metadata ->> 'answered_at')::timestamptz >= ${from}::timestamptz)
    ) as alive_at`.execute(db)
  return rows[0] ?? { is_heard: false, is_reopened: true, alive_at: null }
}

/** Whether a sender of states last said, until a time, that one of an issue's errors goes on: it may say nothing more of it then. */
export async function hasLastingSignal(
  db: Db,
  { workspaceId, sources, until }: { workspaceId: string; sources: readonly ErrorSource[]; until: Date },
): Promise<boolean> {
  const keys = sources.filter(({ source }) => source === 'signal').map((source) => signalKey(source.external_id))
  if (keys.length === 0) return false
  const { rows } = await sql<{ lasts: boolean }>`
    select exists (
      select from (
        select distinct on (object_key) kind, payload ->> 'state' as state from dispatch_signal
        where workspace_id = ${workspaceId} and object_key = any (${keys}::text[]) and occurred_at <= ${until}
          and kind in ('error_occurrence', 'error_issue_resolved')
        order by object_key, occurred_at desc, kind = 'error_issue_resolved' desc) newest
      where kind = 'error_occurrence' and state is not null) as lasts`.execute(db)
  return rows[0]?.lasts ?? false
}

/** The last word of each alert behind an issue until a time; nothing over connections that cannot hear. */
export async function listAlertEntries(
  db: Db,
  span: Omit<Listening, 'source'> & { externalIds: readonly string[]; until: Date },
): Promise<AlertEntry[]> {
  const { workspaceId, externalIds, until } = span
  const keys = externalIds.map((id) => `loki:alert:${id}`)
  const { rows } = await sql<Omit<AlertEntry, 'occurredAt' | 'beganAt'> & { occurred_at: Date; occurrence_key: string }>`
    select distinct on (s.object_key, coalesce(s.payload ->> 'instance', ''))
      s.object_key || ' ' || coalesce(s.payload ->> 'instance', '') as instance, s.kind, s.occurred_at, s.payload ->> 'substatus' as substatus,
      s.occurrence_key
    from dispatch_signal s
    where s.connection_id in ${hearingConnections({ ...span, source: 'loki' }, until)} and s.workspace_id = ${workspaceId} and s.object_key = any (${keys}::text[])
      and s.kind in ('error_occurrence', 'error_issue_resolved') and s.occurred_at <= ${until}
    order by s.object_key, coalesce(s.payload ->> 'instance', ''), s.occurred_at desc, s.kind = 'error_issue_resolved' desc`.execute(
    db,
  )
  return rows.map(({ occurred_at, occurrence_key, ...entry }) => ({
    ...entry,
    occurredAt: occurred_at.toISOString(),
    beganAt: beganAt(occurrence_key),
  }))
}

/** The key of an alert ends in the time at which it began, see `episodeOf`. */
function beganAt(occurrenceKey: string): string | null {
  const time = occurrenceKey.slice(occurrenceKey.lastIndexOf('@') + 1)
  return Number.isNaN(Date.parse(time)) ? null : new Date(time).toISOString()
}
