// What a column holds when it is read, and what may be written to it.
import type { ColumnType } from 'kysely'

export type { GeneratedAlways } from 'kysely'

/** Has a default: may be left out of an insert. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>
export type Timestamp = ColumnType<Date, Date | string, Date | string>
/**
 * Read: unknown, parse it with zod. Written: an object, or JSON text; arrays only as JSON text, because the driver
 * would send a JavaScript array as a PostgreSQL array.
 */
export type Json = ColumnType<unknown, JsonInput, JsonInput>
export type JsonInput = string | Record<string, unknown> | (object & { length?: never })
/** Filled by the database; for conditions only. */
export type SearchVector = ColumnType<string, never, never>
