// What Dispatch found out by itself and leaves to people.
import { type Check, fitsAcross, isGone, phone } from './check-kit.ts'

export const hintChecks: Check[] = [
  {
    name: 'a suggested pull request says why, is confirmed on one issue and dismissed on another',
    run: async (page) => {
      await page.goto('/board')
      await page
        .getByRole('link', { name: /Export of large reports/ })
        .first()
        .click()
      await page.getByText('Names no issue, but says much the same (1.04).').waitFor()
      await page.getByRole('button', { name: 'Confirm that #244 closes this issue' }).click()
      await page.getByText('Names no issue, but says much the same').waitFor({ state: 'detached' })
      await page.getByRole('link', { name: 'Stream large reports instead of building them in memory' }).waitFor()
      await page.goto('/board')
      await page
        .getByRole('link', { name: /ECONNRESET while fetching rates/ })
        .first()
        .click()
      await page.getByRole('button', { name: '#244 is about something else' }).click()
      await page.getByText('Names no issue, but says much the same').waitFor({ state: 'detached' })
      await isGone(page.getByRole('link', { name: 'Stream large reports' }))
    },
  },
  {
    name: 'an error shows the commits that may have caused it and the deploys around; where nothing is known it says so',
    context: phone,
    run: async (page) => {
      await page.goto('/issues')
      await page
        .getByRole('link', { name: /TypeError: Cannot read/ })
        .first()
        .click()
      const commits = page.getByRole('list', { name: 'Suspect commits' })
      await commits.getByText('Compute the total of a basket lazily (#231)').waitFor()
      await commits.getByRole('link', { name: '#231' }).waitFor()
      await page
        .getByRole('list', { name: 'Deploys around' })
        .getByText(/^before/)
        .waitFor()
      await fitsAcross(page, commits)
      await page.goto('/issues')
      await page
        .getByRole('link', { name: /RangeError: Invalid time value/ })
        .first()
        .click()
      await page.getByText(/^None of the 14 commits/).waitFor()
      await page.goto('/issues')
      await page
        .getByRole('link', { name: /context deadline exceeded/ })
        .first()
        .click()
      await page.getByText(/^Not known\. Nobody has looked yet/).waitFor()
    },
  },
]
