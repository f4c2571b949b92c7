// What people do with notifications and webhooks in the settings.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { findComplaints } from './accessible.ts'
import type { Check } from './check-kit.ts'

const section = (page: Page) => page.locator('#webhooks')
const row = (page: Page, name: string) => section(page).getByRole('listitem').filter({ hasText: name })

async function open(page: Page): Promise<void> {
  await page.goto('/settings#webhooks')
  await section(page).getByRole('list', { name: 'Who is told' }).waitFor()
}

async function noComplaints(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(findComplaints)
  assert.deepEqual(
    found.map(({ rule, detail, where: element }) => `${where}: ${rule} ${detail} ${element}`),
    [],
  )
}

export const outboundChecks: Check[] = [
  ...(['light', 'dark'] as const).map(
    (theme): Check => ({
      name: `the dialogs of webhooks have names and stand out (${theme})`,
      context: { colorScheme: theme },
      run: async (page) => {
        await open(page)
        await section(page).getByRole('button', { name: 'Tell somebody' }).click()
        await page.getByLabel('Everything').uncheck()
        await page.getByRole('button', { name: 'Single events of issues' }).click()
        await noComplaints(page, 'create')
        await page.getByRole('radio', { name: /Slack bot/ }).check({ force: true })
        await noComplaints(page, 'bot')
        await page.keyboard.press('Escape')
        await row(page, 'Release dashboard').getByRole('button', { name: 'Deliveries' }).click()
        await page.getByRole('button', { name: /Failed/ }).click()
        await page.getByRole('list', { name: 'Attempts' }).waitFor()
        await noComplaints(page, 'log')
      },
    }),
  ),
  {
    name: 'a webhook is made by keyboard alone, its secret shown once',
    run: async (page) => {
      await open(page)
      await section(page).getByRole('button', { name: 'Tell somebody' }).press('Enter')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name', { exact: true }).fill('Inner')
      await dialog.getByLabel('URL').fill('http://10.0.0.1/hook')
      await page.keyboard.press('Enter')
      await page.getByText('is in a private network').first().waitFor()
      await dialog.getByLabel('URL').fill('https://hooks.acme.dev/in')
      await page.keyboard.press('Enter')
      await page.getByText(/^whsec_/).waitFor()
      await page.getByRole('button', { name: 'I have it' }).click()
      await row(page, 'Inner').waitFor()
      assert.equal(await page.getByText(/^whsec_/).count(), 0)
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
      assert.equal(await old.getByText('Switched off').count(), 0)
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
      assert.equal(await agent.getByText('has no secret').count(), 0)
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
      await messages.getByRole('button', { name: 'Send again' }).click()
      await page.getByText('It is sent again, under its old id.').waitFor()
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
      await section(page).getByRole('button', { name: 'Try again' }).waitFor({ timeout: 30_000 })
      const asked = page.waitForRequest((sent) => new URL(sent.url()).pathname.endsWith('/api/webhooks'))
      await section(page).getByRole('button', { name: 'Try again' }).click()
      await asked
      await section(page).getByRole('button', { name: 'Try again' }).waitFor({ timeout: 30_000 })
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
