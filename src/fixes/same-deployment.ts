// The deployment that a report repeats or replaces.
import type { Tx } from '../platform/context.ts'
import { type DeploymentRow, findNewestDeployment as findNewestRow, findSameDeployment as findRow } from './store/deployments.ts'

export interface RepeatedDeployment {
  repository: string
  environment: string | null
  sha: string | null
  vendorId: string
}

/** What is deployed there now; undefined before the first deployment. */
export function findNewestDeployment(
  tx: Tx,
  { repository, environment }: { repository: string; environment: string },
): Promise<DeploymentRow | undefined> {
  return findNewestRow(tx.db, { workspaceId: tx.workspaceId, repository, environment })
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
