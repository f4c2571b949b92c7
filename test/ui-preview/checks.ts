// What people do with the interface, each as one story.
import assert from 'node:assert/strict'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { accessChecks } from './access-checks.ts'
import { findComplaints } from './accessible.ts'
import { inboxChecks } from './inbox-checks.ts'
import { outboundChecks } from './outbound-checks.ts'
import { trackerChecks } from './tracker-checks.ts'
import { until } from './until.ts'

export interface Check {
  name: string
  context?: BrowserContextOptions
  run(page: Page, kit: { open(): Promise<Page>; set(situation: object): Promise<void> }): Promise<void>
}

const column = (page: Page, name: string): Locator => page.getByRole('region', { name: new RegExp(`^${name}, `) })
const card = (page: Page, identifier: string): Locator => page.locator(`a[href="/issues/${identifier}"]`).first()

const focusedCard = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('href'))
const isIn = (page: Page, identifier: string, name: string) =>
  until(
    async () => (await column(page, name).locator(`a[href="/issues/${identifier}"]`).count()) === 1,
    `${identifier} in ${name}`,
  )

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [a, b] = [await from.boundingBox(), await to.boundingBox()]
  assert(a && b)
  await page.mouse.move(a.x + a.width / 2, a.y + 12)
  await page.mouse.down()
  await page.mouse.move(a.x + a.width / 2 + 20, a.y + 20, { steps: 4 })
  await page.mouse.move(b.x + b.width / 2, b.y + b.height * 0.7, { steps: 14 })
  await page.mouse.up()
}

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
  '/settings',
  '/login?next=/x',
]

