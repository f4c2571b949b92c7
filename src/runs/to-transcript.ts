// A transcript row in the API's shape.
import { z } from 'zod'
import type { transcriptEntrySchema } from './schemas.ts'
import type { TranscriptRow } from './store/transcript.ts'

const contentSchema = z.record(z.string(), z.unknown())

export function toTranscriptEntry(row: TranscriptRow): z.infer<typeof transcriptEntrySchema> {
  return { seq: Number(row.seq), at: row.at.toISOString(), kind: row.kind, content: contentSchema.parse(row.content) }
}
