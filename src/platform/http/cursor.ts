// Opaque cursors for keyset pagination: the sort key of the last row, which the client passes back untouched.
import { z } from 'zod'
import { Invalid } from '../errors.ts'

/** Encodes the sort values of the last row of a page. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** Decodes what encodeCursor made; anything else is a 422 for `cursor`. */
export function decodeCursor<T extends z.ZodType>(cursor: string, schema: T): z.output<T> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new Invalid([{ path: 'cursor', message: 'is not a cursor of this list; leave it out to start at the beginning' }])
  }
}

/** A cursor over (time, id). PostgreSQL knows no year 0. */
export const timeIdCursor = z.tuple([z.iso.datetime().refine((time) => !time.startsWith('0000')), z.string()])

/** Cuts one row more than asked for into a page and its cursor. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  key: (row: Row) => readonly (string | number)[],
): { items: Row[]; next_cursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > limit && last ? encodeCursor(key(last)) : null }
}
