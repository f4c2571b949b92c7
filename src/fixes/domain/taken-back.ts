// Was a merge taken back on its own branch, and not brought back since? By what commits and pull requests say, newest first.
import { type Merge, type Reverted, revertedBy } from './revert.ts'

/** A commit, or a merged pull request, of the branch. */
export interface BranchWord {
  text: string
  /** What a revert of it may call it: its own commit, the merge that brought it, the number of its pull request. */
  shas: readonly string[]
  number: number | null
  /** ISO 8601 UTC. */
  at: string
}

/** When it was taken back, ISO 8601 UTC; null where nobody did, or each that did was taken back itself. */
export function takenBackAt(merge: Merge, words: readonly BranchWord[]): string | null {
  const repository = merge.repository.toLowerCase()
  const standing: { word: BranchWord; reverts: Reverted }[] = []
  const hits = ({ shas, number }: Pick<BranchWord, 'shas' | 'number'>) =>
    standing.filter(
      ({ reverts }) =>
        reverts.commits.some((sha) => shas.some((each) => each.startsWith(sha))) ||
        reverts.pulls.some((pull) => pull.repository === repository && pull.number === number),
    )
  for (const word of words.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))) {
    const reverts = revertedBy(word.text, merge.repository)
    if (reverts.commits.length + reverts.pulls.length > 0 && hits(word).length === 0) standing.push({ word, reverts })
  }
  const times = hits({ shas: [merge.mergeSha], number: merge.number }).map(({ word }) => word.at)
  return times.sort()[0] ?? null
}
