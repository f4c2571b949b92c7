// What people learn about a fix: on the card of its issue, and in the list of all.
import { type Check, fitsAcross, phone } from './check-kit.ts'

export const fixChecks: Check[] = [
  {
    name: 'the list of fixes shows what a verdict rests on: chart, rates with their intervals, how sure, who could have told',
    run: async (page) => {
      await page.goto('/fixes?state=verified')
      const [sure, weak] = [
        page.getByRole('row').filter({ hasText: 'over 99.9 %' }),
        page.getByRole('row').filter({ hasText: 'weak evidence' }),
      ]
      await sure.getByText('Verified', { exact: true }).waitFor()
      await weak.getByText('No recurrence seen', { exact: true }).waitFor()
      await sure.getByRole('button', { name: 'Evidence' }).click()
      await page
        .getByRole('img', { name: /^Told one by one: 60 before the deployment \(of 214 in all\), 0 after it, none against/ })
        .waitFor()
      const rates = page.getByRole('table', { name: 'Events before and after the deployment' })
      await rates.getByRole('row', { name: /before 214 10 days 21\.4 \(18\.6 to 24\.5\)/ }).waitFor()
      await rates.getByRole('row', { name: /after 0 48 hours 0 \(0 to 1\.9\)/ }).waitFor()
      await page.getByText(/It comes at no more than 8\.7 % of its former rate\. Over 99\.9 % sure/).waitFor()
      await page.getByText(/told by .*Sentry’s API/).waitFor()
      await page
        .getByRole('list', { name: 'What became of it' })
        .getByText(/^Verified/)
        .waitFor()
    },
  },
  {
    name: 'on a phone the card of an inconclusive fix says what to connect, and its chart fits',
    context: phone,
    run: async (page) => {
      await page.goto('/fixes?state=inconclusive')
      await page
        .getByRole('row')
        .getByText(/could not have seen one/)
        .first()
        .waitFor()
      await page.getByRole('row').getByRole('link').first().click()
      const card = page.getByRole('article', { name: /^Fix by #/ })
      await card.getByRole('button', { name: 'Evidence' }).click()
      await card
        .getByRole('list', { name: 'What to connect' })
        .getByText(/SENTRY_API_TOKEN/)
        .waitFor()
      await card.getByText('Nothing would have told of a recurrence.').waitFor()
      await fitsAcross(page, card.getByRole('img'))
    },
  },
]