export const checks: Check[] = [
  ...(['light', 'dark'] as const).map(
    (theme): Check => ({
      name: `every control has a name and every text stands out (${theme})`,
      context: { colorScheme: theme },
      run: async (page, { set }) => {
        const found: string[] = []
        for (const path of pages) {
          if (path.startsWith('/login')) await set({ session: 'none' })
          await page.goto(path)
          await page.waitForLoadState('networkidle', { timeout: 2500 }).catch(() => undefined)
          for (const complaint of await page.evaluate(findComplaints))
            found.push(`${path} ${complaint.rule} ${complaint.detail} ${complaint.where}`)
        }
        assert.equal(found.length, 0, `${found.length}:\n    ${[...new Set(found)].slice(0, 20).join('\n    ')}`)
      },
    }),
  ),
  {
    name: 'a card is dragged by mouse to another column and stays there after a reload',
    run: async (page) => {
      await page.goto('/board')
      await drag(page, card(page, 'DISPATCH-18'), card(page, 'DISPATCH-12'))
      await isIn(page, 'DISPATCH-18', 'Needs Review')
      await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined)
      await page.reload()
      await isIn(page, 'DISPATCH-18', 'Needs Review')
    },
  },
  {
    name: 'a card is carried by keyboard, announced, put back with Escape and dropped with Enter',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').focus()
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowRight')
      await isIn(page, 'DISPATCH-18', 'Investigating')
      await until(
        async () =>
          (await page.locator('output[aria-live="assertive"]').textContent())?.startsWith('Investigating, position') ?? false,
        'the announcement',
      )
      await page.keyboard.press('Escape')
      await isIn(page, 'DISPATCH-18', 'Backlog')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-18', 'focus after Escape')
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowRight')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-18', 'focus while carrying')
      await page.keyboard.press('ArrowRight')
      await isIn(page, 'DISPATCH-18', 'Needs Review')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-18', 'focus in the next column')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await isIn(page, 'DISPATCH-18', 'Needs Review')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-18', 'focus after the drop')
      await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined)
      await page.reload()
      await isIn(page, 'DISPATCH-18', 'Needs Review')
    },
  },
  {
    name: 'arrows walk over the board, M moves by menu',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').waitFor()
      await page.keyboard.press('ArrowDown')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-18', 'entering the board')
      await page.keyboard.press('ArrowDown')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-19', 'one down')
      await page.keyboard.press('ArrowRight')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-21', 'one column on')
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'In Progress' }).click()
      await isIn(page, 'DISPATCH-21', 'In Progress')
    },
  },
  {
    name: 'closing an error without proof asks for a reason, and goes back if none is given',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-12').focus()
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'Done' }).click()
      const dialog = page.getByRole('dialog', { name: /without proof/ })
      await dialog.getByRole('button', { name: 'Leave it open' }).click()
      await isIn(page, 'DISPATCH-12', 'Needs Review')
      await card(page, 'DISPATCH-12').focus()
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'Done' }).click()
      await dialog.getByLabel('Reason').fill('The checkout was replaced.')
      await dialog.getByRole('button', { name: 'Close with this reason' }).click()
      await isIn(page, 'DISPATCH-12', 'Done')
    },
  },
  {
    name: 'what one tab changes shows in the other, over one stream for both',
    run: async (page, { open }) => {
      const streams: string[] = []
      const other = await open()
      for (const tab of [page, other])
        tab.on('request', (request) => request.url().includes('/api/board/stream') && streams.push(request.url()))
      await page.goto('/board')
      await page.getByText('Live', { exact: true }).waitFor()
      await other.goto('/board')
      await other.getByText('Live', { exact: true }).waitFor()
      await page.bringToFront()
      await card(page, 'DISPATCH-18').focus()
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'In Review' }).click()
      await isIn(other, 'DISPATCH-18', 'In Review')
      assert.equal(streams.length, 1)
      await page.close()
      await until(async () => streams.length === 2, 'the other tab takes over the stream')
    },
  },
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
    name: 'an issue opens over the board, Escape returns with the focus where it was',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-13').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: /context deadline exceeded/ }).waitFor()
      assert.equal(new URL(page.url()).pathname, '/issues/DISPATCH-13')
      await page.keyboard.press('Escape')
      await until(async () => new URL(page.url()).pathname === '/board', 'back on the board')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-13', 'focus on the card')
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: /context deadline exceeded/ }).waitFor()
    },
  },
  {
    name: 'C opens the form, a duplicate is warned of, the draft survives a reload, the issue appears',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').waitFor()
      await page.keyboard.press('c')
      const dialog = page.getByRole('dialog', { name: 'New issue' })
      await dialog.getByLabel('Title').fill('Export of large reports times out')
      await dialog.getByText('This may exist already').waitFor()
      await page.reload()
      await card(page, 'DISPATCH-18').waitFor()
      await page.keyboard.press('c')
      await until(
        async () => (await dialog.getByLabel('Title').inputValue()) === 'Export of large reports times out',
        'the draft',
      )
      await dialog.getByLabel('Title').fill('A new thing entirely')
      await dialog.getByRole('button', { name: 'Create issue' }).click()
      await page.getByText('A new thing entirely').first().waitFor()
    },
  },
  {
    name: 'the palette finds issues and actions',
    run: async (page) => {
      await page.goto('/settings')
      await page.getByRole('heading', { name: 'API keys' }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('Search issues').fill('currency')
      await page.getByRole('option', { name: /Invoices show the wrong currency/ }).click()
      await page.getByRole('heading', { level: 1, name: /wrong currency/ }).waitFor()
      await page.keyboard.press('/')
      await page.getByPlaceholder('Search issues').fill('go to fix')
      await page.keyboard.press('Enter')
      await until(async () => new URL(page.url()).pathname === '/fixes', 'the fixes')
    },
  },
  {
    name: 'approving a plan asks for the password again, goes on by itself, and starts the run',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-12')
      await page.getByRole('button', { name: /Approve and implement · at most 5.00 USD/ }).click()
      await page.getByRole('dialog', { name: 'Your password again' }).getByLabel('Password').fill('preview')
      await page.keyboard.press('Enter')
      await page.getByRole('region', { name: 'Live run' }).waitFor()
      await page.getByText(/Approved by Robin Vale/).waitFor()
    },
  },
  {
    name: 'changes to a plan are requested, versions are compared',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-12')
      await page.getByRole('button', { name: 'Compare with 1' }).click()
      await page.getByRole('region', { name: 'Changes' }).waitFor()
      await page.getByRole('button', { name: 'Read', exact: true }).click()
      await page.getByRole('button', { name: 'Request changes' }).click()
      await page.getByLabel('What should change').fill('Say why.')
      await page.getByRole('button', { name: 'Request changes' }).click()
      await page.getByText('Say why.').first().waitFor()
    },
  },
  {
    name: 'a run starts from the one button, is watched live and canceled; a refusal says how to mend it',
    run: async (page, { set }) => {
      await page.goto('/issues/DISPATCH-18')
      await page.getByRole('button', { name: /Investigate · at most/ }).click()
      await page.getByRole('region', { name: 'Live run' }).getByText('get_issue').waitFor({ timeout: 9000 })
      await page.getByRole('button', { name: 'Cancel run' }).click()
      await page.getByRole('region', { name: 'Live run' }).waitFor({ state: 'detached' })
      await set({ policy: { runs_enabled: false } })
      await page.goto('/issues/DISPATCH-20')
      await page.getByRole('button', { name: /Investigate · at most/ }).click()
      await page.getByText('Switch runs on again at the foot of the rail.').waitFor()
    },
  },
  {
    name: 'the session ends on an open board: the view stays, logging in goes on',
    run: async (page, { set }) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').waitFor()
      await set({ session: 'none' })
      await card(page, 'DISPATCH-18').focus()
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'In Progress' }).click()
      await page.getByRole('button', { name: 'Log in again' }).click()
      await page.getByLabel('Password').fill('preview')
      await page.keyboard.press('Enter')
      await page.getByText('Your session has ended').waitFor({ state: 'detached' })
      await isIn(page, 'DISPATCH-18', 'Backlog')
    },
  },
  {
    name: 'the login returns to the asked view, throttling counts down, a link clears its token and asks for the name',
    run: async (page, { set }) => {
      await set({ session: 'none' })
      await page.goto('/issues/DISPATCH-13?x=1')
      await page.getByLabel('Password').fill('wrong')
      await page.keyboard.press('Enter')
      await page.getByText('That is not the password.').waitFor()
      await page.getByLabel('Password').fill('slow down')
      await page.keyboard.press('Enter')
      await page.getByText(/Try again in \d+ s/).waitFor()
      await page.goto('/login?next=%2Fissues%2FDISPATCH-13%3Fx%3D1')
      await page.getByLabel('Password').fill('preview')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: /context deadline/ }).waitFor()
      await set({ session: 'none' })
      await page.goto('/login')
      await page.getByLabel('Password').waitFor()
      await page.goto('/login#token=good') // into the tab that shows the login already: only the # part changes
      await page.getByLabel('Your name').fill('Robin Vale')
      assert.equal(new URL(page.url()).hash, '')
      await page.keyboard.press('Enter')
      await card(page, 'DISPATCH-18').waitFor()
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
    name: 'filters live in the address and narrow the board',
    run: async (page) => {
      await page.goto('/board?waiting=person')
      await column(page, 'Needs Review').getByText('2 of 2').waitFor()
      await page.getByRole('button', { name: /Remove filter/ }).click()
      await until(async () => new URL(page.url()).search === '', 'no filter in the address')
    },
  },
  {
    name: 'a key is shown once, a delivery is tried dry',
    run: async (page) => {
      await page.goto('/settings')
      await page.getByRole('button', { name: 'New key' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('CI')
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByText('dsp_preview_').waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      assert.equal(await page.getByText('dsp_preview_').count(), 0)
      await page.goto('/deliveries')
      await page.getByRole('button', { name: 'issue.created' }).first().click()
      await page.getByRole('button', { name: 'What would a replay do?' }).click()
      await page.getByText('Nothing was changed.').waitFor()
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
  ...accessChecks,
  ...trackerChecks,
  ...inboxChecks,
  ...outboundChecks,
]
