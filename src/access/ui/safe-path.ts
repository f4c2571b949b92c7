// Where to go after the login: only ever a page of our own.

/** The path if it lies on this origin, else the board. */
export function safePath(next: string | null): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\') || next.startsWith('/login')) return '/board'
  return next
}
