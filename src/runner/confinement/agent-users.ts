// Users that exist only as numbers: each run gets one of its own, so that it can read neither Dispatch's files nor another run's.
import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Command } from '../../runs/domain/agent-adapter.ts'
import { listProcesses, ownerOf } from '../proc.ts'

const run = promisify(execFile)

/** Above every range that distributions and containers hand out; the second fits into containers with 65,536 ids. */
export const uidBases = [1_900_000_000, 64_000]
const poolSize = 1000
const taken = new Set<number>()

/** A user id that no run and no living process has. Give it back with `releaseUser`. */
export function takeUser(base: number): number {
  const living = new Set([...listProcesses().keys()].map(ownerOf))
  for (;;) {
    const uid = base + randomInt(poolSize)
    if (taken.has(uid) || living.has(uid)) continue
    taken.add(uid)
    return uid
  }
}

export function releaseUser(uid: number): void {
  taken.delete(uid)
}

/** The same command as that user, without groups, capabilities or a way to get any. */
export function asUser(command: Command, uid: number): Command {
  return { ...command, file: 'setpriv', args: [...userArgs(uid), '--', command.file, ...command.args] }
}

function userArgs(uid: number): string[] {
  return [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs', '--inh-caps=-all', '--pdeathsig=KILL']
}

/** Gives a directory to a user. Hard-linked files are left out: they are the mirror's objects, which must stay ours. */
export async function giveTo(uid: number, directory: string): Promise<void> {
  const owner = `${uid}:${uid}`
  await run('find', [
    directory,
    '-xdev',
    '(',
    '!',
    '-type',
    'f',
    '-o',
    '-links',
    '1',
    ')',
    '-exec',
    'chown',
    '-h',
    owner,
    '{}',
    '+',
  ])
}
