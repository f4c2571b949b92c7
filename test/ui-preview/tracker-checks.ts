// What people do with relations, comments, links, columns, labels and many issues at once; and what viewers may not.
import type { Locator, Page } from 'playwright-core'
import { type Check, card, column, enter, fitsIn, isDisabled, isFocused, isGone, noComplaints, phone, says } from './check-kit.ts'
import { settled } from './settled.ts'
import { until } from './until.ts'

/** X on the card or row. */
async function chooseByKey(page: Page, issue: Locator, identifier: string): Promise<void> {
  await issue.focus()
  await isFocused(page, identifier)
  await page.keyboard.press('x')
}

const panel = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

export const trackerChecks: Check[] = [
  {
    name: 'a relation is added by search and taken away; a circle is refused with the reason',
    run: async (page, { open }) => {
      await page.goto('/issues/DISPATCH-18')
      const relations = panel(page, 'Relations')
      await relations.getByText('Tied to no other issue.').waitFor()
      await relations.getByLabel('Kind of relation').selectOption('blocks')
      await relations.getByRole('button', { name: 'Add' }).click()
      await page.getByPlaceholder('Blocks which issue?').fill('currency')
      await page.getByRole('option', { name: /wrong currency/ }).click()
      const tied = relations.getByRole('list', { name: 'Blocks' }).getByRole('link')
      await tied.waitFor()
      const other = await open()
      await other.goto((await tied.getAttribute('href')) ?? '')
      await panel(other, 'Relations').getByRole('list', { name: 'Blocked by' }).getByRole('link').waitFor()
      await relations.getByRole('button', { name: /^Blocks DISPATCH-\d+ no more$/ }).click()
      await relations.getByText('Tied to no other issue.').waitFor()
    },
  },
  {
    name: 'a sub-issue is put below, counted, and taken out again',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-18')
      const below = panel(page, 'Sub-issues')
      await below.getByRole('button', { name: 'Add a sub-issue' }).click()
      await page.getByPlaceholder('Which issue goes below?').fill('currency')
      await page.getByRole('option', { name: /wrong currency/ }).click()
      await below.getByText('0 of 1 done').waitFor()
      await below.getByRole('button', { name: /^Take DISPATCH-\d+ out$/ }).click()
      await below.getByText('None.').waitFor()
    },
  },
  {
    name: 'an address becomes a link, a stranger one is refused, and the link goes after a question',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-18')
      const links = panel(page, 'Links elsewhere')
      const address = links.getByLabel('Address of an issue elsewhere')
      await enter(address, 'https://example.com/1')
      await links.getByText('is no issue of Sentry, GitHub or Linear').waitFor()
      await enter(address, 'https://acme.sentry.io/issues/4820175533/')
      await links.getByRole('link', { name: '4820175533' }).waitFor()
      await links.getByRole('button', { name: 'Take the link to 4820175533 away' }).click()
      const away = page.getByRole('button', { name: 'Take it away' })
      await says(page, 'The link is gone.', () => away.click())
      await links.getByText('Linked to nothing elsewhere.').waitFor()
    },
  },
  {
    name: 'a comment of one’s own is edited by keyboard and deleted after a question',
    run: async (page) => {
      await page.goto('/issues/DISPATCH-12')
      const comment = page.getByRole('article', { name: 'Comment of Robin Vale' })
      await comment.getByRole('button', { name: /More about the comment/ }).press('Enter')
      await page.getByRole('menuitem', { name: 'Edit' }).press('Enter')
      await comment.getByLabel('Comment, in Markdown').fill('It began on Monday.')
      await comment.getByLabel('Comment, in Markdown').press('Control+Enter')
      await comment.getByText('It began on Monday.').waitFor()
      await comment.getByText('edited').waitFor()
      await comment.getByRole('button', { name: /More about the comment/ }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      const remove = page.getByRole('dialog').getByRole('button', { name: 'Delete' })
      await says(page, 'The comment is deleted.', () => remove.click())
      await comment.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'a column is added, renamed, recoloured, moved and deleted with a target; a label likewise',
    run: async (page) => {
      await page.goto('/settings#columns')
      const columns = page.locator('#columns')
      await enter(columns.getByLabel('New column'), 'Backlog')
      await columns.getByText('There is a column with the name Backlog already.').waitFor()
      await columns.getByLabel('New column').fill('Triage')
      await columns.getByLabel('Category').selectOption('backlog')
      await columns.getByRole('button', { name: 'Add' }).click()
      await enter(columns.getByLabel('Name of the column Triage'), 'Intake')
      await columns.getByLabel('Colour of Intake').selectOption('amber')
      await columns.getByRole('button', { name: 'Move Intake up' }).click()
      await isDisabled(columns.getByRole('button', { name: 'Move Intake up' }))
      await isDisabled(columns.getByRole('button', { name: 'Delete Done' }))
      await columns.getByRole('button', { name: 'Delete Intake' }).click()
      const remove = page.getByRole('button', { name: 'Move and delete' })
      await says(page, 'Intake is deleted.', () => remove.click())
      await columns.getByLabel('Name of the column Intake').waitFor({ state: 'detached' })
      const labels = page.locator('#labels')
      await enter(labels.getByRole('textbox', { name: 'New label' }), 'urgent')
      await labels.getByLabel('Colour of urgent').selectOption('red')
      await labels.getByRole('button', { name: 'Delete urgent' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await labels.getByLabel('Name of the label urgent').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'X chooses cards, all change together, and a refusal names the one that it fails on',
    run: async (page) => {
      await page.goto('/board')
      await chooseByKey(page, card(page, 'DISPATCH-18'), 'DISPATCH-18')
      await chooseByKey(page, card(page, 'DISPATCH-19'), 'DISPATCH-19')
      const bar = page.getByRole('region', { name: 'Change the chosen issues' })
      await bar.getByText('2 chosen').waitFor()
      await noComplaints(page, 'bar')
      await page.keyboard.press('Escape')
      await bar.waitFor({ state: 'detached' })
      await chooseByKey(page, card(page, 'DISPATCH-18'), 'DISPATCH-18')
      await chooseByKey(page, card(page, 'DISPATCH-12'), 'DISPATCH-12')
      await bar.getByRole('button', { name: 'Status' }).click()
      await page.getByRole('option', { name: 'Done' }).click()
      await bar.getByText('Nothing was changed.').waitFor()
      await bar.getByRole('button', { name: 'Leave DISPATCH-12 out' }).click()
      await bar.getByRole('button', { name: 'Status' }).click()
      await page.getByRole('option', { name: 'Done' }).click()
      await column(page, 'Done').locator('a[href="/issues/DISPATCH-18"]').waitFor()
      await bar.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'rows of the list are chosen by box and by key, and get a label',
    run: async (page) => {
      await page.goto('/issues?sort=created')
      await page.getByRole('checkbox', { name: 'Choose DISPATCH-18' }).check()
      await chooseByKey(page, page.locator('a[data-row][href="/issues/DISPATCH-19"]'), 'DISPATCH-19')
      const bar = page.getByRole('region', { name: 'Change the chosen issues' })
      await bar.getByText('2 chosen').waitFor()
      await bar.getByRole('button', { name: 'Add label' }).click()
      const flaky = page.getByRole('option', { name: 'flaky' })
      await says(page, '2 issues changed.', () => flaky.click())
      const row = page.getByRole('row').filter({ hasText: 'DISPATCH-19' })
      await row.getByText('flaky').or(row.getByTitle('flaky')).waitFor()
    },
  },
  {
    name: 'on a phone every row of a table says which issue it is and where it stands, and nothing hangs over the edge',
    context: phone,
    run: async (page) => {
      await page.goto('/runs')
      const run = page.getByRole('row').filter({ hasText: 'DISPATCH-14' })
      await run.getByText('DISPATCH-14').filter({ visible: true }).waitFor()
      await run.getByText('running', { exact: false }).first().waitFor()
      await page.goto('/issues?sort=created')
      const issue = page.getByRole('row').filter({ hasText: 'DISPATCH-18' })
      await issue.getByText('DISPATCH-18').filter({ visible: true }).waitFor()
      await issue.getByText('Backlog').filter({ visible: true }).waitFor()
      for (const path of ['/inbox', '/board', '/issues', '/issues/DISPATCH-12', '/runs', '/runs/run_05', '/settings']) {
        await page.goto(path)
        await settled(page)
        await fitsIn(page, path)
      }
    },
  },
  {
    name: 'a viewer reads everything and is offered no change',
    run: async (page, { set }) => {
      await set({ role: 'viewer', account: { email: 'noa@acme.dev', has_password: true, github: null } })
      await page.goto('/board')
      await card(page, 'DISPATCH-18').focus()
      await isFocused(page, 'DISPATCH-18')
      await isDisabled(page.getByRole('button', { name: 'New issue', exact: true }))
      await isGone(page.getByRole('button', { name: 'Move DISPATCH-18 to…' }))
      await page.keyboard.press('Space')
      const said = page.locator('output[aria-live="assertive"]')
      await until(
        () => said.textContent(),
        'the reason to be spoken',
        (seen) => seen?.includes('You are viewer') ?? false,
      )
      await page.keyboard.press('x')
      await noComplaints(page, 'the board')
      await isGone(page.getByRole('region', { name: 'Change the chosen issues' }))
      await page.goto('/issues/DISPATCH-12')
      await isDisabled(page.getByRole('button', { name: /Approve and implement/ }))
      await isGone(page.getByLabel('Comment', { exact: true }))
      await noComplaints(page, 'the issue')
    },
  },
]
