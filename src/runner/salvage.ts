// Looks after runs whose worker died: ends their processes and finds their work again.
import type { GitEvidence, SalvageOrder } from '../runs/domain/executor.ts'
import type { Confinement } from './confinement/confinement.ts'
import { confineReader } from './execution.ts'
import { collectEvidence } from './git/evidence.ts'
import { type Mirrors, mirrorPath, tipOf } from './git/mirror.ts'
import { sweepRun } from './process-tree.ts'
import { directoriesOf, hasCheckout, ownerOfRun } from './run-directories.ts'

/** Ends every process of the run; returns how many there were. */
export async function sweepLostRun(confinement: Confinement, runId: string): Promise<number> {
  const directories = directoriesOf(confinement.runsDirectory, runId)
  return sweepRun({ runId, directories: [directories.root], uid: ownerOfRun(directories) })
}

/** Brings what a lost run committed and left open into the mirror; null if there is no checkout of it. */
export async function salvageRun(
  about: { confinement: Confinement; mirrors: Mirrors },
  order: SalvageOrder,
): Promise<GitEvidence | null> {
  const { confinement, mirrors } = about
  const directories = directoriesOf(confinement.runsDirectory, order.runId)
  if (!hasCheckout(directories) || order.branch === null || order.baseSha === null) return null
  const mirror = mirrorPath(mirrors, order.repository.id)
  const run = confinement.forRun()
  try {
    // The directory belongs to the user of the dead run; the reader is a new one.
    await run.own(directories.root)
    return await collectEvidence(mirrors, {
      runId: order.runId,
      repositoryId: order.repository.id,
      checkout: directories.checkout,
      branch: order.branch,
      baseSha: order.baseSha,
      startSha: (await tipOf(mirrors, mirror, `refs/heads/${order.branch}`)) ?? order.baseSha,
      confine: confineReader({ confinement: { ...confinement, run } }, directories, mirror),
    })
  } finally {
    await run.end(directories.root)
  }
}
