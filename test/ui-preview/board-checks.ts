// What people do on the board, by mouse and by keyboard.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { type Check, card, column, drag, focusedCard, isIn } from './check-kit.ts'
import { settled } from './settled.ts'
import { until } from './until.ts'

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
      await drag(page, card(page, 'DISPATCH-18'), card(page, 'DISPATCH-12'))
      await isIn(page, 'DISPATCH-18', 'Needs Review')
      await settled(page)
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
      await settled(page)
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
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-19', 'focus after the drop')
      await pressAtOnce(page, [' ', 'ArrowLeft', 'Enter', ' ', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'Enter', 'ArrowDown'])
      await isIn(page, 'DISPATCH-19', 'Investigating')
      await until(async () => (await focusedCard(page)) === '/issues/DISPATCH-13', 'the arrow after the drop')
      await settled(page)
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
    name: 'filters live in the address and narrow the board',
    run: async (page) => {
      await page.goto('/board?waiting=person')
      await column(page, 'Needs Review').getByText('2 of 2').waitFor()
      await page.getByRole('button', { name: /Remove filter/ }).click()
      await until(async () => new URL(page.url()).search === '', 'no filter in the address')
    },
  },
]
