// Eight tabs of one browser share one stream: all hear every event, and when the tab that leads is closed another goes on.
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logIn, openBrowser } from './kit/browser.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { waitFor } from './kit/wait-for.ts'

const tabs = 8

let dispatch: Dispatch
let browser: Browser
let context: BrowserContext
let pages: Page[]
/** Streams that were asked for and have not ended. */
const streams = new Set<Request>()
/** How often each tab loaded the board. */
const loads = new Map<Page, number>()

beforeAll(async () => {
  dispatch = await startDispatch({ pages: true })
  browser = await openBrowser()
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname === '/api/board/stream') streams.add(request)
    if (pathname === '/api/board') loads.set(request.frame().page(), (loads.get(request.frame().page()) ?? 0) + 1)
  })
  context.on('requestfinished', (request) => streams.delete(request))
  context.on('requestfailed', (request) => streams.delete(request))
  context.setDefaultTimeout(60_000)
  pages = await Promise.all(Array.from({ length: tabs }, () => context.newPage()))
  const [first] = pages
  if (!first) throw new Error('there are no tabs')
  await dispatch.api.post('/api/issues', { title: 'There from the beginning' })
  await logIn(first, dispatch.origin, dispatch.password)
  for (const page of pages) await page.goto(`${dispatch.origin}/board`)
  for (const page of pages) await page.getByText('There from the beginning').first().waitFor()
}, 400_000)
afterAll(async () => {
  await browser?.close()
  await dispatch?.stop()
})
showLogsOfFailures(() => dispatch)

const create = (title: string) => dispatch.api.post('/api/issues', { title })
const leader = () => [...streams].map((request) => request.frame().page())[0]
const titlesIn = (page: Page, start: string) =>
  page.evaluate(
    (prefix) => [...new Set((document.body.textContent ?? '').match(new RegExp(`${prefix} \\d+\\.`, 'g')) ?? [])].sort(),
    start,
  )

test('eight tabs have one stream, and an event is in all of them', async () => {
  await waitFor(() => streams.size === 1, { what: 'one stream' })
  await create('Seen in every tab')
  for (const page of pages) await page.getByText('Seen in every tab').first().waitFor()
  expect(streams.size).toBe(1)
})

test('the leading tab is closed while things happen: one other takes over and nobody misses anything', async () => {
  const gone = leader()
  if (!gone) throw new Error('no tab leads')
  const others = pages.filter((page) => page !== gone)
  const before = new Map(others.map((page) => [page, loads.get(page)]))
  const titles = Array.from({ length: 12 }, (_, index) => `Handover ${String(index).padStart(2, '0')}.`)
  for (const title of titles.slice(0, 4)) await create(title)
  const closing = gone.close()
  for (const title of titles.slice(4)) await create(title)
  await closing
  for (const request of streams) if (request.frame().page() === gone) streams.delete(request)

  for (const page of others) {
    await waitFor(async () => (await titlesIn(page, 'Handover')).length === titles.length, {
      what: 'all twelve',
      timeoutMs: 60_000,
    })
    expect(await titlesIn(page, 'Handover')).toEqual(titles)
  }
  await waitFor(() => streams.size === 1, { what: 'one stream again' })
  expect(others).toContain(leader())
  // It came event by event: no tab had to load the board again.
  expect(new Map(others.map((page) => [page, loads.get(page)]))).toEqual(before)
})
