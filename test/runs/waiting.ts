// Waiting for what workers do, by looking, never by guessing how long it takes.
import type { Db } from '#src/platform/db/open-database.ts'
import { findRun, type RunRow } from '#src/runs/store/runs.ts'

/** Looks again until there is something to see. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export function runInState(db: Db, run: { workspaceId: string; id: string }, state: RunRow['state']): Promise<RunRow> {
  return until(async () => {
    const row = await findRun(db, run.workspaceId, run.id)
    return row?.state === state && row
  })
}
