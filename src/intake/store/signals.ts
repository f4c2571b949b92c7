// SQL about signals: what vendors have said, each content once.
import { sql } from 'kysely'
import { jsonbText } from '../../platform/db/jsonb-text.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { Recorded } from '../domain/fold.ts'
import type { AlertEntry } from '../domain/fold-alert.ts'
import type { Signal } from '../domain/signal.ts'

export interface NewSignal {
  id: string
  workspace_id: string
  connection_id: string | null
  delivery_id: string | null
  delivery_seq: number
  signal: Signal
  now: Date
}

/**
 * Keeps a signal; null when its content is known. `isFirst`: nothing is kept of its object but it. Of a deployment that is told twice the
 * earlier time counts, and is news.
 */
export async function insertSignal(db: Db, { signal, now, ...row }: NewSignal): Promise<{ isFirst: boolean } | null> {
  const inserted = await db
    .insertInto('dispatch_signal')
    .values({
      ...row,
      object_key: signal.objectKey,
      kind: signal.kind,
      occurred_at: signal.occurredAt,
      vendor_version: signal.vendorVersion,
      occurrence_key: signal.occurrenceKey,
      payload: jsonbText(withoutDescription(signal)),
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'object_key', 'kind', 'occurrence_key'])
        .doUpdateSet((row) => ({ occurred_at: row.ref('excluded.occurred_at'), payload: row.ref('excluded.payload') }))
        .where('dispatch_signal.kind', '=', 'deployment_succeeded')
        .whereRef('excluded.occurred_at', '<', 'dispatch_signal.occurred_at'),
    )
    // A statement does not see what it inserts.
    .returning(
      sql<boolean>`not exists (
        select from dispatch_signal known where known.workspace_id = ${row.workspace_id} and known.object_key = ${signal.objectKey})`.as(
        'is_first',
      ),
    )
    .executeTakeFirst()
  return inserted ? { isFirst: inserted.is_first } : null
}

/**
 * Keeps many signals of one delivery in one statement; returns the ids of those whose content is new, each content once, with whether
 * nothing was kept of their objects before. Not for deployments, whose earlier time counts.
 */
export async function insertSignals(db: Db, signals: readonly NewSignal[]): Promise<ReadonlyMap<string, { isFirst: boolean }>> {
  const { rows } = await sql<{ id: string; is_first: boolean }>`
    insert into dispatch_signal as kept (id, workspace_id, connection_id, delivery_id, delivery_seq, object_key, kind, occurred_at, vendor_version,
      occurrence_key, payload, created_at)
    select id, workspace_id, connection_id, delivery_id, delivery_seq, object_key, kind, occurred_at, vendor_version, occurrence_key, payload, created_at
    from jsonb_to_recordset(${jsonbText(signals.map(toRecord))}::jsonb) as s (
      id text, workspace_id text, connection_id text, delivery_id text, delivery_seq bigint, object_key text, kind text, occurred_at timestamptz,
      vendor_version text, occurrence_key text, payload jsonb, created_at timestamptz)
    on conflict (workspace_id, object_key, kind, occurrence_key) do nothing
    returning id, not exists (
      select from dispatch_signal known where known.workspace_id = kept.workspace_id and known.object_key = kept.object_key) as is_first`.execute(
    db,
  )
  return new Map(rows.map(({ id, is_first }) => [id, { isFirst: is_first }]))
}

function toRecord({ signal, now, ...row }: NewSignal) {
  return {
    ...row,
    object_key: signal.objectKey,
    kind: signal.kind,
    occurred_at: signal.occurredAt,
    vendor_version: signal.vendorVersion,
    occurrence_key: signal.occurrenceKey,
    payload: withoutDescription(signal),
    created_at: now,
  }
}

/** The delivery still has the text; the state of things does not need it. */
function withoutDescription(signal: Signal): Signal {
  if (signal.kind === 'hosted_issue_changed') return { ...signal, body: '' }
  return 'issue' in signal ? { ...signal, issue: { ...signal.issue, description: '' } } : signal
}

/** The delivery that brought a content first; null for one that came another way. */
export async function findFirstDelivery(db: Db, workspaceId: string, signal: Signal): Promise<string | null> {
  const row = await db
    .selectFrom('dispatch_signal')
    .select('delivery_id')
    .where('workspace_id', '=', workspaceId)
    .where('object_key', '=', signal.objectKey)
    .where('kind', '=', signal.kind)
    .where('occurrence_key', '=', signal.occurrenceKey)
    .executeTakeFirst()
  return row?.delivery_id ?? null
}

