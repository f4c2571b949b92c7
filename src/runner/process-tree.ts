// Ends everything that a run started. The CLI puts each tool in a session of its own, so a process group is not enough:
// a process belongs to a run by its environment, its user, its working directory, its ancestry or its session.
import { realpathSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { executableOf, listProcesses, ownerOf, type ProcessInfo, readProcess, startedWith, workingDirectoryOf } from './proc.ts'

/** The variable that every process of a run inherits. */
export const runMarker = 'DISPATCH_RUN_ID'

/** By what the processes of a run are known. `uid` only if no other run and nothing else uses it. */
export interface RunMarks {
  runId: string
  directories: string[]
  uid?: number | null
}

export interface StopGrace {
  interruptMs: number
  terminateMs: number
}

const defaultGrace: StopGrace = { interruptMs: 2_000, terminateMs: 5_000 }
/** Programs that only start the agent; they ignore polite signals, so those go to what they started. */
const wrappers = new Set(['unshare', 'bwrap', 'setpriv'])
const pollMs = 20
const roundsMax = 100

/** Pids of all living processes of the run, this process excepted. */
export function findRunProcesses(marks: RunMarks, root?: number): number[] {
  const all = listProcesses()
  const directories = marks.directories.map(realDirectory)
  const hits = new Set<number>(root !== undefined && all.has(root) ? [root] : [])
  for (const pid of all.keys()) if (isMarked(pid, marks, directories)) hits.add(pid)
  addRelatives(all, hits)
  hits.delete(process.pid)
  return [...hits]
}

/** Asks the agent to end, then makes it: SIGINT (keeps totals and session), SIGTERM, then SIGKILL of the whole tree. Returns how many were killed. */
export async function stopTree(marks: RunMarks, root: number, grace: StopGrace = defaultGrace): Promise<number> {
  const agent = agentBehind(root)
  signal(agent, 'SIGINT')
  if (!(await goneWithin(agent, grace.interruptMs))) {
    for (const pid of findRunProcesses(marks, root)) signal(pid, 'SIGTERM')
    await goneWithin(agent, grace.terminateMs)
  }
  signal(root, 'SIGKILL')
  return sweepRun(marks, root)
}

/** Kills what is left of a run until two looks in a row find nothing. Returns how many were killed. */
export async function sweepRun(marks: RunMarks, root?: number): Promise<number> {
  let killed = 0
  let quiet = 0
  for (let round = 0; round < roundsMax && quiet < 2; round++) {
    const left = findRunProcesses(marks, root)
    quiet = left.length === 0 ? quiet + 1 : 0
    killed += left.filter((pid) => signal(pid, 'SIGKILL')).length
    if (quiet < 2) await delay(pollMs)
  }
  return killed
}

function isMarked(pid: number, marks: RunMarks, directories: string[]): boolean {
  if (startedWith(pid, `${runMarker}=${marks.runId}`)) return true
  if (marks.uid && ownerOf(pid) === marks.uid) return true
  const cwd = workingDirectoryOf(pid)
  return cwd !== undefined && directories.some((directory) => cwd === directory || cwd.startsWith(`${directory}/`))
}

/** Adds descendants and session mates until nothing new is found: they belong to the run even with a scrubbed environment. */
function addRelatives(all: Map<number, ProcessInfo>, hits: Set<number>): void {
  const ownSession = all.get(process.pid)?.session
  let grew = hits.size > 0
  while (grew) {
    grew = false
    for (const { pid, parent, session } of all.values()) {
      const isMate = session > 1 && session !== ownSession && hits.has(session)
      if (hits.has(pid) || pid === process.pid || !(hits.has(parent) || isMate)) continue
      hits.add(pid)
      grew = true
    }
  }
}

/** The first process below the wrappers, which is the one that understands a polite signal. */
function agentBehind(root: number): number {
  const children = Map.groupBy(listProcesses().values(), (info) => info.parent)
  let current = root
  while (wrappers.has(executableOf(current) ?? '')) {
    const only = children.get(current)
    if (only?.length !== 1 || only[0] === undefined) break
    current = only[0].pid
  }
  return current
}

async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += pollMs) {
    if (!readProcess(pid)) return true
    await delay(pollMs)
  }
  return !readProcess(pid)
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function realDirectory(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
