// How people log in, and what holds when a session ends.
import { type Check, card, enter, hasNoHash, hasValue, isAt, isFocused, isIn } from './check-kit.ts'
import { until } from './until.ts'

export const entryChecks: Check[] = [
  {
    name: 'the session ends on an open board: the view stays, logging in goes on',
    run: async (page, { set }) => {
      await page.goto('/board')
      await card(page, 'DISPATCH-18').waitFor()
      await set({ session: 'none' })
      await card(page, 'DISPATCH-18').focus()
      await isFocused(page, 'DISPATCH-18')
      await page.keyboard.press('m')
      await page.getByRole('menuitem', { name: 'In Progress' }).click()
      await page.getByRole('button', { name: 'Log in again' }).click()
      await enter(page.getByLabel('Password'), 'preview')
      await page.getByText('Your session has ended').waitFor({ state: 'detached' })
      await isIn(page, 'DISPATCH-18', 'Backlog')
    },
  },
  {
    name: 'what was being written when the session ended is still there after logging in again, and after a reload',
    run: async (page, { set }) => {
      await page.goto('/issues/DISPATCH-18')
      const comment = page.getByLabel('Comment', { exact: true })
      await comment.fill('It began on Monday, I')
      await set({ session: 'none' })
      await comment.press('Control+Enter')
      await page.getByRole('button', { name: 'Log in again' }).click()
      await enter(page.getByLabel('Password'), 'preview')
      await page.getByText('Your session has ended').waitFor({ state: 'detached' })
      await isAt(page, '/issues/DISPATCH-18')
      await hasValue(comment, 'It began on Monday, I')
      await page.reload()
      await hasValue(comment, 'It began on Monday, I')
    },
  },
  {
    name: 'the login names the command that makes a link, and no message shows raw signs of code',
    run: async (page, { set }) => {
      await set({ session: 'none' })
      await page.goto('/login#token=used')
      const notice = page.getByRole('alert').filter({ hasText: 'The link was used' })
      await notice.locator('code', { hasText: 'npx dispatch login-link' }).waitFor()
      await until(
        () => notice.textContent(),
        'a message without raw signs of code',
        (seen) => !seen?.includes('`'),
      )
      await page.locator('p code', { hasText: 'npx dispatch login-link' }).waitFor()
    },
  },
  {
    name: 'the login returns to the asked view, throttling counts down, a link clears its token and asks for the name',
    run: async (page, { set }) => {
      await set({ session: 'none' })
      await page.goto('/issues/DISPATCH-13?x=1')
      await enter(page.getByLabel('Password'), 'wrong')
      await page.getByText('That is not the password.').waitFor()
      await enter(page.getByLabel('Password'), 'slow down')
      await page.getByText(/Try again in \d+ s/).waitFor()
      await page.goto('/login?next=%2Fissues%2FDISPATCH-13%3Fx%3D1')
      await enter(page.getByLabel('Password'), 'preview')
      // Nobody at this browser has said who they are: the one person who came in before is only a guess.
      await page.getByText('Robin Vale came in with the shared password before').waitFor()
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('heading', { level: 1, name: /context deadline/ }).waitFor()
      await set({ session: 'none' })
      await page.goto('/login')
      await page.getByLabel('Password').waitFor()
      await page.goto('/login#token=good') // into the tab that shows the login already: only the # part changes
      await page.getByLabel('Your name').fill('Robin Vale')
      await hasNoHash(page)
      await page.getByLabel('Your name').press('Enter')
      await card(page, 'DISPATCH-18').waitFor()
    },
  },
]
