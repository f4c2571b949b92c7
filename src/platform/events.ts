// The event log: facts, appended in the transaction that made them true. Timeline, audit, outbox and live stream read it.

import { sql } from 'kysely'
import type { Actor } from './context.ts'
import { jsonbText } from './db/jsonb-text.ts'
import type { Db } from './db/open-database.ts'
import { must } from './must.ts'

/** What an event is about. */
export interface EventSubject {
  type: string
  id: string
}

export interface NewEvent {
  /** `noun.verb`, e.g. `issue.moved`. */
  type: string
  issueId?: string | null
  runId?: string | null
  /** What it is about; default: the run, else the issue. */
  subject?: EventSubject
  payload?: Record<string, unknown>
  /** Default: the actor of the command. */
  actor?: Actor
}

export interface EventBatch {
  workspaceId: string
  at: Date
  actor: Actor
  requestId: string | undefined
  events: NewEvent[]
}

/** Wakes readers; carries only the workspace's id. Readers read the table. */
export const eventChannel = 'dispatch_event'

/**
 * Appends a batch as ONE statement, which must be the last before the commit: the row lock on the counter makes
 * the order of `seq` the order of commits, without gaps, on both engines. Returns the last sequence number.
 */
export async function appendEvents(db: Db, batch: EventBatch): Promise<number> {
  const rows = batch.events.map((event) => toRow(event, batch))
  const result = await sql<{ last: number }>`
    with counter as (
      update dispatch_event_counter set last = last + ${rows.length}::int where workspace_id = ${batch.workspaceId} returning last
    ), appended as (
      insert into dispatch_event (workspace_id, seq, at, type, subject_type, subject_id, issue_id, run_id, actor, payload, request_id)
      select ${batch.workspaceId}, counter.last - ${rows.length}::int + row.ordinality, ${batch.at}, row.value ->> 'type', row.value ->> 'subject_type',
        row.value ->> 'subject_id', row.value ->> 'issue_id', row.value ->> 'run_id', row.value -> 'actor', row.value -> 'payload', ${batch.requestId ?? null}::text
      from counter, jsonb_array_elements(${jsonbText(rows)}::jsonb) with ordinality as row
    )
    select counter.last::int8 as last, pg_notify(${eventChannel}, ${batch.workspaceId}) from counter`.execute(db)
  return Number(must(result.rows[0]?.last, `workspace ${batch.workspaceId} has no event counter`))
}

function toRow(event: NewEvent, batch: EventBatch) {
  const subject = subjectOf(event, batch.workspaceId)
  return {
    type: event.type,
    subject_type: subject.type,
    subject_id: subject.id,
    issue_id: event.issueId ?? null,
    run_id: event.runId ?? null,
    actor: event.actor ?? batch.actor,
    payload: event.payload ?? {},
  }
}

/** The subject that an event names; else its run, its issue or its workspace. */
export function subjectOf(event: NewEvent, workspaceId: string): EventSubject {
  if (event.subject) return event.subject
  if (event.runId) return { type: 'run', id: event.runId }
  if (event.issueId) return { type: 'issue', id: event.issueId }
  return { type: 'workspace', id: workspaceId }
}
