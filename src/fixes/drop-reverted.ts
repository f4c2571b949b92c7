// What was taken back on its branch before the release left it is not carried, though the release's head contains its merge.
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { refoldAttempts } from './late-news.ts'
import { revertIfKnown } from './revert-attempts.ts'
import { listRevertible } from './store/attempts.ts'
import { listLinksOfPull } from './store/links.ts'
import type { PullRow } from './store/pulls.ts'
import { clearRelease, wasDropped } from './store/releases.ts'

/** Tells of it once a release and issue. What had been carried before the revert was told of ends as reverted. */
export async function dropReverted(tx: Tx, release: PullRow, dropped: readonly PullRow[]): Promise<Effect[]> {
  if (release.state !== 'merged') return []
  const wasCarried = dropped.filter(({ release_pull_id }) => release_pull_id === release.id)
  const effects = wasCarried.length > 0 ? await revertCarried(tx, release) : []
  for (const { id } of wasCarried) await clearRelease(tx.db, id)
  for (const { id } of wasCarried)
    for (const { issue_id: issueId } of await listClosing(tx, id)) await refoldAttempts(tx, issueId)
  for (const cargo of dropped) await tellDropped(tx, release, cargo)
  return effects
}

/** Also those whose pull requests came further than this release: what it carried landed with it, or later. */
async function revertCarried(tx: Tx, { repository, merged_at: since }: PullRow): Promise<Effect[]> {
  const effects: Effect[] = []
  const attempts = await listRevertible(tx.db, { workspaceId: tx.workspaceId, repository })
  for (const { id } of attempts.filter(
    ({ release_pull_id, merged_at }) => release_pull_id !== null && since && merged_at >= since,
  ))
    if (await revertIfKnown(tx, id)) effects.push({ type: 'fix.reverted', fix_id: id })
  return effects
}

async function listClosing(tx: Tx, pullId: string) {
  return (await listLinksOfPull(tx.db, pullId)).filter(({ link_kind }) => link_kind === 'closes')
}

async function tellDropped(tx: Tx, release: PullRow, cargo: PullRow): Promise<void> {
  const nameOf = ({ repository, number }: PullRow) => `${repository}#${number}`
  const inputs = { pull_request: nameOf(cargo), release: nameOf(release) }
  const detail = `${inputs.pull_request} did not come to ${release.base_branch} with ${inputs.release}: it was reverted on ${cargo.base_branch} before.`
  for (const { issue_id: issueId } of await listClosing(tx, cargo.id)) {
    if (await wasDropped(tx.db, { issueId, pullRequest: inputs.pull_request, release: inputs.release })) continue
    await recordDecision(tx, { issueId, rule: 'release', result: 'dropped', reason: 'reverted_before', detail, inputs })
  }
}
