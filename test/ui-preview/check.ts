// Goes through the interface as people do, by mouse and by keyboard, over made-up data. The pages must be built.
//
// usage: node test/ui-preview/check.ts [--port <of a running preview>] [--only <part of a name>] [--lanes 2]
//        [--slow <so many times slower is the processor of the pages: finds stories that only pass on a fast machine>]
//        [--report <file>: what passed and what failed, in the shape of vitest's JSON report]
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import type { Check } from './check-kit.ts'
import { checks } from './checks.ts'
import { watchRequests } from './settled.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: '2' },
    slow: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
})
const firstPort = 4177
const slowness = Number(values.slow)
const waiting = checks.filter((item) => item.name.includes(values.only))
const results: { title: string; status: 'passed' | 'failed'; failureMessages: string[] }[] = []

/** Goes through the stories that nobody else took, with a browser and made-up data that are its own. */
async function runLane(lane: number): Promise<void> {
  const preview = values.port ? undefined : await startPreview(firstPort + lane)
  const origin = `http://127.0.0.1:${values.port ?? firstPort + lane}`
  const browser = await openBrowser()
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const startedAt = performance.now()
    const problem = await run(browser, origin, check)
    const took = `${Math.round(performance.now() - startedAt)} ms`
    console.log(problem ? `✗ ${check.name} (${took})\n    ${problem}` : `✓ ${check.name} (${took})`)
    results.push({ title: check.name, status: problem ? 'failed' : 'passed', failureMessages: problem ? [problem] : [] })
  }
  await browser.close()
  preview?.removeAllListeners('exit')
  preview?.kill()
}

async function run(browser: Browser, origin: string, check: Check): Promise<string | null> {
  await tell(`${origin}/api/preview/reset`, { extraIssues: 40, empty: false })
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    baseURL: origin,
    ...check.context,
  })
  const broken: string[] = []
  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    page.setDefaultTimeout(30_000 * Math.max(1, slowness / 2))
    if (slowness > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowness })
    watchRequests(page)
    page.on('pageerror', (error) => broken.push(error.message))
    return page
  }
  try {
    await check.run(await open(), { open, set: (situation) => tell(`${origin}/api/preview`, situation) })
    return broken.length > 0 ? `the page threw: ${broken.join('; ')}` : null
  } catch (error) {
    return error instanceof Error ? error.message.split('\n').slice(0, 6).join('\n    ') : String(error)
  } finally {
    await context.close()
  }
}

async function tell(url: string, situation: object): Promise<void> {
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(situation) })
}

/** Resolves when the preview answers. */
function startPreview(port: number): Promise<ChildProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>()
  const preview = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  preview.stdout?.on('data', (chunk: Buffer) => chunk.includes('preview:') && resolve(preview))
  preview.once('exit', (code) => reject(new Error(`the preview ended with ${code}; are the pages built?`)))
  return promise
}

// A preview that runs already has one state: its stories take turns.
const lanes = values.port ? 1 : Math.min(Number(values.lanes), waiting.length)
await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)))
const failures = results.filter(({ status }) => status === 'failed').length
if (values.report) {
  const counts = { numPassedTests: results.length - failures, numFailedTests: failures, numPendingTests: 0 }
  await writeFile(values.report, JSON.stringify({ ...counts, testResults: [{ assertionResults: results }] }))
}
process.exitCode = failures > 0 ? 1 : 0
