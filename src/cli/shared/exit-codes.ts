// What a command ends with. docs/cli.md repeats the table; scripts rely on it.

export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  denied: 4,
  conflict: 5,
  unreachable: 6,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code for an HTTP status of the server, or of an error with one. */
export function exitCodeOf(status: number): ExitCode {
  if (status === 404) return exitCodes.notFound
  if (status === 401 || status === 403) return exitCodes.denied
  if (status === 409 || status === 412) return exitCodes.conflict
  if ([400, 405, 413, 415, 422].includes(status)) return exitCodes.usage
  return [421, 429, 502, 503, 504].includes(status) ? exitCodes.unreachable : exitCodes.failure
}
