// The only place that starts git for the platform: a fixed environment, no hooks, no helpers, no prompts, bounded time and output.
import { spawn } from 'node:child_process'
import { Upstream } from '../../platform/errors.ts'
import type { Guard } from '../../platform/net/guarded-post.ts'
import { exactly } from '../exact-environment.ts'

/** How the platform runs git on this machine; `extra` carries what an administrator set for git itself, such as a proxy or an SSH agent. */
export interface GitSettings {
  path: string
  extra: Record<string, string>
  /** Which hosts may be reached; absent: all. */
  guard?: Guard
}

export interface GitCall {
  /** Variables for this call: GIT_DIR, credentials, allowed protocols. */
  env?: Record<string, string>
  input?: string | Buffer
  timeoutMs?: number
  outputMax?: number
  /** Exit codes besides 0 that are answers, not failures. */
  answers?: number[]
  /** Ends it at once; the call then rejects. */
  signal?: AbortSignal | undefined
}

export interface GitAnswer {
  code: number
  stdout: Buffer
  text: string
}

/** A git command that did not work; the detail is what git said, without credentials. */
export class GitFailed extends Upstream {
  readonly exit: number | null
  readonly stderr: string

  constructor(command: string, exit: number | null, stderr: string) {
    super('git_failed', `git ${command} failed: ${lastLine(stderr) || `exit ${exit}`}`)
    this.exit = exit
    this.stderr = stderr
  }
}

// Everything here beats what a repository's own configuration says.
const hardening = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.pager=cat',
  'core.quotePath=false',
  'credential.helper=',
  'diff.external=',
  'gc.auto=0',
  'maintenance.auto=false',
  'http.followRedirects=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'protocol.ext.allow=never',
].flatMap((setting) => ['-c', setting])

/** Runs git with exactly this environment. Rejects with GitFailed; a timeout or the call's signal kills it and what it started. */
export async function runGit(settings: GitSettings, args: string[], call: GitCall = {}): Promise<GitAnswer> {
  const env = exactly({ ...baseEnvironment(settings), ...call.env })
  // A group of its own: a transport that hangs outlives the git that started it, and holds its output open.
  const child = spawn('git', [...hardening, ...args], { cwd: '/', env, detached: true })
  const kill = () => killGroup(child.pid)
  const timer = setTimeout(kill, call.timeoutMs ?? 120_000)
  call.signal?.addEventListener('abort', kill)
  if (call.signal?.aborted) kill()
  child.stdin.on('error', () => {}) // git may close its input early; its exit code says whether that matters
  child.stdin.end(call.input ?? '')
  const limit = call.outputMax ?? 64 * 1024 * 1024
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout, limit, kill),
    collect(child.stderr, 64 * 1024, () => {}),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]).finally(() => {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', kill)
  })
  if (code !== 0 && !(code !== null && call.answers?.includes(code))) {
    throw new GitFailed(subcommandOf(args), code, withoutCredentials(stderr.toString('utf8')))
  }
  return { code: code ?? 0, stdout, text: stdout.toString('utf8').trim() }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended by itself, or is just ending.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

function subcommandOf(args: string[]): string {
  const takesValue = new Set(['-c', '-C', '--git-dir', '--work-tree'])
  return args.find((arg, i) => !arg.startsWith('-') && !takesValue.has(args[i - 1] ?? '')) ?? ''
}

function baseEnvironment(settings: GitSettings): Record<string, string> {
  return {
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oStrictHostKeyChecking=accept-new -oConnectTimeout=15',
    ...settings.extra,
    PATH: settings.path,
    LANG: 'C.UTF-8',
    HOME: '/nonexistent',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_AUTHOR_NAME: 'Dispatch',
    GIT_AUTHOR_EMAIL: 'dispatch@dispatch.invalid',
    GIT_COMMITTER_NAME: 'Dispatch',
    GIT_COMMITTER_EMAIL: 'dispatch@dispatch.invalid',
  }
}

async function collect(stream: NodeJS.ReadableStream, limit: number, onOverflow: () => void): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const part = Buffer.from(chunk)
    size += part.length
    if (size > limit) onOverflow()
    else chunks.push(part)
  }
  return Buffer.concat(chunks)
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, '//').trim()
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter(Boolean)
  return lines.findLast((line) => /^(fatal|error|remote):/.test(line)) ?? lines.at(-1) ?? ''
}

/** A full object name; anything else never reaches a git command line. */
export function isObjectName(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)
}

/** A branch name that git accepts and that cannot be read as an option or a pattern. */
export function isBranchName(name: string): boolean {
  return (
    /^[A-Za-z0-9_][A-Za-z0-9._/+#@-]{0,200}$/.test(name) && !/\.\.|\/\/|@\{|\/\.|\.lock(\/|$)|[./]$/.test(name) && name !== '@'
  )
}
