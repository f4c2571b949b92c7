// One reader of the event log per workspace and process, shared by all its streams: each batch is read and formatted once.
import type { HeardEvent } from '../access/domain/may-hear.ts'
import { loadCards } from '../issues/load-issue.ts'
import type { Card } from '../issues/schemas.ts'
import { currentPosition } from '../issues/store/filter-store.ts'
import { toActor } from '../issues/to-card.ts'
import { systemContext } from '../platform/context.ts'
import { formatEvent } from '../platform/http/event-stream.ts'
import type { Runtime } from '../platform/runtime.ts'
import { shortChanges } from './short-changes.ts'
import { type EventRow, readEventsAfter } from './store.ts'

export interface Frame {
  seq: number
  /** What decides who hears of it. */
  event: HeardEvent
  bytes: Buffer
  /** The same place in the log for whoever may not know what happened there. */
  blank: Buffer
}

export type FrameListener = (frames: readonly Frame[]) => void

const batchSize = 200

/** Reads a page of the log as frames; the cards are as they are now, the facts as they were. */
export async function readFrames(runtime: Runtime, workspaceId: string, after: number): Promise<Frame[]> {
  const ctx = systemContext(runtime, workspaceId)
  const rows = await readEventsAfter(ctx.db, workspaceId, { after, limit: batchSize })
  const cards = await loadCards(ctx, [...new Set(rows.flatMap((row) => row.issue_id ?? []))])
  const byId = new Map(cards.map((card) => [card.id, card]))
  return rows.map((row) => toFrame(row, byId.get(row.issue_id ?? '') ?? null))
}

function toFrame(row: EventRow, issue: Card | null): Frame {
  const seq = Number(row.seq)
  const subject = { type: row.subject_type, id: row.subject_id }
  const data = {
    seq,
    type: row.type,
    at: row.at.toISOString(),
    actor: toActor(row.actor),
    subject,
    issue_id: row.issue_id,
    run_id: row.run_id,
    issue,
    changes: shortChanges(row.changes ?? {}),
  }
  return {
    seq,
    event: { type: row.type, subject, userId: row.user_id },
    bytes: formatEvent(row.type, data, seq),
    blank: formatEvent('position', { position: seq }, seq),
  }
}

/** Follows one workspace's log and hands every new frame to its listeners, in order, without gaps. */
export class EventTail {
  readonly #runtime: Runtime
  readonly #workspaceId: string
  readonly #listeners = new Set<FrameListener>()
  #position = 0
  #reading: Promise<void> | undefined
  #isStale = false

  constructor(runtime: Runtime, workspaceId: string) {
    this.#runtime = runtime
    this.#workspaceId = workspaceId
  }

  /** The last sequence number that was handed out. */
  get position(): number {
    return this.#position
  }

  /** Begins at the present position, and begins there anew after nobody listened. */
  async start(): Promise<void> {
    if (this.#listeners.size > 0) return
    const present = await currentPosition(this.#runtime.database.kysely, this.#workspaceId)
    // Somebody may have begun to listen meanwhile: what they wait for is not skipped.
    if (this.#listeners.size === 0) this.#position = Math.max(this.#position, present)
  }

  /** The listener gets every frame after `position` as of this call. */
  listen(listener: FrameListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Something may have been appended; resolves when all that was committed before this call is handed out. */
  wake(): Promise<void> {
    this.#isStale = true
    if (this.#listeners.size === 0) return Promise.resolve()
    this.#reading ??= this.#readOn()
    return this.#reading
  }

  async #readOn(): Promise<void> {
    try {
      while (this.#isStale && this.#listeners.size > 0) {
        this.#isStale = false
        const frames = await readFrames(this.#runtime, this.#workspaceId, this.#position)
        const last = frames.at(-1)
        if (!last) continue
        this.#position = last.seq
        if (frames.length === batchSize) this.#isStale = true
        for (const listener of this.#listeners) listener(frames)
      }
    } finally {
      // In the same step as the last look at #isStale: a wake after it starts a new reading.
      this.#reading = undefined
    }
  }
}
