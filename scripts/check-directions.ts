// Dependencies point one way: platform knows no feature, a feature knows only earlier ones, domain is pure, no one enters another's store.
import { glob, readFile } from 'node:fs/promises'
import { dirname, join, normalize, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const order = [
  'platform',
  'access',
  'issues',
  'views',
  'repositories',
  'agents',
  'search',
  'runs',
  'fixes',
  'intake',
  'integrations',
  'board',
  'inbox',
  'insights',
  'outbound',
  'mcp',
  'installation',
]
/** What may read another feature's tables: the read models. */
const readModels = new Set(['board', 'inbox', 'insights', 'search', 'installation'])
const importLine = /^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm

const problems: string[] = []
for await (const path of glob('src/**/*.{ts,tsx}', { cwd: root })) {
  if (path.includes('.test.')) continue
  const text = await readFile(join(root, path), 'utf8')
  for (const [statement, specifier = ''] of text.matchAll(importLine)) {
    const target = resolveSource(path, specifier)
    const problem = judge(path, target ?? specifier, /^\s*(import|export) type\s/.test(statement))
    if (problem) problems.push(`${path}: ${problem} (${specifier})`)
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

function resolveSource(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('#src/')) return `src/${specifier.slice(5)}`
  if (specifier.startsWith('.')) return relative(root, normalize(join(root, dirname(path), specifier)))
  return undefined
}

function judge(from: string, to: string, isTypeOnly: boolean): string | undefined {
  const source = featureOf(from)
  const isDomain = from.includes('/domain/')
  if (isDomain && /^node:(?!crypto|path|buffer|net|util)/.test(to)) return 'a domain does no I/O'
  if (!to.startsWith('src/')) return undefined
  const target = featureOf(to)
  if (isDomain && to.endsWith('/store.ts')) return 'a domain knows no database'
  if (isDomain && /\/(store|routes|jobs)(\/|\.ts)/.test(to)) return 'a domain knows no I/O'
  if (!source || !target || source === target) return undefined
  if (isUi(from) || isTypeOnly) return source === 'platform' && target !== 'platform' ? 'platform knows no feature' : undefined
  if (from.startsWith('src/runner/')) return undefined
  // Pure code may be shared in any direction; what reads or writes may not.
  if (/\/domain\//.test(to) && target !== 'platform' && source !== 'platform') return undefined
  if (order.indexOf(target) > order.indexOf(source)) return `${source} comes before ${target}`
  if (/\/store(\/|\.ts)/.test(to) && !readModels.has(source) && target !== 'platform')
    return `${source} uses the store of ${target}`
  return undefined
}

function featureOf(path: string): string | undefined {
  const name = path.split('/')[1] ?? ''
  return order.includes(name) ? name : undefined
}

function isUi(path: string): boolean {
  return path.includes('/ui/')
}
