// Asks outside what a merged release contains, where recorded pushes do not tell.
import { recordDecision } from '../issues/record-decision.ts'
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { carryRelease, nameOf, type ReleaseAnswers, readContents } from './carry-release.ts'
import { askOne } from './check-deployments.ts'
import { loadFixPolicy } from './fix-policy.ts'
import type { ContainmentSource } from './ports.ts'
import { listLinksOfPull } from './store/links.ts'
import { findPull, type PullRow } from './store/pulls.ts'
import { noteLacking } from './store/releases.ts'
import { findRepository } from './store/repositories.ts'
import { weighEvidence } from './weigh-evidence.ts'

/** Each question is one call: a release that holds more is read in parts, as more of it becomes known. */
const mostQuestions = 30

export interface ReadRelease {
  workspaceId: string
  pullId: string
}

export async function readRelease(
  runtime: Runtime,
  sources: readonly ContainmentSource[],
  { workspaceId, pullId }: ReadRelease,
): Promise<void> {
  const ctx = systemContext(runtime, workspaceId)
  const release = await findPull(ctx.db, workspaceId, pullId)
  const repository = release && (await findRepository(ctx.db, workspaceId, release.repository))
  if (release?.state !== 'merged' || !release.head_sha || !repository) return
  const policy = await loadFixPolicy(ctx)
  const contents = await withTransaction(ctx, (tx) => readContents(tx, release, policy))
  const unknown = (contents?.unknown ?? []).filter((pull) => pull.release_pull_id === null).slice(-mostQuestions)
  const answers = new Map<string, 'yes' | 'no' | 'unknown'>()
  for (const { id, merge_sha: mergeSha } of unknown) {
    const question = {
      repository,
      isDefaultWorkspace: policy.isDefaultWorkspace,
      mergeSha: mergeSha ?? '',
      deployedSha: release.head_sha,
    }
    answers.set(id, (await askOne(ctx, sources, question)).contains)
  }
  if (answers.size > 0) await weighEvidence(ctx, (tx) => apply(tx, release, { answers, unknown }))
}

async function apply(tx: Tx, release: PullRow, found: { answers: ReleaseAnswers; unknown: PullRow[] }): Promise<void> {
  await carryRelease(tx, release, { answers: found.answers })
  const lacking = found.unknown.flatMap(({ id, merge_sha: sha }) => (sha && found.answers.get(id) === 'no' ? [sha] : []))
  if (lacking.length > 0) await noteLacking(tx.db, release.id, lacking)
  for (const pull of found.unknown.filter(({ id }) => found.answers.get(id) === 'unknown')) {
    const detail = `Nobody could tell whether ${nameOf(release)} contains the merge of ${nameOf(pull)}; its fix attempt waits.`
    for (const { issue_id: issueId, link_kind } of await listLinksOfPull(tx.db, pull.id)) {
      if (link_kind !== 'closes') continue
      await recordDecision(tx, { issueId, rule: 'release', result: 'waits', reason: 'contents_unknown', detail })
    }
  }
}
