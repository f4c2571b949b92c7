// What a backup file is: gzipped JSON lines. A header, the rows of each table as texts that PostgreSQL wrote, and a trailer that proves them whole.
import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Raise it when older code could not read a newer file. */
export const formatVersion = 1

/** A value as PostgreSQL prints it, so that it comes back exactly, whatever its type; null is null. */
export type TextRow = (string | null)[]
export const rowSchema = z.array(z.string().nullable())

const tableSchema = z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() })
export type DumpedTable = z.infer<typeof tableSchema>

const sequenceSchema = z.object({ table: z.string(), column: z.string(), last: z.string(), is_called: z.boolean() })
export type DumpedSequence = z.infer<typeof sequenceSchema>

const jobSchema = z.object({
  name: z.string(),
  payload: z.record(z.string(), z.unknown()),
  singleton_key: z.string().nullable(),
  start_after_seconds: z.number(),
})

export const headerSchema = z.object({
  format: z.literal('dispatch-backup'),
  format_version: z.number().int(),
  dispatch_version: z.string(),
  created_at: z.string(),
  engine: z.enum(['pglite', 'postgres']),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(tableSchema),
  sequences: z.array(sequenceSchema),
  /** Work that waited in the queue. */
  jobs: z.array(jobSchema),
  secret_key: z.object({
    /** Tells whether a key is the one that sealed the secrets in here; the key cannot be found from it. */
    fingerprint: z.string(),
    /** The key itself, only where it was asked for. */
    value: z.string().nullable(),
  }),
})
export type BackupHeader = z.infer<typeof headerSchema>

export const trailerSchema = z.object({
  end: z.literal(true),
  /** sha256 of the rows of each table, in their order. */
  tables: z.record(z.string(), z.object({ rows: z.number().int(), sha256: z.string() })),
})
export type BackupTrailer = z.infer<typeof trailerSchema>

/** Sums up rows: the same rows in the same order give the same hash on every engine. */
export class RowHash {
  readonly #hash = createHash('sha256')
  rows = 0

  add(row: TextRow): void {
    this.#hash.update(`${JSON.stringify(row)}\n`)
    this.rows++
  }

  result(): { rows: number; sha256: string } {
    return { rows: this.rows, sha256: this.#hash.digest('hex') }
  }
}

export function fingerprintOf(secretKey: string): string {
  return createHash('sha256').update(`dispatch backup ${secretKey}`).digest('hex').slice(0, 16)
}

/** Rows so far, of all rows. */
export type BackupProgress = (done: number, total: number) => void
