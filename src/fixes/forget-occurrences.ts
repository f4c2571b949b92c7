// Frees the database of single occurrences that no window needs any more, a little at a time.
import type { Runtime } from '../platform/runtime.ts'
import { deleteOldOccurrences } from './store/occurrences.ts'

const batch = 500
/** Longer than the longest window and than signals are kept, so that an old hook that comes again is known by one of them. */
const keptMs = 180 * 86_400_000

/** Until nothing old is left, or the signal says stop. */
export async function forgetOccurrences(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keptMs)
  while (!signal.aborted && (await deleteOldOccurrences(runtime.database.kysely, { before, limit: batch })) === batch);
}
