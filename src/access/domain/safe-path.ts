// Where to go after the login: only ever a page of our own.

const here = 'http://here.invalid'

/** The path as a browser reads it, if it lies on this origin and is not the login itself; else null. */
export function ownPath(next: string): string | null {
  const url = next.startsWith('/') ? URL.parse(next, here) : null
  if (url?.origin !== here || /^\/(login|\/)/.test(url.pathname)) return null
  return `${url.pathname}${url.search}${url.hash}`
}

/** The path if it is one of our own, else the board. */
export function safePath(next: string | null): string {
  return ownPath(next ?? '') ?? '/board'
}
