// What Linux says about processes in /proc. Elsewhere there is no /proc and every question is answered with "nothing".
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

export interface ProcessInfo {
  pid: number
  parent: number
  session: number
  state: string
}

/** All living processes by pid; zombies are left out, they hold nothing. */
export function listProcesses(): Map<number, ProcessInfo> {
  const found = new Map<number, ProcessInfo>()
  for (const name of entriesOf('/proc')) {
    const info = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined
    if (info) found.set(info.pid, info)
  }
  return found
}

/** One process, or undefined if it is gone or a zombie. */
export function readProcess(pid: number): ProcessInfo | undefined {
  const stat = readOrNothing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  if (stat === undefined) return undefined
  // The name in parentheses may itself contain blanks and parentheses.
  const [state = '', parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? undefined : { pid, parent: Number(parent), session: Number(session), state }
}

/** True if the process was started with this variable, whatever it did to its environment since. */
export function startedWith(pid: number, variable: string): boolean {
  const environment = readOrNothing(() => readFileSync(`/proc/${pid}/environ`, 'latin1'))
  return environment !== undefined && `\0${environment}`.includes(`\0${variable}\0`)
}

/** The working directory as the kernel sees it, also when it was deleted since. */
export function workingDirectoryOf(pid: number): string | undefined {
  return readOrNothing(() => readlinkSync(`/proc/${pid}/cwd`))?.replace(/ \(deleted\)$/, '')
}

/** File name of the executable that the process runs. */
export function executableOf(pid: number): string | undefined {
  return readOrNothing(() => readlinkSync(`/proc/${pid}/exe`))
    ?.replace(/ \(deleted\)$/, '')
    .split('/')
    .at(-1)
}

/** The user whom the process belongs to. */
export function ownerOf(pid: number): number | undefined {
  return readOrNothing(() => statSync(`/proc/${pid}`).uid)
}

function entriesOf(directory: string): string[] {
  return readOrNothing(() => readdirSync(directory)) ?? []
}

/** A process may end, or belong to somebody else, between two looks: then there is nothing to know. */
function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
