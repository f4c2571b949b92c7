// Tries, once, what this machine lets us do to an agent. Each way is tried for real: a program that exists may still be forbidden.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Command } from '../../runs/domain/agent-adapter.ts'
import { exactly } from '../exact-environment.ts'
import { asUser, uidBases } from './agent-users.ts'
import { inBubblewrap } from './bubblewrap.ts'
import { inPidNamespace, type NamespaceKind } from './pid-namespace.ts'

const run = promisify(execFile)

/** What works here. `sandboxProblem` and `userProblem` are sentences for a person. */
export interface Abilities {
  uidBase: number | null
  userProblem: string | null
  sandbox: boolean
  sandboxProblem: string | null
  pidNamespace: NamespaceKind | null
  deathSignal: boolean
}

/** Ways that may be tried; tests and policies switch some off. */
export interface AllowedWays {
  otherUser: boolean
  sandbox: boolean
  pidNamespace: boolean
}

/** Probes everything that is allowed; takes some 50 ms. */
export async function probeAbilities(path: string, allowed: AllowedWays): Promise<Abilities> {
  const probe: Command = { file: 'true', args: [], env: { PATH: path }, cwd: '/' }
  const user = allowed.otherUser
    ? await probeUser(probe)
    : { uidBase: null, problem: 'Another user for the agent is switched off.' }
  const asAgent = (command: Command) => (user.uidBase === null ? command : asUser(command, user.uidBase))
  const sandboxProblem = allowed.sandbox
    ? await problemOf(asAgent(inBubblewrap(probe, { hidden: [], masked: [], readable: [], writable: [] })))
    : 'The sandbox is switched off.'
  return {
    uidBase: user.uidBase,
    userProblem: user.problem,
    sandbox: sandboxProblem === null,
    sandboxProblem,
    pidNamespace: allowed.pidNamespace ? await probeNamespace(probe) : null,
    deathSignal: (await problemOf({ ...probe, file: 'setpriv', args: ['--pdeathsig=KILL', '--', 'true'] })) === null,
  }
}

async function probeUser(probe: Command): Promise<{ uidBase: number | null; problem: string | null }> {
  if (process.getuid?.() !== 0)
    return { uidBase: null, problem: 'Dispatch does not run as root, so it cannot start agents as another user.' }
  let problem: string | null = null
  for (const uidBase of uidBases) {
    problem = await problemOf(asUser(probe, uidBase))
    if (problem === null) return { uidBase, problem }
  }
  return { uidBase: null, problem }
}

async function probeNamespace(probe: Command): Promise<NamespaceKind | null> {
  const kinds: NamespaceKind[] = process.getuid?.() === 0 ? ['privileged'] : ['user']
  for (const kind of kinds) if ((await problemOf(inPidNamespace(probe, kind))) === null) return kind
  return null
}

/** Null if the command ran, else why it did not. */
async function problemOf(command: Command): Promise<string | null> {
  try {
    await run(command.file, command.args, { env: exactly(command.env), cwd: command.cwd, timeout: 5_000 })
    return null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return `${command.file} is not installed.`
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    if (/failed to execute bwrap|ENOENT/.test(stderr)) return 'bwrap is not installed.'
    return `${command.file} does not work here: ${stderr.split('\n')[0] || 'it failed without a word'}`
  }
}
