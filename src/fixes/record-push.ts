// One ref moved: an edge along which later deployments are known to contain a merge, and perhaps a revert.

import type { PushRecorded } from '../intake/domain/signal.ts'
import type { Tx } from '../platform/context.ts'
import { cutText } from '../platform/cut-text.ts'
import type { Applied, Effect } from './applied.ts'
import { carryWithKnownReleases } from './carry-release.ts'
import { mergedNumber } from './domain/own-messages.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { hearCodeNews } from './late-news.ts'
import { matchPushedCommits, matchSquashedCommits } from './match-pushed-commits.ts'
import { noteReapplied } from './note-reapplied.ts'
import { revertAttempts } from './revert-attempts.ts'
import { listAwaitingDeployed } from './store/attempts.ts'
import { insertPush, noCommit } from './store/pushes.ts'
import type { KnownRepository } from './store/repositories.ts'

const longestMessage = 600
const branches = 'refs/heads/'
/** A push that is told late may belong to a release that was merged since. */
const releaseMemoryMs = 7 * 86_400_000

export async function recordPush(tx: Tx, signal: PushRecorded, repository: KnownRepository): Promise<Applied> {
  const name = signal.ref.replace(/^refs\/(heads|tags)\//, '')
  const isNew = await insertPush(tx.db, {
    id: tx.newId('psh'),
    workspace_id: tx.workspaceId,
    repository: repository.full_name,
    ref: signal.ref,
    before_sha: signal.before ?? noCommit,
    after_sha: signal.after ?? noCommit,
    forced: signal.forced,
    commits: signal.commits.map(({ sha, message }) => ({ sha, message: keptMessage(message) })),
    pushed_at: new Date(signal.occurredAt),
  })
  const effects: Effect[] = isNew ? [{ type: 'push.recorded', repository: repository.full_name, ref: signal.ref }] : []
  const isDeployed = signal.toDefaultBranch || (await isDeployedFrom(tx, signal.ref))
  if (isNew && isDeployed) effects.push(...(await readDeployedBranch(tx, signal, repository)))
  if (isNew) {
    effects.push(...(await matchPushedCommits(tx, signal, repository)), ...(await matchSquashedCommits(tx, signal, repository)))
    if (!isDeployed) effects.push(...(await carryPushed(tx, signal, repository)))
    await lookAtDeploymentsAgain(tx, repository, signal.occurredAt)
  }
  const detail = `${signal.commits.length} commits to ${name} of ${repository.full_name}.`
  return { reason: isNew ? 'push_recorded' : 'push_known', detail, issueId: null, effects }
}

async function isDeployedFrom(tx: Tx, ref: string): Promise<boolean> {
  const { production } = await loadFixPolicy(tx)
  return ref.startsWith(branches) && production.branches.includes(ref.slice(branches.length))
}

/** What was taken back, and what was brought back without a pull request. */
async function readDeployedBranch(tx: Tx, { commits }: PushRecorded, { full_name }: KnownRepository): Promise<Effect[]> {
  for (const { sha, message } of commits.filter((commit) => mergedNumber(commit.message) === null))
    await noteReapplied(tx, { repository: full_name, subject: message, text: message, by: `Commit ${sha.slice(0, 7)}` })
  return revertAttempts(tx, { repository: full_name, texts: commits.map((commit) => commit.message) })
}

/** Pull requests that leave the branch may be known to contain more now, or less. */
async function carryPushed(
  tx: Tx,
  { ref, occurredAt, commits }: PushRecorded,
  { full_name: repository }: KnownRepository,
): Promise<Effect[]> {
  if (!ref.startsWith(branches)) return []
  const reverted = await revertAttempts(tx, { repository, texts: commits.map(({ message }) => message) })
  const since = new Date(Date.parse(occurredAt) - releaseMemoryMs)
  return [...reverted, ...(await carryWithKnownReleases(tx, { repository, branch: ref.slice(branches.length), since }))]
}

/** A deployment of which it was unknown what it contains may be understood now. */
async function lookAtDeploymentsAgain(tx: Tx, repository: KnownRepository, at: string): Promise<void> {
  const key = { workspaceId: tx.workspaceId, repository: repository.full_name }
  for (const id of await listAwaitingDeployed(tx.db, key)) await followDeploymentsOf(tx, id)
  await hearCodeNews(tx, { repository: repository.full_name, at })
}

/** The beginning, and the lines that say what is reverted, picked or closed: all that is ever read again. */
function keptMessage(message: string): string {
  if (message.length <= longestMessage) return message
  const telling = message
    .slice(longestMessage)
    .split('\n')
    .filter((line) => /\breverts\b|cherry picked from|\b(?:close|fix|resolve)/i.test(line))
  return [cutText(message, longestMessage), ...telling.map((line) => cutText(line, 200)).slice(0, 20)].join('\n')
}
