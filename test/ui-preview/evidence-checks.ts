// What people do with deliveries, with what shipped, and with figures.
import { type Check, fitsIn, hasCount, isDisabled, isGone, phone } from './check-kit.ts'
import { settled } from './settled.ts'

export const evidenceChecks: Check[] = [
  {
    name: 'a delivery shows its parts, and what a replay would do, before it is replayed',
    run: async (page) => {
      await page.goto('/deliveries')
      await page.getByRole('button', { name: 'issue.created' }).first().click()
      await page.getByRole('tab', { name: 'Body' }).click()
      await page.getByText('"shortId": "SHOP-0K"').waitFor()
      await page.getByRole('tab', { name: 'Headers' }).click()
      await page.getByText('[hidden]').waitFor()
      await page.getByRole('tab', { name: /Signals/ }).click()
      await page.getByText('error_issue_created').waitFor()
      await page.getByRole('button', { name: 'What would a replay do?' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('1 of one delivery would do something else than before.').waitFor()
      await dialog.getByText('only then: Issue made', { exact: false }).waitFor()
      await dialog.getByRole('button', { name: 'Replay it' }).click()
      await dialog.getByText('1 of one delivery replayed, 1 with another outcome than before.').waitFor()
      await dialog.getByRole('button', { name: 'Done' }).click()
      await dialog.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'many deliveries are chosen by keyboard and tried out together; Escape lets them go',
    run: async (page) => {
      await page.goto('/deliveries')
      const boxes = page.getByRole('checkbox', { name: /^Choose / })
      await boxes.first().focus()
      await page.keyboard.press('Space')
      await boxes.nth(6).focus()
      await page.keyboard.press('Space')
      await page.getByText('2 chosen').waitFor()
      await page.getByRole('region', { name: 'Replay the chosen deliveries' }).getByRole('button').first().click()
      await page.getByText('1 of 2 deliveries would do something else than before. 1 could not be replayed.').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.keyboard.press('Escape')
      await page.getByText('2 chosen').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'what was given up has a list of its own and is retried together',
    run: async (page) => {
      await page.goto('/deliveries')
      await page.getByRole('button', { name: 'Given up', exact: true }).first().click()
      await page.waitForURL(/state=dead/)
      await hasCount(page.getByRole('checkbox', { name: /^Choose / }), 1, 'deliveries were given up')
      await page.getByRole('button', { name: 'Retry all' }).click()
      await page.getByRole('button', { name: 'Replay it' }).click()
      await page.getByText('1 of one delivery replayed', { exact: false }).waitFor()
    },
  },
  {
    name: 'a viewer sees deliveries and cannot replay them; a refusal and a failure are said',
    run: async (page, { set }) => {
      await set({ role: 'viewer' })
      await page.goto('/deliveries?id=dlv_1')
      await isDisabled(page.getByRole('button', { name: 'What would a replay do?' }))
      for (const [path, subject] of [
        ['/deliveries', 'deliveries'],
        ['/deployments', 'deployments'],
        ['/insights', 'insights'],
      ] as const) {
        await set({ answers: { [subject]: 'denied' } })
        await page.goto(path)
        await page.getByText('You may not see this').waitFor()
        const asked = page.waitForRequest((sent) => new URL(sent.url()).pathname.startsWith(`/api/${subject}`))
        await page.getByRole('button', { name: 'Try again' }).click()
        await asked
        await page.getByText('You may not see this').waitFor()
        await set({ answers: {} })
        await page.reload()
        await settled(page)
        await isGone(page.getByText('You may not see this'))
      }
    },
  },
  {
    name: 'on a phone a delivery keeps its issue and its verdict in sight',
    context: phone,
    run: async (page) => {
      await page.goto('/deliveries')
      const row = page.getByRole('row').filter({ hasText: 'deployment_status' })
      await row.getByText('attach').locator('visible=true').waitFor()
      await row
        .getByText(/^ ?DISPATCH-\d+$/)
        .locator('visible=true')
        .waitFor()
      await fitsIn(page, 'the page')
    },
  },
  {
    name: 'what shipped: production first, what each deployment carries and why, and what was rolled back',
    run: async (page) => {
      await page.goto('/deployments')
      const newest = page.getByRole('article').first()
      await newest.getByText('Shipped').waitFor()
      await newest.getByRole('list', { name: 'Issues' }).getByText('Watching').waitFor()
      await newest.getByRole('button', { name: /1 pull request merged meanwhile, not known/ }).click()
      await newest.getByText('The recorded pushes lead from its merge to what was deployed.').waitFor()
      await newest.getByText('It was merged meanwhile; whether it is in there is not known.').waitFor()
      await newest.getByText('2 commits since 9999999').waitFor()
      await page.getByRole('article', { name: /^Rolled back bbbbbbb/ }).waitFor()
      await page.getByRole('article', { name: /^Rollback aaaaaaa/ }).waitFor()
      await isGone(page.getByText('staging'))
      await page.getByLabel('Not only production').click()
      await page.getByRole('article', { name: /to staging$/ }).waitFor()
    },
  },
  {
    name: 'before the first deployment the page says how to report one',
    run: async (page, { set }) => {
      await set({ empty: true })
      await page.goto('/deployments')
      await page.getByText('Nothing was deployed to production yet').waitFor()
      await page.getByText('/api/deployments', { exact: false }).waitFor()
      await page.goto('/insights')
      await page.getByText('Nothing to count yet').waitFor()
    },
  },
  {
    name: 'each number of the insights leads to its issues, and from there to one of them',
    run: async (page) => {
      await page.goto('/insights')
      await page.getByRole('img', { name: /errors in/ }).waitFor()
      const weeks = page.getByRole('table', { name: 'By week' })
      await weeks.getByRole('button', { name: /^Fixes verified, All weeks: 36/ }).click()
      const panel = page.getByRole('complementary', { name: 'Fixes verified, All weeks' })
      await panel.getByRole('link').first().click()
      await page.getByRole('region', { name: /^Issue DISPATCH-/ }).waitFor()
      await page.keyboard.press('Escape')
      await page.waitForURL(/\/insights/)
      await page.getByLabel('Agent', { exact: true }).selectOption({ label: 'No agent' })
      await page.waitForURL(/agent=none/)
    },
  },
  {
    name: 'on a phone the insights keep what came in and what was verified',
    context: phone,
    run: async (page) => {
      await page.goto('/insights')
      const weeks = page.getByRole('table', { name: 'By week' })
      await weeks.getByRole('columnheader', { name: 'Verified' }).waitFor()
      await fitsIn(page, 'the page')
      await weeks
        .getByRole('button', { name: /^Errors in/ })
        .first()
        .click()
      await page
        .getByRole('complementary', { name: /^Errors in/ })
        .getByRole('link')
        .first()
        .waitFor()
    },
  },
]
