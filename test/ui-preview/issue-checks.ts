// What people do with issues, their plans and their runs.
import type { Page } from 'playwright-core'
import { type Check, card, enter, hasCount, hasValue, isAt } from './check-kit.ts'
import { settled } from './settled.ts'
import { becomes } from './until.ts'

/** What Enter would take of a list that narrows while one types. */
const isNext = (page: Page, name: string) => page.getByRole('option', { name, selected: true }).waitFor()

export const issueChecks: Check[] = [
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
      await hasValue(dialog.getByLabel('Title'), 'Export of large reports times out')
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
      await isNext(page, 'Go to Fixes')
      await page.getByPlaceholder('Search issues').press('Enter')
      await isAt(page, '/fixes')
    },
  },
  {
    name: 'approving a plan asks for the password again, goes on by itself, and starts the run',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-12')
      await page.getByRole('button', { name: /Approve and implement · at most 5.00 USD/ }).click()
      await enter(page.getByRole('dialog', { name: 'Your password again' }).getByLabel('Password'), 'preview')
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
      await page.getByRole('region', { name: 'Live run' }).getByText('get_issue').waitFor()
      await page.getByRole('button', { name: 'Cancel run' }).click()
      await page.getByRole('region', { name: 'Live run' }).waitFor({ state: 'detached' })
      await set({ policy: { runs_enabled: false } })
      await page.goto('/issues/DISPATCH-20')
      await page.getByRole('button', { name: /Investigate · at most/ }).click()
      await page.getByText('Switch runs on again at the foot of the rail.').waitFor()
    },
  },
  {
    name: 'an issue is given to another member, found by typing; people and agents stand apart, and one may take it back',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-18')
      await page.getByRole('button', { name: 'Assignee nobody' }).click()
      await page.getByRole('group', { name: 'People' }).getByRole('option').first().getByText('you').waitFor()
      await page
        .getByRole('group', { name: 'Agents' })
        .getByRole('option', { name: /Simulator/ })
        .waitFor()
      const typed = page.getByRole('combobox', { name: 'Assignee' })
      await becomes(() => typed.evaluate((field) => field === document.activeElement), true, 'whether the field has the focus')
      await page.keyboard.type('sascha@')
      await hasCount(page.getByRole('listbox').getByRole('option'), 1, 'people of that name')
      await isNext(page, 'Sascha Holt')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Assignee Sascha Holt' }).click()
      await typed.fill('no one')
      await isNext(page, 'Nobody')
      await typed.press('Enter')
      await page.getByRole('button', { name: 'Assignee nobody' }).waitFor()
    },
  },
  {
    name: 'search marks the words that it found, and shows no text as markup',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-18')
      await page.getByRole('button', { name: 'Assignee nobody' }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('Search issues').fill('culprit')
      const hit = page.getByRole('option', { name: /reading 'total'/ })
      await becomes(() => hit.locator('mark').allTextContents(), ['Culprit'], 'the marked words')
      await hit.getByText('**TypeError**', { exact: false }).waitFor()
    },
  },
  {
    name: 'two edit a description at once: neither text is lost unseen; another field that changes is no matter',
    run: async (page, { open }) => {
      const other = await open()
      for (const one of [page, other]) {
        await one.goto('/issues/DISPATCH-18')
        await one.getByRole('button', { name: /^(Edit|Describe it)$/ }).click()
      }
      const field = (one: Page) => one.getByLabel('Description, in Markdown')
      await field(page).fill('The text of the first')
      await field(other).fill('The text of the second')
      await other.getByRole('button', { name: 'Save', exact: true }).click()
      const choice = page.getByRole('region', { name: 'The description was changed meanwhile' })
      await choice.getByText('Robin Vale changed the description meanwhile', { exact: false }).waitFor()
      await choice.getByText('The text of the second').waitFor()
      // The tabs of one browser keep one draft: what is written last stays.
      await field(page).fill('The text of the first, longer')
      await page.reload()
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await hasValue(field(page), 'The text of the first, longer')
      await choice.getByRole('button', { name: 'Save mine over it' }).click()
      await other.getByText('The text of the first, longer').waitFor()
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await field(page).fill('A third text')
      await other.getByRole('button', { name: /^Priority/ }).click()
      await other.getByRole('option', { name: /P4/ }).click()
      await page.getByRole('button', { name: /^Priority.*P4/ }).waitFor()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await other.getByText('A third text').waitFor()
    },
  },
  {
    name: 'an issue without a plan leaves no error in the console of the browser',
    run: async (page) => {
      const refused: string[] = []
      page.on('response', (response) => response.status() >= 400 && refused.push(response.url()))
      const asked = page.waitForResponse((response) => response.url().includes('type=plan.submitted'))
      await page.goto('/issues/DISPATCH-18')
      await asked
      await page.getByRole('button', { name: /Investigate · at most/ }).waitFor()
      await page.getByRole('link', { name: /ChunkLoadError/ }).waitFor()
      await settled(page)
      await becomes(() => refused, [], 'what was refused')
    },
  },
]
