// Where a merged fix runs: the production deployments in their order, each with whether it contains the merge.

export interface ProductionDeployment {
  id: string
  environment: string
  sha: string
  deployedAt: string
  contains: 'yes' | 'no' | 'unknown'
}

export interface DeployState<D extends ProductionDeployment> {
  /** The deployment that brought the fix to production and still holds; null while it waits. */
  running: D | null
  /** The deployment that took the fix away again, if that was the last thing that happened. */
  rolledBackBy: D | null
  /** How many times it was rolled back. */
  rollbacks: number
  /** The last deployments, of which nobody knows whether they contain it. */
  unknown: D[]
  /** All such deployments since it runs, also those that one with it followed: each may have taken it away for a while. */
  doubtful: D[]
  /** What the attempt waits for, or where it runs. */
  sentence: string
}

/**
 * Follows one merge through the production deployments, oldest first. It runs from the first deployment that contains it until one of
 * the same environment that does not; what is unknown does not end it, but is doubtful. What comes after the end of its window
 * (`endOf` the deployment that began it) is of no matter.
 */
export function followDeployments<D extends ProductionDeployment>(
  mergeSha: string,
  deployments: readonly D[],
  endOf: (begin: D) => string | null = () => null,
): DeployState<D> {
  let running: D | null = null
  let rolledBackBy: D | null = null
  let rollbacks = 0
  let unknown: D[] = []
  let doubtful: D[] = []
  for (const deployment of deployments) {
    const isElsewhere = running !== null && deployment.environment !== running.environment
    if (isElsewhere) continue
    if (running !== null && deployment.deployedAt > (endOf(running) ?? deployment.deployedAt)) break
    if (deployment.contains === 'unknown') unknown.push(deployment)
    else unknown = []
    if (deployment.contains === 'unknown' && running !== null) doubtful.push(deployment)
    if (deployment.contains === 'yes' && running === null) [running, rolledBackBy] = [deployment, null]
    if (deployment.contains === 'no' && running !== null) {
      ;[running, rolledBackBy] = [null, deployment]
      rollbacks += 1
      doubtful = []
    }
  }
  return { running, rolledBackBy, rollbacks, unknown, doubtful, sentence: sentence(mergeSha, { running, rolledBackBy, unknown }) }
}

/** A time in which the merge ran somewhere. */
export interface Run<D extends ProductionDeployment> {
  /** Those that contain it; the first began it. */
  deployments: [D, ...D[]]
  /** Those in between of which nobody knows. */
  doubtful: D[]
  /** The one that took it away. */
  endedBy: D | null
}

/** Each time that it ran, whatever became of its windows. */
export function runsOf<D extends ProductionDeployment>(deployments: readonly D[]): Run<D>[] {
  const runs: Run<D>[] = []
  let current: Run<D> | null = null
  for (const deployment of deployments) {
    if (current !== null && deployment.environment !== current.deployments[0].environment) continue
    if (current === null) {
      if (deployment.contains !== 'yes') continue
      current = { deployments: [deployment], doubtful: [], endedBy: null }
      runs.push(current)
    } else if (deployment.contains === 'yes') current.deployments.push(deployment)
    else if (deployment.contains === 'unknown') current.doubtful.push(deployment)
    else {
      current.endedBy = deployment
      current = null
    }
  }
  return runs
}

function sentence(
  mergeSha: string,
  state: { running: ProductionDeployment | null; rolledBackBy: ProductionDeployment | null; unknown: ProductionDeployment[] },
): string {
  const { running, rolledBackBy, unknown } = state
  if (running) return `Runs in ${running.environment} since ${short(running.sha)} was deployed.`
  const last = unknown.at(-1)
  if (last)
    return `${short(last.sha)} was deployed to ${last.environment}, but whether it contains ${short(mergeSha)} is not known.`
  if (rolledBackBy)
    return `Rolled back: ${short(rolledBackBy.sha)}, deployed to ${rolledBackBy.environment}, does not contain ${short(mergeSha)}.`
  return `Waits for a production deployment that contains ${short(mergeSha)}.`
}

function short(sha: string): string {
  return sha.slice(0, 7)
}
