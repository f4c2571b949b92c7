// The checks of a pull request's head, as all suites together tell them. Checks of another commit say nothing about it.
import type { ChecksReported } from '../intake/domain/code-host-signal.ts'
import { foldChecks } from '../intake/domain/fold-checks.ts'
import { checksKey } from '../intake/domain/object-key.ts'
import type { Tx } from '../platform/context.ts'
import { announcePull } from './announce-pull.ts'
import type { Applied, Effect } from './applied.ts'
import { loadHostSignals } from './store/host-signals.ts'
import { findPullsByHead, type PullRow, setPullChecks } from './store/pulls.ts'
import type { KnownRepository } from './store/repositories.ts'

/** @param signal must have been kept before */
export async function recordCheckSuite(tx: Tx, signal: ChecksReported, repository: KnownRepository): Promise<Applied> {
  const head = { workspaceId: tx.workspaceId, repository: repository.full_name, sha: signal.headSha }
  const pulls = await findPullsByHead(tx.db, head)
  const effects: Effect[] = []
  for (const pull of pulls) effects.push(...(await followChecks(tx, pull)))
  const commit = signal.headSha.slice(0, 7)
  if (pulls.length === 0)
    return { reason: 'no_pull_of_commit', detail: `No open pull request has ${commit} as its head.`, issueId: null, effects }
  const detail = `Checks of ${signal.app} on ${commit}: ${signal.state ?? 'cancelled'}.`
  return { reason: 'checks_recorded', detail, issueId: null, effects }
}

/** Nothing where no suite has spoken: then workflow runs may have. */
export async function followChecks(tx: Tx, pull: PullRow): Promise<Effect[]> {
  const { state, isKnown } = await checksOf(tx, pull)
  if (!isKnown || state === null || state === pull.ci_state) return []
  await setPullChecks(tx.db, pull.id, { state, now: tx.now })
  await announcePull(tx, { pull, changes: { ci_state: [pull.ci_state, state] } })
  return [{ type: 'pr.checks', repository: pull.repository, number: pull.number, state }]
}

/** Whether suites speak for the head of a pull request; they know all that workflow runs know, and more. */
export async function checksOf(tx: Tx, pull: PullRow) {
  if (!pull.head_sha) return { state: null, isKnown: false }
  const objectKey = checksKey(pull.repository, pull.head_sha)
  const told = await loadHostSignals(tx.db, { workspaceId: tx.workspaceId, objectKey, kind: 'checks_reported' })
  return { state: foldChecks(told), isKnown: told.length > 0 }
}
