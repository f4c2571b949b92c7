// What people do with notifications and webhooks in the settings.
import type { Page } from 'playwright-core'
import { type Check, choose, enter, isGone, noComplaints, says } from './check-kit.ts'

const section = (page: Page) => page.locator('#webhooks')
const row = (page: Page, name: string) => section(page).getByRole('listitem').filter({ hasText: name })

async function open(page: Page): Promise<void> {
  await page.goto('/settings#webhooks')
  await section(page).getByRole('list', { name: 'Who is told' }).waitFor()
}

export const outboundChecks: Check[] = [
  {
    name: 'the dialogs of webhooks have names and stand out',
    run: async (page) => {
      await open(page)
      await section(page).getByRole('button', { name: 'Tell somebody' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Everything').uncheck()
      await dialog.getByRole('button', { name: 'Single events of issues' }).click()
      await noComplaints(page, 'the form')
      await choose(dialog.getByRole('radio', { name: /Slack bot/ }))
      await noComplaints(page, 'the form of a bot')
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await row(page, 'Release dashboard').getByRole('button', { name: 'Deliveries' }).click()
      await page.getByRole('button', { name: /Failed/ }).click()
      await page.getByRole('list', { name: 'Attempts' }).waitFor()
      await noComplaints(page, 'the log')
    },
  },
  {
    name: 'a webhook is made by keyboard alone, its secret shown once',
    run: async (page) => {
      await open(page)
      await section(page).getByRole('button', { name: 'Tell somebody' }).press('Enter')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name', { exact: true }).fill('Inner')
      await enter(dialog.getByLabel('URL'), 'http://10.0.0.1/hook')
      await page.getByText('is in a private network').first().waitFor()
      await enter(dialog.getByLabel('URL'), 'https://hooks.acme.dev/in')
      await page.getByText(/^whsec_/).waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await row(page, 'Inner').waitFor()
      await isGone(page.getByText(/^whsec_/))
    },
  },
  {
    name: 'one that was switched off says why and comes back',
    run: async (page) => {
      await open(page)
      const old = row(page, 'Old statistics')
      await old.getByText('Nothing arrived for a day: answered 503').waitFor()
      await old.getByRole('button', { name: 'Switch on again' }).click()
      await old.getByText('On', { exact: true }).waitFor()
      await isGone(old.getByText('Switched off'))
    },
  },
  {
    name: "an agent's secret is made beside its messages",
    run: async (page) => {
      await open(page)
      const agent = row(page, 'Remote reviewer')
      await agent.getByRole('button', { name: 'Make a secret' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Make a secret' }).click()
      await page.getByText(/^whsec_/).waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await isGone(agent.getByText('has no secret'))
    },
  },
  {
    name: 'a message of the log opens with its attempts and is sent again',
    run: async (page) => {
      await open(page)
      await row(page, 'Release dashboard').getByRole('button', { name: 'Deliveries' }).click()
      await page.getByLabel('Show').selectOption({ label: 'Failed' })
      const messages = page.getByRole('list', { name: 'Messages' })
      await messages.getByRole('button', { name: /issue\.assigned/ }).click()
      await messages.getByText('no answer within 15 seconds').first().waitFor()
      await messages.getByText('8 attempts have no record').waitFor()
      const again = messages.getByRole('button', { name: 'Send again' })
      await says(page, 'It is sent again, under its old id.', () => again.click())
    },
  },
  {
    name: 'who may not manage webhooks is told so, and a server that fails can be asked again',
    run: async (page, { set }) => {
      await set({ webhooksAnswer: 'denied' })
      await page.goto('/settings#webhooks')
      await section(page).getByText('Only admins see and change who is told.').waitFor()
      await set({ webhooksAnswer: 'broken' })
      await page.reload()
      await section(page).getByRole('button', { name: 'Try again' }).waitFor()
      const asked = page.waitForRequest((sent) => new URL(sent.url()).pathname.endsWith('/api/webhooks'))
      await section(page).getByRole('button', { name: 'Try again' }).click()
      await asked
      await section(page).getByRole('button', { name: 'Try again' }).waitFor()
      await set({ webhooksAnswer: 'fine' })
      await page.reload()
      await row(page, '#fixes').waitFor()
    },
  },
  {
    name: 'without any webhook the section says what it is for',
    run: async (page, { set }) => {
      await set({ webhooks: [] })
      await page.goto('/settings#webhooks')
      await section(page).getByText('Nobody is told yet.').waitFor()
    },
  },
]
