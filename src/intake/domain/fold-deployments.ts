// What was deployed when, as all deliveries of a repository together tell it.
import { inOrder, type Recorded } from './fold.ts'
import type { DeploymentSucceeded } from './signal.ts'

const order = ['release', 'workflow_run', 'deployment_status', 'api']
const precedence = (signal: DeploymentSucceeded) => order.indexOf(signal.via)

/**
 * The successful deployments of a repository, oldest first, each once. A deployment that is told again, or in two ways, keeps its
 * place; what runs in production is the last one that counts as production (`fixes/domain/production.ts`).
 */
export function foldDeployments(recorded: readonly Recorded<DeploymentSucceeded>[]): DeploymentSucceeded[] {
  return inOrder(recorded, precedence)
}
