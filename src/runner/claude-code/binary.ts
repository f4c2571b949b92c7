// Finds the Claude Code binary and tries it once: a configured path, else the pinned package, else PATH.
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { AdapterCheck } from '../../runs/domain/agent-adapter.ts'
import { exactly } from '../exact-environment.ts'
import { neededFlags } from './command-line.ts'

const run = promisify(execFile)

export interface BinaryOptions {
  /** Set by the administrator; if it does not work nothing else is tried, since that would hide the mistake. */
  configured: string | null
  path: string
}

const remedy = 'Run `npm install` again with optional dependencies, or set DISPATCH_CLAUDE_BIN to a Claude Code binary.'

/** The binary to use, or why there is none. */
export async function probeBinary(options: BinaryOptions): Promise<AdapterCheck> {
  if (options.configured) return probe(options.configured, options.path)
  const problems: AdapterCheck[] = []
  for (const candidate of [pinnedBinary(), onPath(options.path)]) {
    if (candidate === null) continue
    const check = await probe(candidate, options.path)
    if (check.ok) return check
    problems.push(check)
  }
  return problems[0] ?? { ok: false, problem: 'Claude Code is not installed.', remedy }
}

/**
 * The native program of the pinned package. Not `bin/claude.exe` beside it: that is a link which an install script makes,
 * and a placeholder where install scripts are off.
 */
export function pinnedBinary(): string | null {
  const base = `@anthropic-ai/claude-code-${process.platform}-${process.arch}`
  return [base, `${base}-musl`].map(programOf).find((file) => file !== null && isExecutable(file)) ?? null
}

function programOf(packageName: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), 'claude')
  } catch {
    return null // not a package of this platform
  }
}

function onPath(path: string): string | null {
  const candidates = path.split(delimiter).filter(Boolean)
  return candidates.map((directory) => join(directory, 'claude')).find(isExecutable) ?? null
}

async function probe(file: string, path: string): Promise<AdapterCheck> {
  const options = { timeout: 20_000, cwd: '/', env: exactly({ PATH: path, HOME: '/nonexistent', DISABLE_AUTOUPDATER: '1' }) }
  try {
    const version = /^\d+\.\d+\.\d+/.exec((await run(file, ['--version'], options)).stdout)?.[0]
    if (!version) return { ok: false, problem: `${file} does not say a version.`, remedy }
    const help = (await run(file, ['--help'], options)).stdout
    const missing = neededFlags.filter((flag) => !help.includes(flag))
    if (missing.length > 0)
      return { ok: false, version, problem: `Claude Code ${version} does not know ${missing.join(', ')}.`, remedy }
    return { ok: true, version, location: file, simulated: false }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return { ok: false, problem: `${file} cannot be run: ${reason}`, remedy }
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
