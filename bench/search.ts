// `npm run bench:search`: how well search finds, and how fast. See bench/README.md.
//
// usage: node bench/search.ts [quality] [embedded] [postgres] [postgres-large] [--quick] [--verbose]
import { spawn } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { serverUrl, withTestEngine } from './kit/env.ts'
import { complain, say } from './kit/say.ts'
import { measureQuality } from './search/quality.ts'

const names = ['quality', 'embedded', 'postgres', 'postgres-large']
const sizes: Record<string, { engine: 'pglite' | 'postgres'; count: number; budgetMs: number }> = {
  embedded: { engine: 'pglite', count: 10_000, budgetMs: 200 },
  postgres: { engine: 'postgres', count: 10_000, budgetMs: 45 },
  'postgres-large': { engine: 'postgres', count: 100_000, budgetMs: 80 },
}

const given = process.argv.slice(2)
const unknown = given.filter((argument) => ![...names, '--quick', '--verbose'].includes(argument))
if (unknown.length > 0) {
  complain(`unknown: ${unknown.join(', ')}. There are ${names.join(', ')}, --quick and --verbose.`)
  process.exit(2)
}
const chosen = names.filter((name) => given.includes(name) || !given.some((argument) => names.includes(argument)))
const rounds = given.includes('--quick') ? 1 : 3

say(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} before the start`)
if (chosen.includes('quality')) await measureQuality(given.includes('--verbose'))
for (const [name, size] of Object.entries(sizes)) if (chosen.includes(name)) await measureSize(name, size)

/** In a process of its own: the engine of the tests is chosen by the environment. */
async function measureSize(name: string, { engine, count, budgetMs }: (typeof sizes)[string]): Promise<void> {
  if (engine === 'postgres' && !serverUrl) {
    say(`${name} not run, since DISPATCH_TEST_PG_URL is not set`)
    return
  }
  const program = join(import.meta.dirname, 'children', 'search-speed.ts')
  const child = spawn(process.execPath, [program, String(count), String(rounds), String(budgetMs)], {
    env: withTestEngine(engine),
    stdio: 'inherit',
  })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  if (code !== 0) process.exitCode = 1
}
