// The transcript of a run: entries with a gap-free sequence, appended only by whoever holds the claim.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { TranscriptTable } from '../../platform/db/tables-runs.generated.ts'

/** Wakes streams of runs; carries the run's id. Readers read the table. */
export const transcriptChannel = 'dispatch_transcript'

export interface NewEntry {
  at: Date
  kind: TranscriptTable['kind']
  content: Record<string, unknown>
}

/**
 * Appends a batch after `from`, as one statement. False when the transcript does not end at `from` under this claim:
 * the claim is lost, or the batch is there already because only the answer to it was lost.
 */
export async function appendTranscript(
  db: Db,
  run: { id: string; fence: number; from: number },
  entries: NewEntry[],
): Promise<boolean> {
  const rows = entries.map(({ at, kind, content }) => ({ at: at.toISOString(), kind, content }))
  const result = await sql<{ notified: unknown }>`
    with run as (
      update dispatch_run set transcript_seq = transcript_seq + ${rows.length}::int
      where id = ${run.id} and fence = ${run.fence} and state <> 'finished' and transcript_seq = ${run.from}
      returning id
    ), appended as (
      insert into dispatch_transcript (run_id, seq, at, kind, content)
      select run.id, ${run.from}::bigint + e.ordinality, (e.value ->> 'at')::timestamptz, e.value ->> 'kind', e.value -> 'content'
      from run, jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as e
    )
    select pg_notify(${transcriptChannel}, run.id) as notified from run`.execute(db)
  return result.rows.length > 0
}

export interface TranscriptRow {
  seq: number
  at: Date
  kind: TranscriptTable['kind']
  content: unknown
}

/** In order, those after `after`. */
export function readTranscript(db: Db, runId: string, page: { after: number; limit: number }): Promise<TranscriptRow[]> {
  return db
    .selectFrom('dispatch_transcript')
    .select(['seq', 'at', 'kind', 'content'])
    .where('run_id', '=', runId)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}

/** Of so many runs that finished before a time; returns of how many. Where the transcript ended stays known. */
export async function deleteOldTranscripts(
  db: Db,
  { finishedBefore, runs }: { finishedBefore: Date; runs: number },
): Promise<number> {
  const { rows } = await sql<{ runs: number }>`
    with old as (
      select r.id from dispatch_run r where r.state = 'finished' and r.finished_at < ${finishedBefore}
        and exists (select from dispatch_transcript t where t.run_id = r.id)
      order by r.finished_at limit ${runs}
    ), gone as (delete from dispatch_transcript where run_id in (select id from old))
    select count(*)::int as runs from old`.execute(db)
  return rows[0]?.runs ?? 0
}
