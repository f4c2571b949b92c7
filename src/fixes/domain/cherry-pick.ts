// Commits that say which commit they were picked from: `git cherry-pick -x` writes it down.

const PICKED = /^\(cherry picked from commit ([0-9a-f]{40}|[0-9a-f]{64})\)\s*$/gim

/** The full names of the commits that a message says it was picked from; a pick of a pick names both. */
export function pickedFrom(message: string): string[] {
  return [...message.matchAll(PICKED)].map((match) => (match[1] ?? '').toLowerCase())
}
