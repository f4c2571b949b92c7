// How far an agent is kept away from Dispatch, as found on this machine, and the wrapping of its commands.
import { existsSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Command } from '../../runs/domain/agent-adapter.ts'
import type { ConfinementReport } from '../../runs/domain/executor.ts'
import { asUser, giveTo, releaseUser, takeUser } from './agent-users.ts'
import { makeAgentsDirectory } from './agents-directory.ts'
import { inBubblewrap } from './bubblewrap.ts'
import { inPidNamespace, withDeathSignal } from './pid-namespace.ts'
import { type Abilities, type AllowedWays, probeAbilities } from './probe.ts'
import { isReachableByOthers } from './reach.ts'

export interface ConfinementOptions {
  dataDirectory: string
  /** PATH of agents and probes. */
  path: string
  /** Directories besides the data directory and the server's home that a sandboxed agent must not see. */
  hidden?: string[]
  /** Files with secrets that may lie anywhere, such as the server's `.env`. */
  masked?: string[]
  /** Programs and libraries which agents need although they lie in a hidden directory. */
  exposed?: string[]
  /** Where runs live when agents are another user; must be reachable for them, unlike the data directory. */
  agentsDirectory?: string
  allowed?: Partial<AllowedWays>
}

/** What holds for all runs on this machine. */
export interface Confinement {
  report: ConfinementReport
  /** Where the directories of runs are made. */
  runsDirectory: string
  /** False when agents cannot reach the mirrors, so that a clone needs objects of its own. */
  sharesObjects: boolean
  /** The tree cannot outlive its first process. */
  holdsTree: boolean
  /** A process can be made to die with the one that started it. */
  hasDeathSignal: boolean
  forRun(): RunConfinement
}

/** What holds for one run; `end` must be called when all of its processes are gone. */
export interface RunConfinement {
  /** The run's own user id, or null. */
  uid: number | null
  wrap(command: Command, paths: { writable: string[]; readable: string[] }): Command
  /** Gives a directory to the agent's user. */
  own(directory: string): Promise<void>
  /** Takes the run's top directory back, so that no later agent with the same number can enter. */
  end(runDirectory: string): Promise<void>
}

/** Probes the machine; the answer holds as long as the process. */
export async function probeConfinement(options: ConfinementOptions): Promise<Confinement> {
  const allowed = { otherUser: true, sandbox: true, pidNamespace: true, ...options.allowed }
  const abilities = await probeAbilities(options.path, allowed)
  const isOtherUser = abilities.uidBase !== null
  return {
    report: reportOf(abilities),
    runsDirectory: isOtherUser
      ? makeAgentsDirectory(options.dataDirectory, options.agentsDirectory)
      : join(options.dataDirectory, 'runs'),
    sharesObjects: !isOtherUser,
    holdsTree: abilities.sandbox || abilities.pidNamespace !== null,
    hasDeathSignal: abilities.deathSignal,
    forRun: () => confineRun(abilities, options),
  }
}

/** The level and the reason why it is not a stronger one. */
export function reportOf(abilities: Abilities): ConfinementReport {
  const user = abilities.uidBase !== null
  if (abilities.sandbox) {
    return { level: 'sandbox', reason: user ? 'Bubblewrap works, and each run has a user of its own.' : 'Bubblewrap works here.' }
  }
  const why = abilities.sandboxProblem ?? ''
  if (user) return { level: 'other_uid', reason: `Each run has a user of its own, but no sandbox: ${why}` }
  return { level: 'none', reason: `${why} ${abilities.userProblem ?? ''}`.trim() }
}

function confineRun(abilities: Abilities, options: ConfinementOptions): RunConfinement {
  const uid = abilities.uidBase === null ? null : takeUser(abilities.uidBase)
  const isVisible = (path: string) => existsSync(path) && (uid === null || isReachableByOthers(path))
  return {
    uid,
    wrap(command, { writable, readable }) {
      const hidden = [options.dataDirectory, homedir(), ...(options.hidden ?? [])].filter(isVisible)
      const program = isAbsolute(command.file) ? [command.file] : []
      const masked = (options.masked ?? [])
        .filter(existsSync)
        .filter((path) => !hidden.some((directory) => path.startsWith(`${directory}/`)))
      const view = {
        hidden,
        masked,
        readable: [...[...(options.exposed ?? []), ...program].filter(isVisible), ...readable],
        writable,
      }
      const boxed = abilities.sandbox ? inBubblewrap(command, view) : command
      const owned = uid === null ? boxed : asUser(boxed, uid)
      const held = abilities.pidNamespace && !abilities.sandbox ? inPidNamespace(owned, abilities.pidNamespace) : owned
      return abilities.deathSignal ? withDeathSignal(held) : held
    },
    async own(directory) {
      if (uid !== null) await giveTo(uid, directory)
    },
    async end(runDirectory) {
      if (uid === null) return
      if (existsSync(runDirectory)) await chown(runDirectory, 0, 0)
      releaseUser(uid)
    },
  }
}
