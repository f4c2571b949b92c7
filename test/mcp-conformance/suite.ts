// Runs the official conformance suite against an address and reads what it found.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance/dist/index.js')

/** All scenarios for servers that this version of the suite has. */
export async function serverScenarios(): Promise<string[]> {
  const { stdout } = await run(process.execPath, [program, 'list', '--server'])
  return [...stdout.matchAll(/^ {2}- ([\w-]+)/gm)].map(([, name = '']) => name)
}

const checksSchema = z.array(
  z.looseObject({ id: z.string(), status: z.string(), errorMessage: z.string().optional(), description: z.string().optional() }),
)

/** A line for each check of the scenario that did not succeed; a scenario without checks has failed too. */
export async function complaintsOf(url: string, scenario: string): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    const args = [program, 'server', '--url', url, '--scenario', scenario, '-o', directory]
    const said = await run(process.execPath, args, { timeout: 30_000 }).catch((error: Error & { stdout?: string }) => error)
    const checks = await readChecks(directory)
    if (checks.length === 0) return [`no checks: ${said.stdout ?? ''}`.slice(0, 1_000)]
    return checks
      .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
      .map(({ id, status, errorMessage, description }) => `${id} ${status}: ${errorMessage ?? description ?? ''}`)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function readChecks(directory: string) {
  const files = (await readdir(directory, { recursive: true })).filter((path) => path.endsWith('checks.json'))
  const texts = await Promise.all(files.map((path) => readFile(join(directory, path), 'utf8')))
  return texts.flatMap((text) => checksSchema.parse(JSON.parse(text)))
}
