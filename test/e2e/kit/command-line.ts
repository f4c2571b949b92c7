// Runs `dispatch …` as a person or a script does, and keeps what it wrote to stdout and stderr apart.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { exactly } from '#src/runner/exact-environment.ts'
import type { Dispatch } from './dispatch.ts'

const program = fileURLToPath(new URL('../../../bin/dispatch', import.meta.url))

export interface CommandResult {
  code: number | null
  stdout: string
  stderr: string
}

export interface CommandOptions {
  environment?: Record<string, string>
  stdin?: string
  /** Reads the first bytes of stdout and goes away, as `head` does. */
  readsLittle?: boolean
  /** Called with each piece of stdout; `kill` sends a signal. */
  onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
  /** Default: a folder without a `.env`. */
  cwd?: string
  /** Default: this repository's. */
  program?: string
}

/** A command with exactly this environment besides PATH. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { environment = {}, stdin = '', readsLittle = false, onOutput = () => {}, cwd = '/' } = options
  const child = spawn(process.execPath, [options.program ?? program, ...args], {
    cwd,
    env: exactly({ PATH: process.env.PATH ?? '', ...environment }),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const result = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    result.stdout += chunk.toString()
    onOutput(result.stdout, (signal) => void child.kill(signal))
    if (readsLittle) child.stdout.destroy()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    result.stderr += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...result }))
  })
}

/** On the machine of a server: its data directory is all that is needed. */
export function localCommand(dispatch: Dispatch, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return runCommand(args, { ...options, environment: { DISPATCH_DATA_DIR: dispatch.dataDirectory, ...options.environment } })
}

/** Elsewhere: an address and a key. */
export function remoteCommand(
  { url, key }: { url: string; key: string },
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand(args, { ...options, environment: { DISPATCH_URL: url, DISPATCH_API_KEY: key, ...options.environment } })
}
