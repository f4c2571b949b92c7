// A process tree that dies as a whole: the agent is the first process of a namespace, and nothing in there survives it.
import type { Command } from '../../runs/domain/agent-adapter.ts'

/** As root directly, else through a user namespace where the kernel lets ordinary users make one. */
export type NamespaceKind = 'privileged' | 'user'

export function inPidNamespace(command: Command, kind: NamespaceKind): Command {
  const user = kind === 'user' ? ['--user', '--map-current-user'] : []
  const args = [...user, '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL', '--', command.file, ...command.args]
  return { ...command, file: 'unshare', args }
}

/** The command dies when the process that started it dies, also by SIGKILL. */
export function withDeathSignal(command: Command): Command {
  return { ...command, file: 'setpriv', args: ['--pdeathsig=KILL', '--', command.file, ...command.args] }
}
