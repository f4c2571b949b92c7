// Moves an issue to where its pull requests say it is, replaying all that happened in the order in which it happened.
import { foldPullRequest } from '../intake/domain/fold-pull-request.ts'
import { pullRequestKey } from '../intake/domain/object-key.ts'
import { moveIssue } from '../issues/move-issue.ts'
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { foldStatus, type PullStep, type StatusByPulls } from './domain/issue-status-by-pr.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { readIssueMoves } from './issue-moves.ts'
import { type ClosingPull, type IssueMove, listClosingPulls, loadPullSignals } from './store/pull-history.ts'
import { listWay } from './store/releases.ts'

/** The causes that this file gives to moves, as `foldStatus` names them; any other move is somebody else's. */
const pullCauses = new Set(['pull_opened', 'pull_is_draft', 'awaits_verdict', 'pull_merged', 'pull_closed'])

/** True when the issue was moved. */
export async function followPullRequests(tx: Tx, issueId: string): Promise<boolean> {
  const issue = await resolveIssueForUpdate(tx, issueId)
  const [filed, ...moves] = await readIssueMoves(tx, issueId)
  const status = await foldMoves(tx, issue, { filed, moves: withLastVerdict(moves) })
  if (status.category === issue.category) return false
  return moveIssue(tx, {
    issueId,
    to: status.category,
    cause: { code: status.reason.code, detail: status.reason.sentence },
    ...(status.category === 'done' && { closeReason: status.reason.sentence }),
  })
}

/** The issue goes where it would be had no verdict moved it; where anybody else has put it since, it stays. */
export async function undoVerdictMoves(tx: Tx, issueId: string, detail: string): Promise<void> {
  const issue = await resolveIssueForUpdate(tx, issueId)
  const [filed, ...moves] = await readIssueMoves(tx, issueId)
  const last = moves.at(-1)
  if (!last || !isByVerdict(last)) return
  const { category } = await foldMoves(tx, issue, { filed, moves: moves.filter((move) => !isByVerdict(move)) })
  await moveIssue(tx, { issueId, to: category, cause: { code: takenBack, detail } })
}

interface Moves {
  filed: IssueMove | undefined
  moves: readonly IssueMove[]
}

async function foldMoves(tx: Tx, issue: IssueRow, { filed, moves }: Moves): Promise<StatusByPulls> {
  return foldStatus({
    start: filed?.category ?? issue.category,
    isErrorSourced: issue.is_error_sourced,
    pulls: await readSteps(tx, issue.id),
    moves: moves
      .filter((move) => !pullCauses.has(move.cause ?? ''))
      .map((move) => ({ at: comparableTime(move), category: move.category })),
  })
}

const takenBack = 'fix_taken_back'

/** What verdicts move an issue by. */
const verdictCause = /^(fix_|verified_fix_)/

function isByVerdict({ cause }: IssueMove): boolean {
  return verdictCause.test(cause ?? '')
}

/** Each verdict replaces the one before, whenever what it rests on happened; one that was taken back leaves none. */
function withLastVerdict(moves: readonly IssueMove[]): IssueMove[] {
  const last = moves.findLastIndex(isByVerdict)
  const kept = moves[last]?.cause === takenBack ? -1 : last
  return moves.filter((move, index) => index === kept || !isByVerdict(move))
}

/** When a pull request that closes the issue last changed its state, ISO 8601 UTC; undefined without any. */
export async function lastPullChange(tx: Tx, issueId: string): Promise<string | undefined> {
  return (await readSteps(tx, issueId))
    .filter(({ state }) => state !== 'closed')
    .map(({ at }) => at)
    .sort()
    .at(-1)
}

/** An agent's own moves yield to what GitHub says of the same minute: its clock is not ours, and it tells whole seconds. */
const clockSkewMs = 60_000

/** A verdict's move belongs where what it rests on happened. */
function comparableTime({ at, actor_type, happened_at }: IssueMove): string {
  if (happened_at !== null) return happened_at
  return new Date(actor_type === 'run' ? at.getTime() - clockSkewMs : at.getTime()).toISOString()
}

async function readSteps(tx: Tx, issueId: string): Promise<PullStep[]> {
  const { production } = await loadFixPolicy(tx)
  const pulls = await listClosingPulls(tx.db, issueId)
  return (await Promise.all(pulls.map((pull) => stepsOf(tx, pull, production.branches)))).flat()
}

/** @param deployed the branches that are deployed besides the default one */
async function stepsOf(tx: Tx, pull: ClosingPull, deployed: readonly string[]): Promise<PullStep[]> {
  const key = pullRequestKey(pull.repository, pull.number)
  const folded = foldPullRequest(await loadPullSignals(tx.db, tx.workspaceId, key))
  // A pull request that our own run opened, of which no delivery has come yet.
  const changes = folded?.changes ?? [{ state: pull.state, at: (pull.merged_at ?? pull.created_at).toISOString() }]
  const steps = changes.map(({ state, at }) => ({
    at,
    pull: pull.id,
    state: isElsewhere(pull, state, deployed) ? ('open' as const) : state,
  }))
  const landedAt = await landedLater(tx, pull, deployed)
  return landedAt ? [...steps, { at: landedAt.toISOString(), pull: pull.id, state: 'merged' }] : steps
}

/** When a release carried it to a branch that is deployed. */
async function landedLater(tx: Tx, pull: ClosingPull, deployed: readonly string[]): Promise<Date | null> {
  if (pull.release_pull_id === null) return null
  const [, ...carriers] = await listWay(tx.db, pull.id)
  return carriers.find(({ base_branch }) => isDeployed(base_branch, pull, deployed))?.merged_at ?? null
}

/** Merged into another branch, the work is not where it belongs yet. */
function isElsewhere(pull: ClosingPull, state: PullStep['state'], deployed: readonly string[]): boolean {
  return state === 'merged' && pull.default_branch !== null && !isDeployed(pull.base_branch, pull, deployed)
}

function isDeployed(branch: string | null, { default_branch }: ClosingPull, deployed: readonly string[]): boolean {
  return branch === default_branch || (branch !== null && deployed.includes(branch))
}
