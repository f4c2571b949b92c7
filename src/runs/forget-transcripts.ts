// Transcripts are the bulk of what runs leave; after a while only milestones, decisions, costs and commits are kept.
import type { Runtime } from '../platform/runtime.ts'
import { deleteOldTranscripts } from './store/transcript.ts'

export const transcriptDays = 90
const BATCH = 20

/** Until nothing old is left, or the signal says stop. */
export async function forgetTranscripts(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - transcriptDays * 86_400_000)
  while (!signal.aborted && (await deleteOldTranscripts(runtime.database.kysely, { finishedBefore: before, runs: BATCH })) > 0);
}
