// The board as the API sends it: cards only, each column with its own cursor.
import type { z } from 'zod'
import type { Card, statusSchema } from '../../issues/schemas.ts'

export interface BoardColumn {
  status: z.infer<typeof statusSchema>
  count: number
  items: Card[]
  next_cursor: string | null
}

export interface BoardData {
  columns: BoardColumn[]
  /** The place in the event log that this picture shows. */
  position: number
}
