// Was a merge undone, or an undoing undone? git and GitHub write down what they revert.
import { spokenText } from '#src/integrations/github/domain/spoken-text.ts'

export interface Merge {
  repository: string
  /** Of the pull request; null for a commit that had none. */
  number: number | null
  mergeSha: string
}

/** What a text says it reverts. */
export interface Reverted {
  /** Names of commits, perhaps abbreviated. */
  commits: string[]
  pulls: { repository: string; number: number }[]
}

const REVERTED_COMMIT = /\breverts commit ([0-9a-f]{7,64})\b/gi
const REVERTED_PULL = /^reverts (?:([\w.-]{1,100}\/[\w.-]{1,100}))?#(\d{1,9})\b/gim

/**
 * What a commit message, or a pull request's body in `inRepository`, says that it reverts: git's "This reverts commit …", GitHub's
 * "Reverts owner/name#7". What is quoted is somebody else's word.
 */
export function revertedBy(text: string, inRepository: string): Reverted {
  const spoken = spokenText(text)
  return {
    commits: [...spoken.matchAll(REVERTED_COMMIT)].map((match) => (match[1] ?? '').toLowerCase()),
    pulls: [...spoken.matchAll(REVERTED_PULL)].map(([, repository = inRepository, number]) => ({
      repository: repository.toLowerCase(),
      number: Number(number),
    })),
  }
}

/** Whether the text says that it reverts the merge. */
export function saysItReverts(text: string, inRepository: string, merge: Merge): boolean {
  const { commits, pulls } = revertedBy(text, inRepository)
  if (commits.some((sha) => merge.mergeSha.startsWith(sha))) return true
  const repository = merge.repository.toLowerCase()
  return pulls.some((pull) => pull.repository === repository && pull.number === merge.number)
}

/** `Revert "Revert "…""`, or git's name for it, `Reapply "…"`: it brings back what a revert had taken. */
export function isReapply(subject: string): boolean {
  return /^\s*(?:reapply\b|revert:?\s+["“'](?:revert|reapply)\b)/i.test(subject)
}
