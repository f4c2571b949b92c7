// Rules that no linter knows: where SQL, the environment and the clock may stand, and how long a file may grow.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const problems: string[] = []

const rules: { applies: (path: string) => boolean; pattern: RegExp; message: string }[] = [
  {
    applies: isStore,
    pattern: /\b(now\(\)|current_timestamp)\b/i,
    message: 'business time is a parameter; machine time is clock_timestamp()',
  },
  {
    applies: (path) => path.startsWith('src/') && path !== 'src/platform/config.ts' && path !== 'src/cli/shared/env.ts',
    pattern: /\bprocess\.env\b/,
    message: 'only platform/config.ts and, at the terminal, cli/shared/env.ts read the environment',
  },
  { applies: (path) => path.startsWith('src/'), pattern: /\b(TODO|FIXME|XXX)\b/, message: 'finish it, or leave it out' },
  { applies: () => true, pattern: /@ts-ignore|@ts-nocheck/, message: 'mend the cause' },
  { applies: (path) => path.includes('.test.'), pattern: /\b(test|it|describe)\.(only|skip)\(/, message: 'no skipped tests' },
]

for await (const path of glob(['src/**/*.{ts,tsx}', 'app/**/*.{ts,tsx}', 'test/**/*.ts', 'bench/**/*.ts'], { cwd: root })) {
  if (path.includes('.generated.')) continue
  const lines = (await readFile(join(root, path), 'utf8')).split('\n')
  if (lines.length > 400) problems.push(`${path}: ${lines.length} lines; 400 is the most`)
  for (const { applies, pattern, message } of rules) {
    if (!applies(path)) continue
    lines.forEach((line, index) => {
      if (pattern.test(line)) problems.push(`${path}:${index + 1}: ${message}`)
    })
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

function isStore(path: string): boolean {
  return /\/store(\/.*)?\.ts$/.test(path) || path.includes('/store/')
}
