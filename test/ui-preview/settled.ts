// Waits until a page has shown what it was about to show: nothing is being asked, and nothing stands in for what comes.
import type { Page, Request } from 'playwright-core'
import { until } from './until.ts'

interface Asked {
  open: Set<Request>
  /** Of all that were asked so far. */
  count: number
}

const asked = new WeakMap<Page, Asked>()

/** Begin with it: only what is asked afterwards is waited for. Event streams never end, and what is fetched for later pages shows nothing here. */
export function watchRequests(page: Page): void {
  const requests: Asked = { open: new Set(), count: 0 }
  asked.set(page, requests)
  page.on('request', (request) => {
    if (isStream(request) || isForLater(request)) return
    requests.count += 1
    requests.open.add(request)
  })
  page.on('requestfinished', (request) => requests.open.delete(request))
  page.on('requestfailed', (request) => requests.open.delete(request))
}

export async function settled(page: Page): Promise<void> {
  const { open, count } = asked.get(page) ?? { open: new Set<Request>(), count: 0 }
  const requests = () => asked.get(page)?.count ?? count
  const look = async () => {
    const before = requests()
    const waiting = await page.evaluate(whatIsComing)
    // What an answer leads to is asked within the two frames of the look.
    if (requests() > before) waiting.push('something was asked just now')
    return [...waiting, ...[...open].map((request) => request.url())]
  }
  await until(look, `${page.url()} to settle`, (waiting) => waiting.length === 0)
}

const isStream = (request: Request) => request.resourceType() === 'eventsource' || request.url().includes('/stream')

const isForLater = (request: Request) => 'next-router-prefetch' in request.headers()

/** What is not there yet, two frames later, so that what was just answered is drawn. Runs inside the browser. */
function whatIsComing(): Promise<string[]> {
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        resolve([
          ...(document.readyState === 'complete' ? [] : [`the document is ${document.readyState}`]),
          ...(document.querySelector('main') ? [] : ['the page itself']),
          ...[...document.querySelectorAll('[data-placeholder], [aria-busy="true"]')].map(
            (element) => `a placeholder: ${element.getAttribute('aria-label') ?? element.textContent ?? ''}`,
          ),
        ]),
      ),
    )
  })
}
