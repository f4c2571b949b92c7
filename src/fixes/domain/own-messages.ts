// What the commits of a branch say of the branch's own work: merges bring what others have done, and said.

export interface PushedMessages {
  commits: readonly { sha: string; message: string }[]
}

const MERGE = /^Merge (?:pull request|branch|remote-tracking|commit|tag)\b/
const MERGED_PULL = /^Merge pull request #(\d{1,9}) from\b/
const SQUASHED_PULL = /\(#(\d{1,9})\)$/

/** The number of the pull request that a commit of the code host merged; null for any other commit. */
export function mergedNumber(message: string): number | null {
  const subject = message.split('\n', 1)[0]?.trim() ?? ''
  const found = MERGED_PULL.exec(subject) ?? SQUASHED_PULL.exec(subject)
  return found ? Number(found[1]) : null
}

/**
 * Messages of the commits that were pushed to a pull request's branch. A push that holds a merge also holds the commits of whatever
 * was merged, and nothing tells them apart; a squashed pull request speaks for itself.
 */
export function ownMessages(pushes: readonly PushedMessages[], number: number): string[] {
  return pushes
    .filter(({ commits }) => !commits.some(({ message }) => MERGE.test(message)))
    .flatMap(({ commits }) => commits.map(({ message }) => message))
    .filter((message) => (mergedNumber(message) ?? number) === number)
}
