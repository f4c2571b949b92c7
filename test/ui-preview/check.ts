// Goes through the interface as people do, by mouse and by keyboard, over made-up data. The pages must be built.
//
// usage: node test/ui-preview/check.ts [--port <of a running preview>] [--only <part of a name>]
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import type { Check } from './check-kit.ts'
import { checks } from './checks.ts'

const { values } = parseArgs({ options: { port: { type: 'string' }, only: { type: 'string', default: '' } } })
const ownPort = '4177'
const origin = `http://127.0.0.1:${values.port ?? ownPort}`

async function reset(): Promise<void> {
  await fetch(`${origin}/api/preview/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ extraIssues: 40, empty: false }),
  })
}

async function run(browser: Browser, check: Check): Promise<string | null> {
  await reset()
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    baseURL: origin,
    ...check.context,
  })
  const broken: string[] = []
  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    page.on('pageerror', (error) => broken.push(error.message))
    return page
  }
  try {
    await check.run(await open(), { open, set: (situation) => setSituation(situation) })
    return broken.length > 0 ? `the page threw: ${broken.join('; ')}` : null
  } catch (error) {
    return error instanceof Error ? error.message.split('\n').slice(0, 6).join('\n    ') : String(error)
  } finally {
    await context.close()
  }
}

async function setSituation(situation: object): Promise<void> {
  await fetch(`${origin}/api/preview`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(situation),
  })
}

/** Resolves when the preview answers. */
function startPreview(): Promise<ChildProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>()
  const preview = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), '--port', ownPort], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  preview.stdout?.on('data', (chunk: Buffer) => chunk.includes('preview:') && resolve(preview))
  preview.once('exit', (code) => reject(new Error(`the preview ended with ${code}; are the pages built?`)))
  return promise
}

const preview = values.port ? undefined : await startPreview()
const browser = await openBrowser()
let failures = 0
for (const check of checks.filter((item) => item.name.includes(values.only))) {
  const startedAt = performance.now()
  const problem = await run(browser, check)
  const took = `${Math.round(performance.now() - startedAt)} ms`
  console.log(problem ? `✗ ${check.name} (${took})\n    ${problem}` : `✓ ${check.name} (${took})`)
  if (problem) failures += 1
}
await browser.close()
preview?.removeAllListeners('exit')
preview?.kill()
process.exitCode = failures > 0 ? 1 : 0
