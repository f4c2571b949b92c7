// What people do with the inbox and with saved views.
import type { Locator, Page } from 'playwright-core'
import { type Check, enter, fitsIn, hasCount, isAt, phone, says } from './check-kit.ts'
import { becomes, until } from './until.ts'

const notices = (page: Page): Locator => page.getByRole('region', { name: 'Notices' }).getByRole('listitem')
const isCount = (page: Page, count: number) => hasCount(notices(page), count, 'notices')
/** How many there are, once the list is there. */
const countAll = (page: Page): Promise<number> => until(() => notices(page).count(), 'notices')
const chosen = (page: Page): Promise<string | null> => page.locator('a[aria-current="true"]').first().getAttribute('data-notice')

const inRail = (page: Page): Locator => page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Inbox/ })
/** The number beside the word in the rail; none is 0. */
const unread = async (page: Page): Promise<number> => Number(/\d+/.exec((await inRail(page).textContent()) ?? '')?.[0] ?? 0)
const isUnread = (page: Page, count: number) => becomes(() => unread(page), count, 'the number in the rail')

export const inboxChecks: Check[] = [
  {
    name: 'the inbox is walked by keyboard: the issue stands beside, read is seen, done leaves and comes back',
    run: async (page) => {
      await page.goto('/inbox')
      const all = await countAll(page)
      await page.keyboard.press('j')
      const first = await chosen(page)
      await page.getByRole('region', { name: 'Chosen issue' }).getByRole('heading', { level: 1 }).waitFor()
      await page.keyboard.press('j')
      const second = await until(
        () => chosen(page),
        `another notice than ${first}`,
        (seen) => seen !== first,
      )
      const mark = page.locator(`li:has([data-notice="${second}"])`).getByText('unread')
      await hasCount(mark, 0, 'marks of the second after a moment: it is read')
      await page.keyboard.press('u')
      await hasCount(mark, 1, 'marks of the second: it is unread again')
      await page.keyboard.press('e')
      await isCount(page, all - 1)
      await until(
        () => chosen(page),
        `another notice than ${second}`,
        (seen) => seen !== second,
      )
      await page.getByRole('button', { name: 'Done', exact: true }).click()
      await isCount(page, 1)
      await page.keyboard.press('j')
      await page.keyboard.press('e')
      await isCount(page, 0)
      await page.getByRole('button', { name: /^Open/ }).click()
      await isCount(page, all)
    },
  },
  {
    name: 'H puts a notice off, the list of what is put off has it, K walks back',
    run: async (page) => {
      await page.goto('/inbox')
      const all = await countAll(page)
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('k')
      await page.keyboard.press('h')
      await page.getByRole('menuitem', { name: 'Until tomorrow, 9:00' }).click()
      await isCount(page, all - 1)
      await page.getByRole('button', { name: 'Snoozed' }).click()
      await page.getByText(/Comes back in/).waitFor()
      await isCount(page, 1)
    },
  },
  {
    name: 'a decided plan leaves the inbox by itself, and the number in the rail falls',
    run: async (page) => {
      await page.goto('/inbox')
      const before = await until(() => unread(page), 'a number in the rail')
      const notice = page.getByRole('region', { name: 'Notices' }).locator('a[href="/issues/DISPATCH-12"]')
      await notice.click()
      // Looked at for a moment it counts as read, once: marked as unread again it stays so, and only the decision changes the number.
      await isUnread(page, before - 1)
      await page.keyboard.press('u')
      await isUnread(page, before)
      await page.getByRole('button', { name: /Approve and implement/ }).click()
      await enter(page.getByRole('dialog', { name: 'Your password again' }).getByLabel('Password'), 'preview')
      await hasCount(notice, 0, 'notices about the decided plan')
      await isUnread(page, before - 1)
    },
  },
  {
    name: 'all are marked as read, a kind is muted, an empty part says what would be there',
    run: async (page) => {
      await page.goto('/inbox')
      await notices(page).first().waitFor()
      await page.getByRole('button', { name: 'Mark all as read' }).click()
      await isUnread(page, 0)
      await page.goto('/inbox?kind=plan_review')
      await notices(page).first().waitFor()
      await page.getByRole('button', { name: 'Mute' }).click()
      await page.getByRole('menuitem', { name: 'Plan to review' }).click()
      await page.getByText('Nothing of this kind needs you').waitFor()
    },
  },
  {
    name: 'who may not see the inbox is told so',
    run: async (page, { set }) => {
      await set({ inboxDenied: true })
      await page.goto('/inbox')
      await page.getByText('You may not see this').waitFor()
    },
  },
  {
    name: 'on a phone a notice opens its issue over the list',
    context: { ...phone, isMobile: true },
    run: async (page) => {
      await page.goto('/inbox')
      await page.locator('a[href="/issues/DISPATCH-12"]').first().click()
      await page.getByRole('heading', { level: 1, name: /Cannot read properties/ }).waitFor()
      await isAt(page, '/issues/DISPATCH-12')
      await page.getByRole('button', { name: 'Close (Esc)' }).click()
      await isAt(page, '/inbox')
      await notices(page).first().waitFor()
      await fitsIn(page, 'the inbox')
    },
  },
  {
    name: 'filters are saved as a view, found in the rail, changed, renamed, shared and deleted',
    run: async (page) => {
      await page.goto('/issues?priority=P1')
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByRole('menuitem', { name: 'Save as a new view' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('waits for US')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByText('is taken already').waitFor()
      await dialog.getByLabel('Name').fill('Fires')
      await dialog.getByRole('button', { name: 'Save' }).click()
      const rail = page.getByRole('region', { name: 'Saved views' })
      await rail.getByRole('link', { name: 'Fires' }).waitFor()
      await page.goto('/board')
      await rail.getByRole('link', { name: 'Fires' }).click()
      await page.getByRole('button', { name: 'Remove filter Priority P1' }).click()
      const menu = page.getByRole('button', { name: /^Fires/ })
      await menu.getByText('changed').waitFor()
      await menu.click()
      await page.getByRole('menuitem', { name: /Save the changes/ }).click()
      await menu.getByText('changed').waitFor({ state: 'detached' })
      await menu.click()
      const share = page.getByRole('menuitem', { name: 'Share with everyone' })
      await says(page, 'Everyone sees “Fires” now', () => share.click())
      await menu.click()
      await page.getByRole('menuitem', { name: 'Rename' }).click()
      await enter(dialog.getByLabel('Name'), 'Embers')
      await rail.getByRole('link', { name: 'Embers' }).waitFor()
      await page.getByRole('button', { name: /^Embers/ }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await dialog.getByRole('button', { name: 'Delete' }).click()
      await rail.getByRole('link', { name: 'Embers' }).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'an old view says which label is gone, and still opens',
    run: async (page) => {
      await page.goto('/board')
      await page.getByRole('region', { name: 'Saved views' }).getByRole('link', { name: 'Payments, urgent first' }).click()
      await page.getByText('lbl_gone (unknown)').waitFor()
      await page.getByRole('table', { name: 'Issues' }).getByText('Invoices show the wrong currency').waitFor()
    },
  },
]
