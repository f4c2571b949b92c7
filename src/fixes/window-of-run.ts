// The window of a time in which a merge ran: as it was begun and perhaps extended, else as the policy says.
import type { Run } from './domain/deploy-chain.ts'
import { type WatchWindow, type WindowPolicy, windowOf } from './domain/window.ts'
import type { JudgedDeployment } from './judge-deployments.ts'
import type { AttemptRow } from './store/attempts.ts'

export function windowOfRun(
  attempt: AttemptRow,
  { deployments }: Pick<Run<JudgedDeployment>, 'deployments'>,
  policy: WindowPolicy,
): WatchWindow {
  const { row } = deployments[0]
  const window = windowOf(
    {
      mergedAt: attempt.merged_at.toISOString(),
      deployedAt: row.deployed_at.toISOString(),
      receivedAt: row.received_at.toISOString(),
    },
    policy,
  )
  const begun = begunWindow(attempt)
  const isThere = deployments.some(({ id }) => id === attempt.deployment_id)
  // A deployment that turns out to have come earlier begins another one.
  return isThere && begun && begun.deployedAt <= window.deployedAt ? begun : window
}

function begunWindow({ deployed_at, window_starts_at, window_ends_at }: AttemptRow): WatchWindow | null {
  if (!deployed_at || !window_starts_at || !window_ends_at) return null
  return {
    deployedAt: deployed_at.toISOString(),
    startsAt: window_starts_at.toISOString(),
    endsAt: window_ends_at.toISOString(),
  }
}