/** What a delivery brought first: kind and content of each signal, as `contentOf` names them. */
export async function listContents(db: Db, deliveryId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('dispatch_signal')
    .select(['object_key as objectKey', 'kind', 'occurrence_key as occurrenceKey'])
    .where('delivery_id', '=', deliveryId)
    .execute()
  return new Set(rows.map(contentOf))
}

/** Equal for two signals that say the same. */
export function contentOf({
  objectKey,
  kind,
  occurrenceKey,
}: {
  objectKey: string
  kind: string
  occurrenceKey: string
}): string {
  return JSON.stringify([objectKey, kind, occurrenceKey])
}

type AlertRow = Omit<AlertEntry, 'occurredAt'> & { occurred_at: Date }

/** The last word of each alert behind an issue; of a sender of signals, who tells of no single ones, the last of all. */
export async function loadAlertHistory(
  db: Db,
  { workspaceId, objectKey, hasInstances }: { workspaceId: string; objectKey: string; hasInstances: boolean },
): Promise<AlertEntry[]> {
  const each = sql`coalesce(payload ->> 'instance', '')`
  const said = sql`payload ->> 'substatus' as substatus from dispatch_signal
    where workspace_id = ${workspaceId} and object_key = ${objectKey} and kind in ('error_occurrence', 'error_issue_resolved')`
  const newestFirst = sql`occurred_at desc, kind = 'error_issue_resolved' desc`
  const { rows } = await (hasInstances
    ? sql<AlertRow>`select distinct on (${each}) ${each} as instance, kind, occurred_at, ${said} order by ${each}, ${newestFirst}`
    : sql<AlertRow>`select '' as instance, kind, occurred_at, ${said} order by ${newestFirst} limit 1`
  ).execute(db)
  return rows.map(({ occurred_at, ...entry }) => ({ ...entry, occurredAt: occurred_at.toISOString() }))
}

/** One signal by its content. */
export async function findSignal<K extends Signal['kind']>(
  db: Db,
  key: { workspaceId: string; objectKey: string; occurrenceKey: string; kind: K },
): Promise<Extract<Signal, { kind: K }> | undefined> {
  const row = await db
    .selectFrom('dispatch_signal')
    .select('payload')
    .where('workspace_id', '=', key.workspaceId)
    .where('object_key', '=', key.objectKey)
    .where('kind', '=', key.kind)
    .where('occurrence_key', '=', key.occurrenceKey)
    .executeTakeFirst()
  return row && asSignal<K>(row.payload)
}

/** Releases since a time whose commit nobody has told yet. */
export async function listReleasesWithoutCommit(
  db: Db,
  { workspaceId, since }: { workspaceId: string; since: Date },
): Promise<{ object_key: string; occurrence_key: string }[]> {
  const { rows } = await sql<{ object_key: string; occurrence_key: string }>`
    select s.object_key, s.occurrence_key from dispatch_signal s
    where s.workspace_id = ${workspaceId} and s.object_key like 'deployments:%' and s.kind = 'deployment_succeeded' and s.occurred_at >= ${since}
      and s.payload ->> 'via' = 'release' and s.payload ->> 'sha' is null
      and not exists (
        select from dispatch_signal told where told.workspace_id = s.workspace_id and told.object_key = s.object_key and told.kind = s.kind
          and told.payload ->> 'via' = 'release' and told.payload ->> 'vendorId' = s.payload ->> 'vendorId' and told.payload ->> 'sha' is not null)
    order by s.occurred_at limit 20`.execute(db)
  return rows
}

/** More changes than any pull request or error has; beyond it the oldest count no more. */
const longestHistory = 5_000

/** All that was said about one object, without the long text of pull requests. */
export async function loadHistory<K extends Signal['kind']>(
  db: Db,
  object: { workspaceId: string; objectKey: string; kinds: readonly K[] },
): Promise<Recorded<Extract<Signal, { kind: K }>>[]> {
  const rows = await db
    .selectFrom('dispatch_signal')
    .select([
      'delivery_seq',
      sql<unknown>`case when payload ? 'body' then jsonb_set(payload, '{body}', '""') else payload end`.as('payload'),
    ])
    .where('workspace_id', '=', object.workspaceId)
    .where('object_key', '=', object.objectKey)
    .where('kind', 'in', object.kinds)
    .orderBy('occurred_at', 'desc')
    .limit(longestHistory)
    .execute()
  return rows.map((row) => ({ deliverySeq: row.delivery_seq, signal: asSignal<K>(row.payload) }))
}

/** Only `insertSignal` writes payloads, from this very type, and the query chose the kinds. */
function asSignal<K extends Signal['kind']>(payload: unknown): Extract<Signal, { kind: K }> {
  return payload as Extract<Signal, { kind: K }>
}
