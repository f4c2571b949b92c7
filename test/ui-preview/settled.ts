// Waits until a page has shown what it was about to show: nothing is being asked, and nothing stands in for what comes.
import type { Page, Request } from 'playwright-core'
import { until } from './until.ts'

const asked = new WeakMap<Page, Set<Request>>()

/** Begin with it: only what is asked afterwards is waited for. Event streams never end, so they do not count. */
export function watchRequests(page: Page): void {
  const open = new Set<Request>()
  asked.set(page, open)
  page.on('request', (request) => !isStream(request) && open.add(request))
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
}

export async function settled(page: Page): Promise<void> {
  const open = asked.get(page)
  const pending = () => [...(open ?? [])].map((request) => request.url())
  await until(
    async () => (await page.evaluate(nothingIsComing)) && pending().length === 0,
    () => `${page.url()} settles; still asked: ${pending().join(', ')}`,
  )
}

const isStream = (request: Request) => request.resourceType() === 'eventsource' || request.url().includes('/stream')

/** Two frames later, so that what was just answered is drawn. Runs inside the browser. */
function nothingIsComing(): Promise<boolean> {
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        resolve(document.readyState === 'complete' && document.querySelector('[data-placeholder], [aria-busy="true"]') === null),
      ),
    )
  })
}
