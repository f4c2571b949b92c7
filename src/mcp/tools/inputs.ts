// What several tools take.
import { z } from 'zod'

export const requiredIssue = z.string().min(1).max(100).describe('Id or identifier, e.g. DISPATCH-42.')

/** Agents at work are not shown it: they work on their own issue. */
export const issueInput = requiredIssue.optional()

export const excerptInput = {
  offset: z.number().int().min(0).max(1_000_000).default(0).describe('Where to go on reading a long text: its next_offset.'),
  max_chars: z.number().int().min(100).max(50_000).default(4_000).describe('How much of a long text to return.'),
}

/** No tool returns more by itself. */
const usualCharsMax = 6_000

/** Bytes for what was asked for: a character has up to four, and the rest of the answer comes on top. */
export function bytesFor({ max_chars }: { max_chars: number }): number {
  return max_chars > usualCharsMax ? max_chars * 4 + 4_000 : 0
}

export const pageInput = {
  limit: z.number().int().min(1).max(50).default(15),
  cursor: z.string().max(500).describe('next_cursor of the page before.').optional(),
}

/** Agents at work are not shown it: they report for their own run. */
export const runInput = z.string().min(1).max(100).describe('The run that you report for.').optional()
