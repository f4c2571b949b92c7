// One ref moved: an edge along which later deployments are known to contain a merge, and perhaps a revert.
import type { PushRecorded } from '../intake/domain/signal.ts'
import type { Tx } from '../platform/context.ts'
import type { Applied, Effect } from './applied.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { matchPushedCommits } from './match-pushed-commits.ts'
import { revertAttempts } from './revert-attempts.ts'
import { listAwaitingDeployed } from './store/attempts.ts'
import { insertPush, noCommit } from './store/pushes.ts'
import type { KnownRepository } from './store/repositories.ts'

const longestMessage = 600

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
  if (isNew && signal.toDefaultBranch) {
    const told = { repository: repository.full_name, texts: signal.commits.map((commit) => commit.message) }
    effects.push(...(await revertAttempts(tx, told)))
  }
  if (isNew) {
    effects.push(...(await matchPushedCommits(tx, signal, repository)))
    await lookAtDeploymentsAgain(tx, repository)
  }
  const detail = `${signal.commits.length} commits to ${name} of ${repository.full_name}.`
  return { reason: isNew ? 'push_recorded' : 'push_known', detail, issueId: null, effects }
}

/** A deployment of which it was unknown what it contains may be understood now. */
async function lookAtDeploymentsAgain(tx: Tx, repository: KnownRepository): Promise<void> {
  const key = { workspaceId: tx.workspaceId, repository: repository.full_name }
  for (const id of await listAwaitingDeployed(tx.db, key)) await followDeploymentsOf(tx, id)
}

/** The subject, and the lines that say what is reverted: all that is ever read again. */
function keptMessage(message: string): string {
  if (message.length <= longestMessage) return message
  const reverts = message.split('\n').filter((line) => /\breverts\b/i.test(line))
  return [message.slice(0, longestMessage), ...reverts.map((line) => line.slice(0, 200)).slice(0, 5)].join('\n')
}
