// Asks outside about what cannot be decided by what is known here: where an occurrence happened, what a deployment contains.
import type { Tx } from '../platform/context.ts'
import { readEvidence } from './evidence.ts'
import type { Assessed } from './gather-facts.ts'
import { checkDeploymentJob, lookUpJob } from './job-names.ts'
import type { JudgedDeployment } from './judge-deployments.ts'
import type { AttemptRow } from './store/attempts.ts'

/** Asks the error tracker, once for each, about those that cannot be decided yet. */
export function askAboutUnknown(tx: Tx, attempt: Pick<AttemptRow, 'id'>, assessed: readonly Assessed[]): void {
  for (const { occurrence } of assessed.filter(({ decision }) => decision.counts === 'look_up').slice(0, 20)) {
    const payload = { workspace_id: tx.workspaceId, fix_id: attempt.id, occurrence_id: occurrence.id }
    tx.enqueue(lookUpJob, payload, { singletonKey: `${attempt.id} ${occurrence.id}` })
  }
}

/** Asks the hosts of the code, where one of these deployments has not been asked about. */
export function askAboutDeployments(tx: Tx, { id, evidence }: AttemptRow, unknown: readonly JudgedDeployment[]): void {
  const { containment } = readEvidence(evidence)
  if (unknown.every(({ sha }) => containment[sha])) return
  tx.enqueue(checkDeploymentJob, { workspace_id: tx.workspaceId, fix_id: id }, { singletonKey: id })
}
