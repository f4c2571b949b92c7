// A pull request that leaves a branch into which others were merged carries their issues: each by the merge that its head contains.

import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { applyToIssue } from './apply-to-issue.ts'
import { branchWords } from './branch-words.ts'
import { decideCarried } from './domain/carried.ts'
import { takenBackAt } from './domain/taken-back.ts'
import { dropReverted } from './drop-reverted.ts'
import { findLanding, followedBranches } from './find-landing.ts'
import type { FixPolicy } from './fix-policy.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { readReleaseJob } from './job-names.ts'
import { toEdge } from './judge-deployments.ts'
import { linkPullRequest } from './link-pull-request.ts'
import { listLinksOfPull } from './store/links.ts'
import { findPull, type PullRow } from './store/pulls.ts'
import { listPushes } from './store/pushes.ts'
import { deleteOtherReleaseLinks, listLeaving, listMergedInto, setRelease } from './store/releases.ts'

/** A release may be as old as half a year. */
const memoryMs = 180 * 86_400_000
const clockSkewMs = 60_000

/** What was found out outside about the cargo, by the ids of pull requests. */
export type ReleaseAnswers = ReadonlyMap<string, 'yes' | 'no' | 'unknown'>

interface Asked {
  answers?: ReleaseAnswers | undefined
  /** The id of a pull request that is known to be carried, and belongs to more issues since. */
  relinked?: string | undefined
}

/** Links the pull request to what it carries; once it is merged, what it carries has landed. May be repeated. */
export async function carryRelease(tx: Tx, release: PullRow, { answers, relinked }: Asked = {}): Promise<Effect[]> {
  const policy = await loadFixPolicy(tx)
  const contents = await readContents(tx, release, policy, answers)
  if (!contents) return []
  const effects = await dropReverted(tx, release, contents.dropped)
  for (const cargo of await dropCarried(tx, contents.carried, { release, relinked }))
    effects.push(...(await carry(tx, { cargo, release, policy })))
  if (contents.unknown.length > 0 && release.state === 'merged' && !answers)
    tx.enqueue(readReleaseJob, { workspace_id: tx.workspaceId, pull_id: release.id }, { singletonKey: release.id })
  return effects
}

/** For one that was merged, told of or linked after its release was: whoever left its branch since may carry it. */
export async function carryWithKnownReleases(
  tx: Tx,
  key: { repository: string; branch: string; since: Date },
  relinked?: string,
): Promise<Effect[]> {
  const effects: Effect[] = []
  const from = { workspaceId: tx.workspaceId, ...key, since: new Date(key.since.getTime() - clockSkewMs) }
  for (const release of await listLeaving(tx.db, from)) effects.push(...(await carryRelease(tx, release, { relinked })))
  return effects
}

/** What this release, or an earlier one, is known to have carried was told of then. */
async function dropCarried(
  tx: Tx,
  cargo: readonly PullRow[],
  { release, relinked }: { release: PullRow; relinked?: string | undefined },
): Promise<PullRow[]> {
  const ids = [...new Set(cargo.map(({ release_pull_id }) => release_pull_id).filter((id) => id !== null))]
  const carriers = await Promise.all(ids.map((id) => findPull(tx.db, tx.workspaceId, id)))
  const mergedAt = new Map(carriers.flatMap((pull) => (pull?.merged_at ? [[pull.id, pull.merged_at] as const] : [])))
  return cargo.filter(({ id, release_pull_id: carrier }) => {
    if (carrier === null) return true
    if (carrier === release.id) return id === relinked
    return release.merged_at !== null && release.merged_at < (mergedAt.get(carrier) ?? release.merged_at)
  })
}

interface Contents {
  carried: PullRow[]
  unknown: PullRow[]
  /** Its head contains them, but they were taken back on the branch. */
  dropped: PullRow[]
}

