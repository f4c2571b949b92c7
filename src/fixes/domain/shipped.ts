// What a deployment brought: the commits since the one before it, and the pull requests among them, by what is known here.
import type { Containment } from './containment.ts'

export interface ShippedCommit {
  sha: string
  message: string
}

/** One recorded move of a branch, with the commits that it brought, oldest first. */
export interface RecordedPush {
  ref: string
  before: string | null
  after: string | null
  forced: boolean
  commits: readonly ShippedCommit[]
}

export interface Way {
  /** The whole way is known; otherwise `commits` are at most a part. */
  isKnown: boolean
  /** Newest first. */
  commits: ShippedCommit[]
}

/** More steps than a branch makes between two deployments. */
const longestWay = 5_000

/** The commits after `from` up to `to`, along the unforced pushes of one branch. */
export function wayBetween(from: string | null, to: string, pushes: readonly RecordedPush[]): Way {
  if (from === to) return { isKnown: true, commits: [] }
  const unforced = pushes.filter((push) => !push.forced && push.after !== null)
  const ends = unforced.filter((push) => push.after === to || push.commits.some(({ sha }) => sha === to))
  const ways = [...new Set(ends.map(({ ref }) => ref))].map((ref) =>
    walkBack(
      { from, to },
      unforced.filter((push) => push.ref === ref),
    ),
  )
  const known = ways.find(({ isKnown }) => isKnown)
  return known ?? ways.toSorted((a, b) => b.commits.length - a.commits.length)[0] ?? { isKnown: false, commits: [] }
}

function walkBack({ from, to }: { from: string | null; to: string }, pushes: readonly RecordedPush[]): Way {
  const arrivedBy = new Map(pushes.map((push) => [push.after, push]))
  const commits: ShippedCommit[] = []
  let push = arrivedBy.get(to) ?? pushes.find((one) => one.commits.some(({ sha }) => sha === to))
  let brought = push ? upTo(push.commits, to) : []
  for (let steps = 0; push && steps < longestWay; steps++) {
    const start = from === null ? -1 : brought.findIndex(({ sha }) => sha === from)
    commits.push(...brought.slice(start + 1).toReversed())
    if (start !== -1 || (from !== null && push.before === from)) return { isKnown: true, commits }
    const next = push.before === null ? undefined : arrivedBy.get(push.before)
    if (next === push) break
    push = next
    brought = [...(push?.commits ?? [])]
  }
  return { isKnown: false, commits }
}

/** All of a push that ends there; of one that goes further, what is before. */
function upTo(commits: readonly ShippedCommit[], sha: string): ShippedCommit[] {
  const place = commits.findIndex((commit) => commit.sha === sha)
  return place === -1 ? [...commits] : commits.slice(0, place + 1)
}

export type Relation = 'first' | 'forward' | 'same' | 'rollback' | 'unknown'

export interface Place {
  sha: string
  /** What ran there before; null for the first deployment. */
  previousSha: string | null
  /** The commit had been deployed there before the previous deployment. */
  ranEarlier: boolean
}

/** How a deployment stands to the one before it at the same place. */
export function relationOf({ sha, previousSha, ranEarlier }: Place, pushes: readonly RecordedPush[]): Relation {
  if (previousSha === null) return 'first'
  if (previousSha === sha) return 'same'
  if (wayBetween(previousSha, sha, pushes).isKnown) return 'forward'
  if (ranEarlier || wayBetween(sha, previousSha, pushes).isKnown) return 'rollback'
  return 'unknown'
}

export interface MergedPull {
  id: string
  mergeSha: string
  mergedAt: string
  /** What was found out for a fix of this pull request, by deployed commit. */
  asked: Readonly<Record<string, Containment>>
  /** A fix of it is watched since this very deployment. */
  isWatchedHere: boolean
}

export interface ShippedFacts {
  sha: string
  deployedAt: string
  /** Commits that the deployment itself lists. */
  listed: readonly string[]
  previous: { sha: string; deployedAt: string } | null
  relation: Relation
  way: Way
  /** Commits that say they were picked from another. */
  picks: readonly { sha: string; from: string }[]
  pulls: readonly MergedPull[]
}

export interface Carried {
  pullId: string
  contains: 'yes' | 'unknown'
  how: Containment['how']
}

/** The pull requests that were not there before; with those of which nobody knows whether they are. A rollback brings none. */
export function carriedPulls(facts: ShippedFacts): Carried[] {
  if (facts.relation === 'rollback' || facts.relation === 'same') return []
  const shas = new Set(facts.way.commits.map(({ sha }) => sha))
  return facts.pulls.flatMap((pull) => {
    const { contains, how } = containmentOf(pull, facts, shas)
    return contains === 'no' ? [] : [{ pullId: pull.id, contains, how }]
  })
}

function containmentOf(pull: MergedPull, facts: ShippedFacts, shas: ReadonlySet<string>): Containment {
  const { sha, listed, previous, way, picks } = facts
  const ranBefore = previous !== null && (previous.sha === pull.mergeSha || pull.asked[previous.sha]?.contains === 'yes')
  if (ranBefore) return { contains: 'no', how: 'comparison' }
  if (sha === pull.mergeSha) return { contains: 'yes', how: 'equal' }
  if (listed.includes(pull.mergeSha)) return { contains: 'yes', how: 'listed' }
  if (picks.some((pick) => pick.from === pull.mergeSha && (pick.sha === sha || listed.includes(pick.sha))))
    return { contains: 'yes', how: 'cherry_pick' }
  if (shas.has(pull.mergeSha)) return { contains: 'yes', how: 'push_chain' }
  const asked = pull.asked[sha]
  if (asked && asked.contains !== 'unknown') return asked
  if (pull.isWatchedHere) return { contains: 'yes', how: 'push_chain' }
  // The whole way is known and it is not on it: it was there before, or comes later.
  if (way.isKnown) return { contains: 'no', how: 'push_chain' }
  return isMergedBetween(pull, facts) ? { contains: 'unknown', how: 'nothing_known' } : { contains: 'no', how: 'nothing_known' }
}

function isMergedBetween({ mergedAt }: MergedPull, { previous, deployedAt }: ShippedFacts): boolean {
  return mergedAt <= deployedAt && (previous === null || mergedAt > previous.deployedAt)
}

const sentences: Record<Containment['how'], string> = {
  equal: 'Its merge commit is what was deployed.',
  listed: 'The deployment lists its merge commit.',
  cherry_pick: 'The deployment lists a commit that says it was picked from its merge.',
  push_chain: 'The recorded pushes lead from its merge to what was deployed.',
  ancestor: 'The mirror of the repository has its merge before what was deployed.',
  comparison: 'GitHub’s comparison of the two commits says so.',
  nothing_known: 'It was merged meanwhile; whether it is in there is not known.',
}

/** Why it counts as carried, in a sentence. */
export function containmentSentence(how: Containment['how']): string {
  return sentences[how]
}
