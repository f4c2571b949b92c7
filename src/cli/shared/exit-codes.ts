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

/** Refusals of this machine, whose status was chosen for callers over HTTP. */
const local = new Map<string, ExitCode>(
  Object.entries({
    data_directory_in_use: exitCodes.conflict,
    data_directory_version: exitCodes.failure,
    port_in_use: exitCodes.failure,
    port_forbidden: exitCodes.failure,
    host_unknown: exitCodes.failure,
    build_failed: exitCodes.failure,
    database_newer: exitCodes.failure,
    migration_changed: exitCodes.failure,
    extension_missing: exitCodes.failure,
  }),
)

/** The exit code for a refusal of the server or of this machine. */
export function exitCodeOf({ status, code }: { status: number; code: string }): ExitCode {
  const known = local.get(code)
  if (known !== undefined) return known
  if (status === 404) return exitCodes.notFound
  if (status === 401 || status === 403) return exitCodes.denied
  if (status === 409 || status === 412) return exitCodes.conflict
  if ([400, 405, 413, 415, 422].includes(status)) return exitCodes.usage
  return [421, 429, 502, 503, 504].includes(status) ? exitCodes.unreachable : exitCodes.failure
}
