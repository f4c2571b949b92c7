// Was a merge undone? git and GitHub write down what they revert.

export interface Merge {
  repository: string
  number: number
  mergeSha: string
}

const REVERTED_COMMIT = /\breverts commit ([0-9a-f]{7,64})\b/gi
const REVERTED_PULL = /^reverts (?:([\w.-]{1,100}\/[\w.-]{1,100}))?#(\d{1,9})\b/gim

/**
 * Whether a commit message, or a pull request's body in `inRepository`, says that it reverts the merge: git's "This reverts commit …",
 * GitHub's "Reverts owner/name#7".
 */
export function saysItReverts(text: string, inRepository: string, merge: Merge): boolean {
  const commits = [...text.matchAll(REVERTED_COMMIT)].map((match) => (match[1] ?? '').toLowerCase())
  if (commits.some((sha) => merge.mergeSha.startsWith(sha))) return true
  return [...text.matchAll(REVERTED_PULL)].some(
    ([, repository = inRepository, number]) =>
      repository.toLowerCase() === merge.repository.toLowerCase() && Number(number) === merge.number,
  )
}
