// What people do with connections in the settings.
import type { Page } from 'playwright-core'
import { type Check, choose, isGone, noComplaints } from './check-kit.ts'

const section = (page: Page) => page.locator('#connections')
const row = (page: Page, name: string) =>
  section(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) })

async function open(page: Page): Promise<void> {
  await page.goto('/settings#connections')
  await section(page).getByRole('list', { name: 'Who may deliver' }).waitFor()
}

export const connectionChecks: Check[] = [
  {
    name: 'connections and their dialogs have names and stand out',
    run: async (page) => {
      await open(page)
      await noComplaints(page, 'the list')
      await section(page).getByRole('button', { name: 'Connect a sender' }).click()
      const dialog = page.getByRole('dialog')
      await choose(dialog.getByRole('radio', { name: /Anything else/ }))
      await dialog.getByText('Where things stand in its bodies').click()
      await dialog.getByLabel('Try with a sample body').waitFor()
      await noComplaints(page, 'the form')
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await row(page, 'Sentry of the mobile team').getByRole('button', { name: 'Set the secret' }).click()
      await dialog.waitFor()
      await noComplaints(page, 'the new secret')
    },
  },
  {
    name: 'a sender is connected: its sample is read, its secret shown once',
    run: async (page) => {
      await open(page)
      await section(page).getByRole('button', { name: 'Connect a sender' }).press('Enter')
      const dialog = page.getByRole('dialog')
      await choose(dialog.getByRole('radio', { name: /Anything else/ }))
      await dialog.getByLabel('Name', { exact: true }).fill('Watchdog')
      await dialog.getByText('Where things stand in its bodies').click()
      await dialog.getByLabel('Try with a sample body').fill('{"check": {"key": "c1"}, "title": "Ping fails"}')
      await dialog.getByRole('button', { name: 'Show what would be read' }).click()
      await dialog.getByText('Nothing was found at $.external_id').waitFor()
      await dialog.getByLabel('Id of the error').fill('$.check.key')
      await dialog.getByRole('button', { name: 'Show what would be read' }).click()
      await dialog.getByText('Ping fails', { exact: true }).first().waitFor()
      await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
      await page.getByText(/^whsec_/).waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await row(page, 'Watchdog').waitFor()
      await isGone(page.getByText(/^whsec_/))
    },
  },
  {
    name: 'a connection that refuses everything says so, since when, and how to mend that',
    run: async (page) => {
      await open(page)
      const shop = row(page, 'Sentry of the shop')
      await shop.getByText('Refuses: wrong signature').waitFor()
      await shop.getByText(/^38 deliveries refused for a wrong signature, the last .+, all since/).waitFor()
      await shop.getByText(/differ: give both the same under New secret/).waitFor()
    },
  },
  {
    name: 'a secret is replaced, and the old one retired',
    run: async (page) => {
      await open(page)
      const datadog = row(page, 'Datadog')
      await datadog.getByText(/two secrets are valid/).waitFor()
      await datadog.getByRole('button', { name: 'More for Datadog' }).click()
      await page.getByRole('menuitem', { name: 'Retire the old secret' }).click()
      await datadog.getByText(/two secrets are valid/).waitFor({ state: 'detached' })
      await datadog.getByRole('button', { name: 'More for Datadog' }).click()
      await page.getByRole('menuitem', { name: 'New secret' }).click()
      await page.getByLabel(/stays valid beside it/).selectOption('until')
      await page.getByRole('button', { name: 'Make one' }).click()
      await page.getByText('until you retire it').waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await datadog.getByText(/two secrets are valid/).waitFor()
    },
  },
  {
    name: 'who may not manage connections is told so, an empty list says what to do, a failing server can be asked again',
    run: async (page, { set }) => {
      await set({ connectionsAnswer: 'denied' })
      await page.goto('/settings#connections')
      await section(page).getByText('Only admins see and change who may deliver here.').waitFor()
      await set({ connectionsAnswer: 'broken' })
      await page.reload()
      await section(page).getByRole('button', { name: 'Try again' }).waitFor()
      await set({ connectionsAnswer: 'fine' })
      await page.reload()
      await row(page, 'Datadog').waitFor()
      await set({ connections: [] })
      await page.reload()
      await section(page).getByText('Nobody may deliver yet.').waitFor()
      await set({ role: 'viewer' })
      await page.reload()
      await section(page).getByText('You are viewer in this workspace.').waitFor()
    },
  },
]
