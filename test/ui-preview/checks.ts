// What people do with the interface, each as one story.
import assert from 'node:assert/strict'
import { accessChecks } from './access-checks.ts'
import { boardChecks } from './board-checks.ts'
import { type Check, isGone, noComplaints } from './check-kit.ts'
import { connectionChecks } from './connection-checks.ts'
import { entryChecks } from './entry-checks.ts'
import { evidenceChecks } from './evidence-checks.ts'
import { fixChecks } from './fix-checks.ts'
import { githubChecks } from './github-checks.ts'
import { hintChecks } from './hint-checks.ts'
import { inboxChecks } from './inbox-checks.ts'
import { issueChecks } from './issue-checks.ts'
import { outboundChecks } from './outbound-checks.ts'
import { settled } from './settled.ts'
import { trackerChecks } from './tracker-checks.ts'
import { becomes, until } from './until.ts'

const pages = [
  '/inbox',
  '/inbox?state=done',
  '/board',
  '/issues',
  '/issues/DISPATCH-12',
  '/issues/DISPATCH-13',
  '/issues/DISPATCH-16',
  '/runs',
  '/runs/run_05',
  '/fixes',
  '/deliveries?id=dlv_7',
  '/deployments',
  '/insights',
  '/settings',
  '/no-such-page',
  '/login?next=/x',
]

const stories: Check[] = [
  ...[pages.slice(0, 7), pages.slice(7)].map(
    (some, part): Check => ({
      name: `every control has a name and every text stands out (${part + 1} of 2)`,
      run: async (page, { set }) => {
        for (const path of some) {
          if (path.startsWith('/login')) await set({ session: 'none' })
          await page.goto(path)
          await settled(page)
          await noComplaints(page, path)
        }
      },
    }),
  ),
  {
    name: 'eight tabs of one browser, each with a live run, leave connections for everything else',
    run: async (page, { open }) => {
      const tabs = [page, ...(await Promise.all(Array.from({ length: 7 }, open)))]
      const streams = new Set<object>()
      for (const tab of tabs) {
        tab.on('request', (request) => request.url().includes('/stream') && streams.add(request))
        tab.on('requestfinished', (request) => streams.delete(request))
        tab.on('requestfailed', (request) => streams.delete(request))
        await tab.goto('/runs/run_01')
        await tab.getByText('renderSummary').first().waitFor()
      }
      await until(
        () => streams.size,
        'at most four open streams',
        (seen) => seen <= 4,
      )
      for (const tab of tabs) {
        const ask = () => fetch('/api/health', { signal: AbortSignal.timeout(5000) }).then((response) => response.status)
        await becomes(() => tab.evaluate(ask), 200, 'the answer')
      }
    },
  },
  {
    name: 'the kill switch asks about the running ones',
    run: async (page) => {
      await page.goto('/board')
      await page.getByRole('button', { name: 'Stop all agents' }).click()
      await page.getByRole('button', { name: 'Stop them now' }).click()
      await page.getByRole('button', { name: 'Runs are off' }).waitFor()
      await page.getByText('0 running').waitFor()
    },
  },
  {
    name: 'a key is shown once',
    run: async (page) => {
      await page.goto('/settings')
      await page.getByRole('button', { name: 'New key' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('CI')
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByText('dsp_preview_').waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await isGone(page.getByText('dsp_preview_'))
    },
  },
  {
    name: 'the test clock is said in red on every page',
    run: async (page, { set }) => {
      await set({ testClock: true })
      await page.goto('/fixes')
      await page.getByText(/Test clock/).waitFor()
    },
  },
  ...boardChecks,
  ...issueChecks,
  ...fixChecks,
  ...hintChecks,
  ...entryChecks,
  ...accessChecks,
  ...trackerChecks,
  ...inboxChecks,
  ...outboundChecks,
  ...evidenceChecks,
  ...connectionChecks,
  ...githubChecks,
]

/** A story only counts where the preview was no kinder to the pages than the real API would have been. */
export const checks = stories.map((story): Check => {
  const run: Check['run'] = async (page, kit) => {
    await page.request.get('/api/preview/drift')
    await story.run(page, kit)
    const drift: string[] = await (await page.request.get('/api/preview/drift')).json()
    assert.equal(drift.length, 0, `the preview and the real API differ:\n    ${drift.join('\n    ')}`)
  }
  return { ...story, run }
})
