// `npm run check`: types, lint, dependency directions, dead code, generated files, document paths. Seconds, side by side.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const node = process.execPath

const checks: [name: string, command: string[]][] = [
  ['types', [bin('tsc'), '--noEmit']],
  ['lint', [bin('biome'), 'check', '--error-on-warnings', '.']],
  ['dead code', [bin('knip'), '--no-progress']],
  ['dependency directions', [node, 'scripts/check-directions.ts']],
  ['rules of the house', [node, 'scripts/check-rules.ts']],
  ['row types', [node, 'scripts/generate-db-types.ts', '--check']],
  ['generated documents', [node, 'scripts/generate-docs.ts', '--check']],
  ['document paths', [node, 'scripts/check-documents.ts']],
]

const results = await Promise.all(
  checks.map(async ([name, command]) => {
    const startedAt = performance.now()
    const { ok, output } = await run(command)
    return { name, ok, output, seconds: (performance.now() - startedAt) / 1000 }
  }),
)
for (const { name, ok, output, seconds } of results) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(24)} ${seconds.toFixed(1)} s`)
  if (!ok) console.log(output)
}
process.exitCode = results.every((result) => result.ok) ? 0 : 1

function run([command = node, ...args]: string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('exit', (code) => resolve({ ok: code === 0, output }))
  })
}
