// The branch of an issue: `dispatch/<identifier>-<slug>`, fixed by the first run that edits, reused while its pull request is open.

const SLUG_MAX = 40

/** The issue's first branch. The slug holds only what is safe in a ref name and in a shell. */
export function firstBranch(identifier: string, title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_MAX)
    .replace(/^-+|-+$/g, '')
  return `dispatch/${identifier.toLowerCase()}${slug && `-${slug}`}`
}

/** The branch after one whose pull request was closed or merged: `-2`, `-3`, … */
export function nextBranch(branch: string, identifier: string): string {
  const stem = `dispatch/${identifier.toLowerCase()}`
  const rest = branch.startsWith(stem) ? branch.slice(stem.length) : ''
  const numbered = /^(.*)-([2-9]|[1-9]\d)$/.exec(rest)
  return numbered ? `${stem}${numbered[1]}-${Number(numbered[2]) + 1}` : `${branch}-2`
}