/** Null for a pull request that leaves no branch into which others are merged: no release. */
export async function readContents(
  tx: Tx,
  release: PullRow,
  policy: FixPolicy,
  answers?: ReleaseAnswers,
): Promise<Contents | null> {
  const { repository, head_branch: branch, head_sha: headSha } = release
  if (release.is_foreign || !branch || !headSha || release.state === 'closed' || branch === release.base_branch) return null
  // What is on a deployed branch has landed; merging it back somewhere else carries nothing.
  if ((await followedBranches(tx, repository, policy)).includes(branch)) return null
  const key = { workspaceId: tx.workspaceId, repository, branch }
  const until = release.merged_at ?? tx.now
  const since = new Date(until.getTime() - memoryMs)
  const cargo = (await listMergedInto(tx.db, { ...key, since, until: new Date(until.getTime() + clockSkewMs) })).filter(
    (pull) => pull.id !== release.id,
  )
  const first = cargo[0]?.merged_at
  if (!first) return null
  const pushedSince = new Date(first.getTime() - 86_400_000)
  const pushes = await listPushes(tx.db, { ...key, ref: `refs/heads/${branch}`, since: pushedSince })
  const { carried, unknown } = decideCarried(
    { headSha, pushes: pushes.map(toEdge), ...(answers && { answers }) },
    cargo.map(({ id, merge_sha }) => ({ id, mergeSha: merge_sha ?? '' })),
  )
  const words = await branchWords(tx, { repository, pushes, pulls: cargo, until })
  const isTakenBack = ({ number, merge_sha }: PullRow) =>
    takenBackAt({ repository, number, mergeSha: merge_sha ?? '' }, words) !== null
  const standing = cargo.filter((pull) => !isTakenBack(pull))
  const isLacking = ({ merge_sha }: PullRow) => release.lacks_merges.includes(merge_sha ?? '')
  const among = (ids: string[]) => standing.filter(({ id }) => ids.includes(id))
  const wasCarried = ({ id, release_pull_id }: PullRow) => carried.includes(id) || release_pull_id === release.id
  const dropped = cargo.filter((pull) => !standing.includes(pull) && wasCarried(pull))
  return { carried: among(carried), unknown: among(unknown).filter((pull) => !isLacking(pull)), dropped }
}

interface Carry {
  cargo: PullRow
  release: PullRow
  policy: FixPolicy
}

async function carry(tx: Tx, { cargo, release, policy }: Carry): Promise<Effect[]> {
  const { id, merged_at: mergedAt } = release
  const isMerged = release.state === 'merged' && mergedAt !== null
  const isFirst = isMerged && (await setRelease(tx.db, cargo.id, { id, mergedAt }))
  const effects: Effect[] = []
  const links = (await listLinksOfPull(tx.db, cargo.id)).filter((link) => link.link_kind === 'closes')
  for (const { issue_id: issueId } of links) {
    if (isFirst) await forgetOtherReleases(tx, issueId, release)
    const isNew = await linkPullRequest(tx, { issueId, pull: release, kind: 'mentions', matchedBy: 'release' })
    if (isNew) effects.push({ type: 'pr.linked', issue_id: issueId, link_kind: 'mentions' })
    if (!isMerged || !(isFirst || isNew)) continue
    await tellCarried(tx, issueId, { cargo, release })
    effects.push(...(await applyToIssue(tx, { issueId, pull: { ...cargo, release_pull_id: id }, policy })))
  }
  // What the cargo itself had carried has come one branch further.
  if (isFirst && (await findLanding(tx, cargo, policy)))
    effects.push(...(await landCarried(tx, { ...cargo, release_pull_id: id }, policy)))
  return effects
}

/** Opened, or told of, before this one was known to have carried it first. */
async function forgetOtherReleases(tx: Tx, issueId: string, release: PullRow): Promise<void> {
  for (const { id, pull_request_id, ...pull } of await deleteOtherReleaseLinks(tx.db, issueId, release))
    tx.emit({
      type: 'pr.unlinked',
      issueId,
      subject: { type: 'pull_request', id: pull_request_id },
      payload: { link_id: id, ...pull, link_kind: 'mentions' },
    })
}

/** Attempts of pull requests that reached the cargo's branch in it: they landed with it. */
async function landCarried(tx: Tx, cargo: PullRow, policy: FixPolicy): Promise<Effect[]> {
  const inside = cargo.head_branch ? await readContents(tx, cargo, policy) : null
  const effects: Effect[] = []
  for (const pull of inside?.carried ?? []) {
    for (const { issue_id: issueId } of (await listLinksOfPull(tx.db, pull.id)).filter(({ link_kind }) => link_kind === 'closes'))
      effects.push(...(await applyToIssue(tx, { issueId, pull, policy })))
  }
  return effects
}

function tellCarried(tx: Tx, issueId: string, { cargo, release }: { cargo: PullRow; release: PullRow }): Promise<string> {
  const detail = `${nameOf(cargo)} came to ${release.base_branch} with ${nameOf(release)}, whose head contains its merge ${cargo.merge_sha?.slice(0, 7)}.`
  const inputs = { pull_request: nameOf(cargo), release: nameOf(release), merge_sha: release.merge_sha }
  return recordDecision(tx, { issueId, rule: 'release', result: 'carried', reason: 'merge_contained', detail, inputs })
}

/** As people write it. */
export function nameOf({ repository, number }: Pick<PullRow, 'repository' | 'number'>): string {
  return `${repository}#${number}`
}
