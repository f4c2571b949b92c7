// Does the deployed commit contain the merge? Only proof counts; a guess would verify fixes that never ran.

export interface PushEdge {
  ref: string
  /** Null when the push created the ref. */
  before: string | null
  /** Null when the push deleted the ref. */
  after: string | null
  forced: boolean
  /** Commits that the push brought to the ref. */
  commits: readonly string[]
}

export interface ContainmentFacts {
  mergeSha: string
  deployedSha: string
  /** Commits that the deployment itself lists as contained. */
  listed?: readonly string[]
  /** Commits that say they were picked from another, as recorded pushes told. */
  picks?: readonly { sha: string; from: string }[]
  /** Pushes recorded for the repository, in any order. */
  pushes?: readonly PushEdge[]
  /** `git merge-base --is-ancestor merge deployed` in the mirror; null if it does not know both commits. */
  isAncestor?: boolean | null
  /** GitHub's answer to `compare/{merge}...{deployed}`; null if it was not asked or did not know. */
  comparison?: 'ahead' | 'identical' | 'behind' | 'diverged' | null
}

export type Containment = {
  contains: 'yes' | 'no' | 'unknown'
  how: 'equal' | 'listed' | 'cherry_pick' | 'push_chain' | 'ancestor' | 'comparison' | 'nothing_known'
}

/** Whether `deployedSha` contains `mergeSha`, by the first of the known facts that tells. */
export function decideContainment(facts: ContainmentFacts): Containment {
  const { mergeSha, deployedSha, listed = [], picks = [], pushes = [], isAncestor, comparison } = facts
  if (mergeSha === deployedSha) return { contains: 'yes', how: 'equal' }
  if (listed.includes(mergeSha)) return { contains: 'yes', how: 'listed' }
  // A pick may be partial, and its message is only a word: it counts where the deployment itself lists it, nowhere else.
  if (picks.some((pick) => pick.from === mergeSha && (pick.sha === deployedSha || listed.includes(pick.sha))))
    return { contains: 'yes', how: 'cherry_pick' }
  const chain = containedByPushes(mergeSha, deployedSha, pushes)
  if (chain) return { contains: chain, how: 'push_chain' }
  if (isAncestor != null) return { contains: isAncestor ? 'yes' : 'no', how: 'ancestor' }
  if (comparison) return { contains: comparison === 'ahead' || comparison === 'identical' ? 'yes' : 'no', how: 'comparison' }
  return { contains: 'unknown', how: 'nothing_known' }
}

/** A deployed commit that the merge is built upon cannot contain it; otherwise an unforced push contains what it built upon. */
function containedByPushes(mergeSha: string, deployedSha: string, pushes: readonly PushEdge[]): 'yes' | 'no' | null {
  for (const ref of new Set(pushes.map((push) => push.ref))) {
    const chain = pushes.filter((push) => push.ref === ref && !push.forced)
    if (leadsTo(tipsWith(mergeSha, chain), deployedSha, chain)) return 'yes'
    if (leadsTo([deployedSha], mergeSha, chain) || isBuiltUpon(deployedSha, mergeSha, chain)) return 'no'
  }
  return null
}

/** The tips that contain a commit: itself, and the end of the push that brought it. */
function tipsWith(sha: string, chain: readonly PushEdge[]): string[] {
  const brought = chain.filter((push) => push.commits.includes(sha)).map((push) => push.after)
  return [sha, ...brought].filter((tip) => tip !== null)
}

/** The merge came in a later push than the deployed tip, though not as that push's own tip. */
function isBuiltUpon(deployedSha: string, mergeSha: string, chain: readonly PushEdge[]): boolean {
  const broughtBy = chain.filter((push) => push.commits.includes(mergeSha) && push.after !== mergeSha)
  return broughtBy.some((push) => push.before !== null && leadsTo([deployedSha], push.before, chain))
}

function leadsTo(from: readonly string[], to: string, chain: readonly PushEdge[]): boolean {
  const pushesUpon = Map.groupBy(chain, (push) => push.before)
  const seen = new Set(from)
  // A set keeps the order in which its values came, and a loop over it reaches those that are added on the way.
  for (const sha of seen) {
    if (sha === to) return true
    for (const { after } of pushesUpon.get(sha) ?? []) if (after !== null) seen.add(after)
  }
  return false
}
