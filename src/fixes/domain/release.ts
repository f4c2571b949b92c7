// Is the release in which an error happened older than the fix? Releases are named by commit, by version, or as anyone likes.

export interface FixedIn {
  mergedAt: string
  /** Commits that are known to have the fix, or not to: the merge, and the deployments that were judged. */
  commits: readonly { sha: string; contains: 'yes' | 'no' | 'unknown' }[]
  /** Releases in which the error tracker saw anything before the merge. */
  releasesBeforeMerge: ReadonlySet<string>
  /** The release in which people resolved the error, where they said so. */
  resolvedInRelease: string | null
}

export type ReleaseAge = 'older' | 'fixed' | 'unknown'

/** Whether a release lacks the fix (`older`), has it (`fixed`), or nobody can tell. `createdAt`: when the vendor first saw the release. */
export function ageOfRelease(release: string, createdAt: string | null, fix: FixedIn): ReleaseAge {
  const byCommit = ageByCommit(release, fix.commits)
  if (byCommit !== 'unknown') return byCommit
  // Seen before the merge it cannot contain it. The deployment's time would not do: rolling deployments run before they are reported.
  if (fix.releasesBeforeMerge.has(release) || (createdAt !== null && createdAt < fix.mergedAt)) return 'older'
  const order = fix.resolvedInRelease === null ? null : compareVersions(release, fix.resolvedInRelease)
  if (order === null) return 'unknown'
  return order < 0 ? 'older' : 'fixed'
}

function ageByCommit(release: string, commits: FixedIn['commits']): ReleaseAge {
  const prefixes = release.toLowerCase().match(/(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])/g) ?? []
  for (const { sha, contains } of commits) {
    if (contains !== 'unknown' && prefixes.some((prefix) => sha.startsWith(prefix))) return contains === 'yes' ? 'fixed' : 'older'
  }
  return 'unknown'
}

const VERSION = /^(?:(.{1,200})@)?v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]{1,100}))?(?:\+.*)?$/

/** Orders two semantic versions of the same package as Sentry writes them (`package@1.2.3`); null if they cannot be compared. */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)]
  if (!left || !right || (left[1] ?? '') !== (right[1] ?? '')) return null
  for (const part of [2, 3, 4]) {
    const difference = Number(left[part]) - Number(right[part])
    if (difference !== 0) return Math.sign(difference)
  }
  return comparePrereleases(left[5], right[5])
}

function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1
  return Math.sign(a.localeCompare(b, 'en', { numeric: true }))
}
