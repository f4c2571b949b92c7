// Where the merge of an attempt runs, replayed over the production deployments: the window begins, and a rollback ends it.
import { touchIssue } from '../issues/attention.ts'
import type { Tx } from '../platform/context.ts'
import { askAboutDeployments } from './ask-about-unknown.ts'
import { isOpen } from './domain/attempt.ts'
import { type DeployState, followDeployments, type Run, runsOf } from './domain/deploy-chain.ts'
import type { WatchWindow } from './domain/window.ts'
import { type AttemptEvidence, readEvidence } from './evidence.ts'
import { failEarlierRun } from './fail-earlier-run.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { heedSuccessor } from './heed-successor.ts'
import { type JudgedDeployment, proveDeployments } from './judge-deployments.ts'
import { reviewAttempt } from './review-attempt.ts'
import { type AttemptChanges, type AttemptRow, lockAttempt, moveAttempt, undeployed, updateAttempt } from './store/attempts.ts'
import { findPlatform, listErrorSources } from './store/channels.ts'
import { countOccurrences } from './store/occurrences.ts'
import { windowOfRun } from './window-of-run.ts'

/** Does nothing for an attempt that is not open. */
export async function followDeploymentsOf(tx: Tx, attemptId: string): Promise<void> {
  const locked = await lockAttempt(tx.db, attemptId)
  if (locked?.state !== 'awaiting_deploy' && locked?.state !== 'watching') return
  const { attempt, deployments } = await proveDeployments(tx, locked)
  const evidence = readEvidence(attempt.evidence)
  const { window } = await loadFixPolicy(tx)
  const runs = new Map(runsOf(deployments).map((run) => [run.deployments[0].id, run]))
  const runOf = ({ id }: JudgedDeployment) => runs.get(id) ?? null
  const state = followDeployments(attempt.merge_sha, deployments, (begin) => {
    const run = runOf(begin)
    return run && windowOfRun(attempt, run, window).endsAt
  })
  if (state.rollbacks > evidence.rollbacks && (await failEarlierRun(tx, attempt))) return
  const run = state.running && runOf(state.running)
  await enter(tx, attempt, { state, evidence, running: run && { run, window: windowOfRun(attempt, run, window) } })
  if (attempt.succeeded_at) await heedNext(tx, attempt.id)
  askAboutDeployments(tx, attempt, [...state.unknown, ...state.doubtful])
}

/** Where it waits only for its verdict: does it still? */
async function heedNext(tx: Tx, id: string): Promise<void> {
  const attempt = await lockAttempt(tx.db, id)
  if (attempt && isOpen(attempt.state)) await heedSuccessor(tx, attempt)
}

interface Running {
  run: Run<JudgedDeployment>
  window: WatchWindow
}

interface Entering {
  state: DeployState<JudgedDeployment>
  evidence: AttemptEvidence
  running: Running | null
}

async function enter(tx: Tx, attempt: AttemptRow, { state, evidence, running }: Entering): Promise<void> {
  const changes: AttemptChanges = { state_detail: state.sentence, evidence: { ...evidence, rollbacks: state.rollbacks } }
  const isRolledBack = state.rollbacks > evidence.rollbacks && attempt.state === 'watching'
  if (isRolledBack) await rollBack(tx, attempt, { changes, by: state.rolledBackBy })
  const standing = isRolledBack ? { ...attempt, state: 'awaiting_deploy' as const } : attempt
  // What it finds may end the attempt at once, with a record of its own.
  if (running) return watch(tx, standing, { changes, running })
  if (attempt.state === 'awaiting_deploy' && attempt.state_detail !== state.sentence) {
    await updateAttempt(tx.db, attempt.id, { ...changes, now: tx.now })
    await touchIssue(tx, attempt.issue_id)
  }
}

async function rollBack(
  tx: Tx,
  attempt: AttemptRow,
  { changes, by }: { changes: AttemptChanges; by: JudgedDeployment | null },
): Promise<void> {
  await moveAttempt(tx.db, attempt.id, {
    from: 'watching',
    to: 'awaiting_deploy',
    changes: { ...changes, ...undeployed },
    now: tx.now,
  })
  await touchIssue(tx, attempt.issue_id)
  tx.emit({
    type: 'fix.rolled_back',
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: {
      fix_id: attempt.id,
      state: 'awaiting_deploy',
      ...(by && { deployment_id: by.id, sha: by.sha, environment: by.environment }),
    },
  })
}

async function watch(
  tx: Tx,
  attempt: AttemptRow,
  { changes, running: { run, window } }: { changes: AttemptChanges; running: Running },
): Promise<void> {
  if (isWatchedSince(attempt, run, window)) return
  const [begin] = run.deployments
  const watching: AttemptChanges = {
    ...changes,
    // A new window: what was resolved for an earlier one says nothing about it.
    evidence: { ...readEvidence(changes.evidence), resolution: null, platform: await findPlatform(tx.db, attempt.issue_id) },
    next_look_at: null,
    events_before: await countEventsBefore(tx, attempt.issue_id, window.deployedAt),
    deployment_id: begin.id,
    environment: begin.row.environment,
    deployed_sha: begin.sha,
    deployed_at: window.deployedAt,
    window_starts_at: window.startsAt,
    window_ends_at: window.endsAt,
  }
  await moveAttempt(tx.db, attempt.id, { from: attempt.state, to: 'watching', changes: watching, now: tx.now })
  await touchIssue(tx, attempt.issue_id)
  tx.emit({
    type: 'fix.watching',
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: {
      fix_id: attempt.id,
      state: 'watching',
      deployment_id: begin.id,
      environment: begin.row.environment,
      sha: begin.sha,
      window_starts_at: window.startsAt,
      window_ends_at: window.endsAt,
    },
  })
  // What happened since is known already when the deployment is told late.
  await reviewAttempt(tx, attempt.id)
}

/** An extended window stays as it is; one whose deployment turns out to have come earlier begins anew. */
function isWatchedSince(attempt: AttemptRow, run: Run<JudgedDeployment>, { deployedAt }: WatchWindow): boolean {
  if (attempt.state !== 'watching' || !attempt.deployed_at) return false
  return run.deployments.some(({ id }) => id === attempt.deployment_id) && attempt.deployed_at.toISOString() <= deployedAt
}

/** All events that the error tracker ever told of, without those since the deployment. */
async function countEventsBefore(tx: Tx, issueId: string, deployedAt: string): Promise<number> {
  const sources = await listErrorSources(tx.db, issueId)
  const total = sources.reduce((sum, source) => sum + source.occurrences, 0)
  return Math.max(0, total - (await countOccurrences(tx.db, issueId, { since: new Date(deployedAt) })))
}
