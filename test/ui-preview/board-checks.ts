// What people do on the board, by mouse and by keyboard.
import type { Page } from 'playwright-core'
import { type Check, card, column, drag, hasSearch, isAt, isFocused, isIn, isKept } from './check-kit.ts'
import { becomes, until } from './until.ts'

/** M on the focused card, and the column by its name. */
async function moveByMenu(page: Page, identifier: string, to: string): Promise<void> {
  await card(page, identifier).focus()
  await isFocused(page, identifier)
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: to }).click()
}

/** Keys within one task of the page: nothing is drawn between them. They go where the browser would send them. */
const pressAtOnce = (page: Page, keys: string[]) =>
  page.evaluate((all) => {
    for (const key of all)
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      )
  }, keys)

export const boardChecks: Check[] = [
  {
    name: 'a card is dragged by mouse to another column and stays there after a reload',
    run: async (page) => {
      await page.goto('/board')
      await drag(page, 'DISPATCH-18', 'DISPATCH-12')
      await isIn(page, 'DISPATCH-18', 'Needs Review')
      await isKept(page, 'DISPATCH-18', 'Needs Review')
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
      const said = page.locator('output[aria-live="assertive"]')
      await until(
        () => said.textContent(),
        'the announcement',
        (seen) => seen?.startsWith('Investigating, position') ?? false,
      )
      await page.keyboard.press('Escape')
      await isIn(page, 'DISPATCH-18', 'Backlog')
      await isFocused(page, 'DISPATCH-18')
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowRight')
      await isIn(page, 'DISPATCH-18', 'Investigating')
      await isFocused(page, 'DISPATCH-18')
      await page.keyboard.press('ArrowRight')
      await isIn(page, 'DISPATCH-18', 'Needs Review')
      await isFocused(page, 'DISPATCH-18')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await isKept(page, 'DISPATCH-18', 'Needs Review')
      await isFocused(page, 'DISPATCH-18')
      await page.reload()
      await isIn(page, 'DISPATCH-18', 'Needs Review')
    },
  },
  {
    name: 'keys pressed faster than the board is drawn are all obeyed: walk, lift, carry, drop, and once more',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').focus()
      await pressAtOnce(page, ['ArrowDown', ' ', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter'])
      await isIn(page, 'DISPATCH-19', 'In Progress')
      await isFocused(page, 'DISPATCH-19')
      await pressAtOnce(page, [' ', 'ArrowLeft', 'Enter', ' ', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'Enter', 'ArrowDown'])
      await isIn(page, 'DISPATCH-19', 'Investigating')
      await isFocused(page, 'DISPATCH-13')
      await isKept(page, 'DISPATCH-19', 'Investigating')
      await page.reload()
      await isIn(page, 'DISPATCH-19', 'Investigating')
    },
  },
  {
    name: 'arrows walk over the board, M moves by menu',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').waitFor()
      await page.keyboard.press('ArrowDown')
      await isFocused(page, 'DISPATCH-18')
      await page.keyboard.press('ArrowDown')
      await isFocused(page, 'DISPATCH-19')
      await page.keyboard.press('ArrowRight')
      await isFocused(page, 'DISPATCH-21')
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'In Progress' }).click()
      await isIn(page, 'DISPATCH-21', 'In Progress')
    },
  },
  {
    name: 'closing an error without proof asks for a reason, and goes back if none is given',
    run: async (page) => {
      await page.goto('/board')
      await moveByMenu(page, 'DISPATCH-12', 'Done')
      const dialog = page.getByRole('dialog', { name: /without proof/ })
      await dialog.getByRole('button', { name: 'Leave it open' }).click()
      await dialog.waitFor({ state: 'detached' })
      await isIn(page, 'DISPATCH-12', 'Needs Review')
      await moveByMenu(page, 'DISPATCH-12', 'Done')
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
      await moveByMenu(page, 'DISPATCH-18', 'In Review')
      await isIn(other, 'DISPATCH-18', 'In Review')
      await becomes(() => streams.length, 1, 'how often a stream was opened')
      await page.close()
      await becomes(() => streams.length, 2, 'how often a stream was opened, once the other tab takes over')
    },
  },
  {
    name: 'an issue opens over the board, Escape returns with the focus where it was',
    run: async (page) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-13').focus()
      await isFocused(page, 'DISPATCH-13')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: /context deadline exceeded/ }).waitFor()
      await isAt(page, '/issues/DISPATCH-13')
      await page.keyboard.press('Escape')
      await isAt(page, '/board')
      await isFocused(page, 'DISPATCH-13')
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: /context deadline exceeded/ }).waitFor()
    },
  },
  {
    name: 'filters live in the address and narrow the board',
    run: async (page) => {
      await page.goto('/board?waiting=person')
      await column(page, 'Needs Review').getByText('2 of 2').waitFor()
      await page.getByRole('button', { name: /Remove filter/ }).click()
      await hasSearch(page, '')
    },
  },
]
