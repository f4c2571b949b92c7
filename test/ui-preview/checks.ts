// What people do with the interface, each as one story.
import assert from 'node:assert/strict'
import { accessChecks } from './access-checks.ts'
import { findComplaints } from './accessible.ts'
import { boardChecks } from './board-checks.ts'
import type { Check } from './check-kit.ts'
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
  '/login?next=/x',
]

const stories: Check[] = [
  ...(['light', 'dark'] as const).map(
    (theme): Check => ({
      name: `every control has a name and every text stands out (${theme})`,
      context: { colorScheme: theme },
      run: async (page, { set }) => {
        const found: string[] = []
        for (const path of pages) {
          if (path.startsWith('/login')) await set({ session: 'none' })
          await page.goto(path)
          await settled(page)
          for (const complaint of await page.evaluate(findComplaints))
            found.push(`${path} ${complaint.rule} ${complaint.detail} ${complaint.where}`)
        }
        assert.equal(found.length, 0, `${found.length}:\n    ${[...new Set(found)].slice(0, 20).join('\n    ')}`)
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
      assert(streams.size <= 4, `${streams.size} streams are open`)
      for (const tab of tabs) {
        const status = await tab.evaluate(() =>
          fetch('/api/health', { signal: AbortSignal.timeout(3000) }).then((response) => response.status),
        )
        assert.equal(status, 200)
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
      assert.equal(await page.getByText('dsp_preview_').count(), 0)
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
