// A plan was made for one commit of the base. What has happened there since, and whether a person should know before approving.

export interface BaseFacts {
  baseSha: string
  /** The tip of the base branch now; null when it could not be found out. */
  tipSha: string | null
  /** Whether the tip is built upon the base; null when nobody knows. */
  isAncestor: boolean | null
  /** Commits since then, as far as they were counted. */
  commits: number
  changedFiles: readonly string[]
  plan: string
}

export interface BaseMoved {
  commits: number
  /** Files that the plan names and that changed since. */
  plannedFiles: string[]
  /** Null where there is nothing to worry about. */
  warning: string | null
}

/** More than a plan of the same day meets. */
const MANY_COMMITS = 20
const namedMax = 5

export function judgeBase(facts: BaseFacts): BaseMoved {
  const { baseSha, tipSha, isAncestor, commits, plan } = facts
  if (tipSha === null || tipSha === baseSha) return { commits: 0, plannedFiles: [], warning: null }
  if (isAncestor === null)
    return { commits: 0, plannedFiles: [], warning: 'The commit that the plan was made for is not known any more.' }
  if (!isAncestor)
    return {
      commits: 0,
      plannedFiles: [],
      warning: 'The base was rewritten since the plan was made: its commit is not part of it any more.',
    }
  const plannedFiles = facts.changedFiles.filter((path) => names(plan, path))
  return { commits, plannedFiles, warning: warningFor(commits, plannedFiles) }
}

function warningFor(commits: number, plannedFiles: readonly string[]): string | null {
  const since = commits === 1 ? 'One commit' : `${commits} commits`
  if (plannedFiles.length > 0) {
    const named = plannedFiles.slice(0, namedMax).join(', ')
    const more = plannedFiles.length > namedMax ? ` and ${plannedFiles.length - namedMax} more` : ''
    return `${since} since the plan was made; files that it names were changed: ${named}${more}.`
  }
  return commits > MANY_COMMITS ? `${since} since the plan was made.` : null
}

/** As a whole path: `cart.js` is not named by `src/shopping-cart.js`. */
function names(plan: string, path: string): boolean {
  for (let at = plan.indexOf(path); at !== -1; at = plan.indexOf(path, at + 1)) {
    const [before, after] = [plan[at - 1] ?? ' ', plan[at + path.length] ?? ' ']
    if (!/[\w/-]/.test(before) && !/[\w/-]/.test(after)) return true
  }
  return false
}
