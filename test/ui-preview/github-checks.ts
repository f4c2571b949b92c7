// What people see of the connection to GitHub in the settings.
import type { Check } from './check-kit.ts'

export const githubChecks: Check[] = [
  {
    name: 'the settings say how GitHub is asked, how much it still answers, and what was wrong',
    run: async (page, { set }) => {
      await page.goto('/settings#github')
      const section = page.locator('#github')
      await section.getByText('as a GitHub App').waitFor()
      await section.getByRole('progressbar', { name: '388 of 5000 requests left' }).waitFor()
      await section.getByText(/too many questions/).waitFor()
      await section.getByText('acme/legacy-billing').waitFor()
      await set({ empty: true })
      await page.reload()
      await section.getByText(/neither an App nor a token/).waitFor()
    },
  },
]
