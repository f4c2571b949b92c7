// All that happened to an attempt by what has been told so far, for the fold over it.
import type { Tx } from '../platform/context.ts'
import { askAboutUnknown } from './ask-about-unknown.ts'
import { runsOf } from './domain/deploy-chain.ts'
import { type AttemptHistory, foldStanding, type Standing, type WatchedRun } from './domain/standing.ts'
import { readEvidence } from './evidence.ts'
import { findLanding } from './find-landing.ts'
import type { FixPolicy } from './fix-policy.ts'
import { assessOccurrences, type DeployedAttempt } from './gather-facts.ts'
import { type JudgedDeployment, judgeDeployments } from './judge-deployments.ts'
import { findRevert } from './known-reverts.ts'
import { type AttemptRow, lockAttemptsOfIssue } from './store/attempts.ts'
import { isClosing } from './store/links.ts'
import { findPull, type PullRow } from './store/pulls.ts'
import { counted } from './verdict-facts.ts'
import { windowOfRun } from './window-of-run.ts'

export interface AttemptFold {
  deployments: JudgedDeployment[]
  history: AttemptHistory<JudgedDeployment>
  standing: Standing<JudgedDeployment>
}

export async function foldAttempt(tx: Tx, attempt: AttemptRow, policy: FixPolicy): Promise<AttemptFold> {
  const deployments = await judgeDeployments(tx, attempt, readEvidence(attempt.evidence))
  const history = {
    runs: await readRuns(tx, attempt, { deployments, policy }),
    revertedAt: await findRevert(tx, attempt),
    succeededAt: await findSuccessor(tx, attempt, policy),
    recurrencesToFail: policy.verdict.recurrencesToFail,
  }
  return { deployments, history, standing: foldStanding(history) }
}

/** Up to the first window that it ran through. */
async function readRuns(
  tx: Tx,
  attempt: AttemptRow,
  { deployments, policy }: { deployments: readonly JudgedDeployment[]; policy: FixPolicy },
): Promise<WatchedRun<JudgedDeployment>[]> {
  const runs: WatchedRun<JudgedDeployment>[] = []
  for (const run of runsOf(deployments)) {
    const window = windowOfRun(attempt, run, policy.window)
    const unassessed = { ...run, window, recurrences: [] }
    const ran = during(attempt, unassessed)
    const assessed = await assessOccurrences(tx, ran, { policy })
    askAboutUnknown(tx, ran, assessed)
    runs.push({ ...unassessed, recurrences: counted(assessed, 'window').map(({ occurredAt }) => occurredAt) })
    if (run.endedBy === null || run.endedBy.deployedAt > window.endsAt) break
  }
  return runs
}

/** The attempt as it is while it runs there. */
export function during(attempt: AttemptRow, { deployments: [begin], window }: WatchedRun<JudgedDeployment>): DeployedAttempt {
  return {
    ...attempt,
    deployment_id: begin.id,
    environment: begin.row.environment,
    deployed_sha: begin.sha,
    deployed_at: new Date(window.deployedAt),
    window_starts_at: new Date(window.startsAt),
    window_ends_at: new Date(window.endsAt),
  }
}

/** When the next fix of the issue landed. What one release carried landed at one moment, in the order of its own merges. */
export async function findSuccessor(tx: Tx, attempt: AttemptRow, policy: FixPolicy): Promise<string | null> {
  const own = await findPull(tx.db, tx.workspaceId, attempt.pull_request_id)
  const times: string[] = []
  for (const other of await lockAttemptsOfIssue(tx.db, attempt.issue_id)) {
    if (other.id === attempt.id) continue
    // Superseded by its merge it counts all the same; unlinked it never was a fix of this issue.
    if (other.state === 'superseded' && !(await isClosing(tx.db, attempt.issue_id, other.pull_request_id))) continue
    const pull = await findPull(tx.db, tx.workspaceId, other.pull_request_id)
    const landing = pull && (await findLanding(tx, pull, policy))
    if (!landing) continue
    const isLaterInRelease = landing.sha === attempt.merge_sha && isMergedAfter(pull, own)
    if (landing.at > attempt.merged_at || isLaterInRelease) times.push(landing.at.toISOString())
  }
  return times.sort()[0] ?? null
}

function isMergedAfter(pull: PullRow, other: PullRow | undefined): boolean {
  return pull.merged_at !== null && other?.merged_at != null && pull.merged_at > other.merged_at
}
