// Runs bin/dispatch as `npm start` does and reads from its output where the server listens.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { exactly } from '#src/runner/exact-environment.ts'
import { childrenOf } from './processes.ts'
import { waitFor } from './wait-for.ts'

const program = fileURLToPath(new URL('../../../bin/dispatch', import.meta.url))

export interface Launched {
  launcherPid: number
  /** The child of the launcher that does the work. */
  readonly serverPid: number
  output(): string
  /** The exit code, once it has ended. */
  exit: Promise<number | null>
  /** The port that it printed; rejects when it ends before. */
  port(): Promise<number>
}

/** No configuration file of the folder is read: `cwd` should be an empty one. */
export function launch(args: string[], options: { environment: Record<string, string>; cwd: string }): Launched {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: exactly(options.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString('utf8')
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const launched = { pid: child.pid ?? 0, serverPid: 0, hasEnded: false }
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve)).finally(() => {
    launched.hasEnded = true
  })
  endWithUs(child, launched)
  return {
    launcherPid: launched.pid,
    get serverPid() {
      launched.serverPid ||= childrenOf(launched.pid)[0] ?? 0
      return launched.serverPid
    },
    output: () => output,
    exit,
    async port() {
      const found = await waitFor(() => launched.hasEnded || /^ {2}(?:Board|API) +http:\/\/[^\s:]+:(\d+)/m.exec(output), {
        what: 'the server to print its address',
        timeoutMs: 180_000,
      })
      if (found === true) throw new Error(`the server ended instead of starting:\n${output}`)
      launched.serverPid ||= childrenOf(launched.pid)[0] ?? 0
      return Number(found[1])
    },
  }
}

/** A test process that dies takes its servers along. */
function endWithUs(child: ChildProcess, launched: { serverPid: number; hasEnded: boolean }): void {
  process.on('exit', () => {
    if (launched.hasEnded) return
    child.kill('SIGKILL')
    if (launched.serverPid) process.kill(launched.serverPid, 'SIGKILL')
  })
}
