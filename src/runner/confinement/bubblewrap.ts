// The arguments of `bwrap` for one run: the machine read-only, a /tmp of its own, Dispatch's own directories gone.
import type { Command } from '../../runs/domain/agent-adapter.ts'

/** What a sandboxed process may see. Later lists win over earlier ones, so a hidden home can still expose a program in it. */
export interface SandboxView {
  hidden: string[]
  /** Single files that read as empty, such as a `.env` outside of the hidden directories. */
  masked: string[]
  readable: string[]
  writable: string[]
}

/** The same command inside bubblewrap. The network stays: the agent has to reach the model proxy and the MCP server on loopback. */
export function inBubblewrap(command: Command, view: SandboxView): Command {
  return {
    ...command,
    file: 'bwrap',
    args: [...namespaces, ...filesystem(view), '--chdir', command.cwd, '--', command.file, ...command.args],
    cwd: '/',
  }
}

const namespaces = ['--die-with-parent', '--unshare-pid', '--unshare-ipc', '--unshare-cgroup-try', '--cap-drop', 'ALL']

function filesystem(view: SandboxView): string[] {
  return [
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    // Name resolution may live under /run, where everything else are sockets of other services.
    ...['--ro-bind-try', '/run/systemd/resolve', '/run/systemd/resolve'],
    ...outermost(view.hidden).flatMap((path) => ['--tmpfs', path]),
    ...view.masked.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...view.readable.flatMap((path) => ['--ro-bind', path, path]),
    ...view.writable.flatMap((path) => ['--bind', path, path]),
  ]
}

/** Paths that are not inside another one of the list; what is inside is gone with it. */
export function outermost(paths: string[]): string[] {
  const unique = [...new Set(paths)]
  return unique.filter(
    (path) => !unique.some((other) => other !== path && path.startsWith(other.endsWith('/') ? other : `${other}/`)),
  )
}
