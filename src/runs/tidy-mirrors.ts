// Frees the disk of a host from commits of runs that nobody needs any more.
import type { Runtime } from '../platform/runtime.ts'
import { runPorts } from './ports.ts'
import { listMirroredRepositories, listSpentResults } from './store/spent-runs.ts'

/** What a run left uncommitted or unpushed can be fetched from its mirror for so long. */
export const resultDays = 30

/** One mirror that cannot be cleaned must not keep the others dirty. */
export async function tidyMirrors(runtime: Runtime): Promise<void> {
  const db = runtime.database.kysely
  const before = new Date(runtime.clock.now().getTime() - resultDays * 86_400_000)
  for (const repositoryId of await listMirroredRepositories(db)) {
    try {
      await runPorts(runtime).git.tidy(repositoryId, (runIds) => listSpentResults(db, runIds, before))
    } catch (error) {
      runtime.log.warn({ err: error, repositoryId }, 'runs.mirror_not_tidied')
    }
  }
}
