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
  /** What `containmentByPushes` found for this merge. */
  byPushes?: ReadonlyMap<string, 'yes' | 'no'>
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
  const { mergeSha, deployedSha, listed = [], picks = [], byPushes, isAncestor, comparison } = facts
  if (mergeSha === deployedSha) return { contains: 'yes', how: 'equal' }
  if (listed.includes(mergeSha)) return { contains: 'yes', how: 'listed' }
  // A pick may be partial, and its message is only a word: it counts where the deployment itself lists it, nowhere else.
  if (picks.some((pick) => pick.from === mergeSha && (pick.sha === deployedSha || listed.includes(pick.sha))))
    return { contains: 'yes', how: 'cherry_pick' }
  const chain = byPushes?.get(deployedSha)
  if (chain) return { contains: chain, how: 'push_chain' }
  if (isAncestor != null) return { contains: isAncestor ? 'yes' : 'no', how: 'ancestor' }
  if (comparison) return { contains: comparison === 'ahead' || comparison === 'identical' ? 'yes' : 'no', how: 'comparison' }
  return { contains: 'unknown', how: 'nothing_known' }
}

/**
 * For each commit that the pushes tell of, whether it contains the merge; of others nothing is known. A deployed commit that the
 * merge is built upon cannot contain it; otherwise an unforced push contains what it built upon. One walk forward and one backward
 * along each ref, however many deployments are asked about.
 */
export function containmentByPushes(mergeSha: string, pushes: readonly PushEdge[]): ReadonlyMap<string, 'yes' | 'no'> {
  const known = new Map<string, 'yes' | 'no'>()
  const unforced = pushes.filter((push) => !push.forced)
  for (const chain of Map.groupBy(unforced, (push) => push.ref).values()) {
    const broughtBy = chain.filter((push) => push.commits.includes(mergeSha))
    const after = closure([mergeSha, ...broughtBy.map((push) => push.after)], stepsOf(chain, 'before', 'after'))
    // The merge came in a later push than such a tip, though not as that push's own tip.
    const upon = broughtBy.filter((push) => push.after !== mergeSha).map((push) => push.before)
    const before = closure([mergeSha, ...upon], stepsOf(chain, 'after', 'before'))
    for (const sha of after) if (!known.has(sha)) known.set(sha, 'yes')
    for (const sha of before) if (!known.has(sha)) known.set(sha, 'no')
  }
  return known
}

type End = 'before' | 'after'

function stepsOf(chain: readonly PushEdge[], from: End, to: End): Map<string | null, (string | null)[]> {
  const steps = new Map<string | null, (string | null)[]>()
  for (const push of chain) {
    const next = steps.get(push[from])
    if (next) next.push(push[to])
    else steps.set(push[from], [push[to]])
  }
  return steps
}

function closure(from: readonly (string | null)[], steps: ReadonlyMap<string | null, (string | null)[]>): Set<string> {
  const seen = new Set(from.filter((sha) => sha !== null))
  // A set keeps the order in which its values came, and a loop over it reaches those that are added on the way.
  for (const sha of seen) for (const next of steps.get(sha) ?? []) if (next !== null) seen.add(next)
  return seen
}
