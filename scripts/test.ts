// `npm test`: everything, phase by phase, each with its time. DISPATCH_TEST_PG_URL adds the same tests on a PostgreSQL server.
import { spawn } from 'node:child_process'
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { environmentWith, testServerUrl as server } from './env.ts'

interface Phase {
  name: string
  command: string[]
  environment?: Record<string, string>
  /** Where it writes what passed and what failed, as vitest's JSON reporter does. */
  report?: string
}

const root = join(import.meta.dirname, '..')
const reports = await mkdtemp(join(tmpdir(), 'dispatch-reports-'))
const node = process.execPath
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

interface TestPhase {
  config?: string
  environment?: Record<string, string>
  files?: string[]
}

const tests = (name: string, { config = 'vitest.config.ts', environment = {}, files = [] }: TestPhase = {}): Phase => {
  const report = join(reports, `${name.replaceAll(/\W+/g, '-')}.json`)
  const command = [
    node,
    vitest,
    'run',
    '--config',
    config,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...files,
  ]
  return { name, command, environment, report }
}

function pagesInBrowser(): Phase {
  const report = join(reports, 'pages.json')
  return { name: 'pages in a browser', command: [node, 'test/ui-preview/check.ts', '--report', report], report }
}

/** Tests that never see a database give the same answer whatever the engine is. */
async function testsWithDatabase(): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })) {
    if (path.includes('/db/embedded/') || path.startsWith('test/e2e/')) continue // of the other engine itself, or of whole servers
    if (await reachesDatabase(join(root, path))) found.push(path)
  }
  return found
}

const kitsSeen = new Map<string, Promise<boolean>>()

/** Whether a file gets its database from the tests' kit, itself or through another part of the kit. */
async function reachesDatabase(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8')
  const kits = [...text.matchAll(/from '(#test\/|\.\.?\/)([^']+\.ts)'/g)]
    .map(([, kind = '', rest = '']) => (kind === '#test/' ? join(root, 'test', rest) : join(dirname(path), kind, rest)))
    .filter((kit) => kit.startsWith(join(root, 'test/')))
  for (const kit of kits) {
    if (kit === join(root, 'test/database.ts')) return true
    const known = kitsSeen.get(kit) ?? reachesDatabase(kit)
    kitsSeen.set(kit, known)
    if (await known) return true
  }
  return false
}

const onServer = server
  ? [
      tests('tests on PostgreSQL', {
        environment: { DISPATCH_TEST_ENGINE: 'postgres', DISPATCH_TEST_PG_URL: server, DISPATCH_FUZZ_SHARE: '1/3' },
        files: await testsWithDatabase(),
      }),
    ]
  : []
const phases: Phase[] = [
  { name: 'check', command: [node, 'scripts/check.ts'] },
  // Where both engines are tried, they share what is sent to every route at random.
  tests('tests on the embedded database', { environment: server ? { DISPATCH_FUZZ_SHARE: '2/3' } : {} }),
  ...onServer,
  { name: 'build', command: [node, 'scripts/build.ts'] },
  pagesInBrowser(),
  tests('end to end', { config: 'vitest.e2e.config.ts' }),
]

interface Outcome {
  passed: number
  failed: number
  skipped: number
  /** Each with the beginning of what was wrong. */
  failures: string[]
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  numPassedTests?: number
  numFailedTests?: number
  numPendingTests?: number
  testResults?: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[]
}

const FAILURE_LENGTH = 1500

const results: (Outcome & { name: string; ok: boolean; seconds: number })[] = []
for (const phase of phases) {
  console.log(`\n▸ ${phase.name}`)
  const startedAt = performance.now()
  const ok = await run(phase)
  const outcome = phase.report ? await readReport(phase.report) : { passed: 0, failed: ok ? 0 : 1, skipped: 0, failures: [] }
  results.push({ name: phase.name, ok, seconds: (performance.now() - startedAt) / 1000, ...outcome })
}
await rm(reports, { recursive: true, force: true })

console.log('')
for (const { name, ok, seconds, passed, failed, skipped } of results) {
  const counts = passed + failed > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : ''
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(34)} ${seconds.toFixed(1).padStart(6)} s  ${counts}`)
}
if (!server)
  console.log('     tests on PostgreSQL: not run, since DISPATCH_TEST_PG_URL is not set (scripts/setup-postgres.sh makes one)')
for (const { name, failures } of results) for (const failure of failures) console.log(`\nFAIL ${name} > ${failure}`)
const sum = (key: 'passed' | 'failed' | 'skipped') => results.reduce((total, result) => total + result[key], 0)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
process.exitCode = results.every((result) => result.ok) ? 0 : 1

function run(phase: Phase): Promise<boolean> {
  const [command = node, ...args] = phase.command
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: environmentWith(phase.environment),
    })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
}

async function readReport(path: string): Promise<Outcome> {
  const text = await readFile(path, 'utf8').catch(() => '{"numFailedTests":1}')
  const report: Report = JSON.parse(text)
  const tests = (report.testResults ?? []).flatMap(({ assertionResults }) => assertionResults)
  return {
    passed: report.numPassedTests ?? 0,
    failed: report.numFailedTests ?? 0,
    skipped: report.numPendingTests ?? 0,
    failures: tests
      .filter(({ status }) => status === 'failed')
      .map(({ title, failureMessages }) => `${title}\n${failureMessages.join('\n').slice(0, FAILURE_LENGTH)}`),
  }
}
