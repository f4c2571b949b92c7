// Looks at the machine's processes: children of a server, and what runs of agents may have left behind.
import { readFileSync } from 'node:fs'
import { listProcesses, startedWith, workingDirectoryOf } from '#src/runner/proc.ts'

export interface SeenProcess {
  pid: number
  command: string
}

export function childrenOf(pid: number): number[] {
  return [...listProcesses().values()].filter((info) => info.parent === pid).map((info) => info.pid)
}

export function isAlive(pid: number): boolean {
  return listProcesses().has(pid)
}

/** Processes that were started for one of these runs, or that work inside one of these directories. */
export function processesOf(marks: { runIds: string[]; directories: string[] }): SeenProcess[] {
  return seen((pid) => {
    const cwd = workingDirectoryOf(pid)
    const isInside = marks.directories.some((directory) => cwd === directory || cwd?.startsWith(`${directory}/`))
    return isInside || marks.runIds.some((id) => startedWith(pid, `DISPATCH_RUN_ID=${id}`))
  })
}

/** Processes with this text in their command line: the only trace of a daemon that shed everything else. */
export function processesWith(text: string): SeenProcess[] {
  return seen((pid) => commandLineOf(pid).includes(text))
}

function seen(isWanted: (pid: number) => boolean): SeenProcess[] {
  return [...listProcesses().keys()]
    .filter((pid) => pid !== process.pid && isWanted(pid))
    .map((pid) => ({ pid, command: commandLineOf(pid) }))
}

export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}
