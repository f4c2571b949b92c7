// The deployment that a report repeats.
import type { Tx } from '../platform/context.ts'
import { type DeploymentRow, findSameDeployment as findRow } from './store/deployments.ts'

export interface RepeatedDeployment {
  repository: string
  environment: string | null
  sha: string | null
  vendorId: string
}

/** It was recorded when its signal was first kept. */
export async function findSameDeployment(
  tx: Tx,
  { repository, environment, sha, vendorId }: RepeatedDeployment,
): Promise<DeploymentRow> {
  const key = { workspaceId: tx.workspaceId, repository, environment: environment ?? '', sha: sha ?? '', vendorId }
  const row = await findRow(tx.db, key)
  if (!row) throw new Error('a repeated deployment was never recorded')
  return row
}
