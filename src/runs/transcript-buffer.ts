// Collects transcript entries for at most a moment and appends them in order, without gap and without loss.
import type { Db } from '../platform/db/open-database.ts'
import type { TranscriptEntry } from './domain/agent-adapter.ts'
import { toStorable } from './domain/storable-entry.ts'
import { findTranscriptEnd } from './store/runs.ts'
import { appendTranscript, type NewEntry } from './store/transcript.ts'

/** Entries are live within 300 ms: this long they may wait for others. */
const FLUSH_MS = 100
const BATCH_MAX = 100

export interface BufferedRun {
  id: string
  fence: number
  transcriptSeq: number
}

export class TranscriptBuffer {
  readonly #db: Db
  readonly #run: BufferedRun
  readonly #now: () => Date
  readonly #onLost: () => void
  #waiting: NewEntry[] = []
  #end: number
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: { db: Db; run: BufferedRun; now: () => Date; onLost: () => void }) {
    this.#db = options.db
    this.#run = options.run
    this.#now = options.now
    this.#onLost = options.onLost
    this.#end = options.run.transcriptSeq
  }

  /** Resolves at once, or when there is room again: a slow store slows the reading. */
  async add(entry: TranscriptEntry): Promise<void> {
    this.#waiting.push({ at: this.#now(), ...toStorable(entry) })
    if (this.#waiting.length >= BATCH_MAX) return this.flush()
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), FLUSH_MS) // the next flush tries again
  }

  /** Writes everything that was added before. Rejects when the database does not answer; nothing is lost then. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_MAX)
      const { id, fence } = this.#run
      const appended = await appendTranscript(this.#db, { id, fence, from: this.#end }, batch)
      if (!appended && !(await this.#isThereAlready(batch.length))) return this.#lose()
      this.#end += batch.length
      this.#waiting.splice(0, batch.length)
    }
  }

  /** An earlier try was committed although its answer got lost. */
  async #isThereAlready(length: number): Promise<boolean> {
    return (await findTranscriptEnd(this.#db, this.#run)) === this.#end + length
  }

  #lose(): void {
    this.#waiting = []
    this.#onLost()
  }
}
