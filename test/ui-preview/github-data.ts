// The connection to GitHub in the preview.
import type { GitHubStatus } from '#src/integrations/github/schemas.ts'
import { ago } from './workspace-data.ts'

export function githubStatus(isEmpty: boolean): GitHubStatus {
  if (isEmpty) return { authentication: 'none', webhook: false, polling: false, budgets: [], repositories: [] }
  const quiet = { limit: 5_000, paused_until: null, asked_at: ago(0), last_error: null, last_error_at: null }
  const limited = 'GitHub answered 403: too many questions, the next in 60 seconds.'
  return {
    authentication: 'app',
    webhook: true,
    polling: false,
    budgets: [
      { ...quiet, key: 'installation:51302', remaining: 4_212, resets_at: ago(-41), unchanged: 1_318 },
      {
        ...quiet,
        key: 'installation:60117',
        remaining: 388,
        resets_at: ago(-12),
        unchanged: 96,
        last_error: limited,
        last_error_at: ago(7),
      },
    ],
    repositories: [
      { full_name: 'acme/shop', looked_at: ago(1), problem: null },
      { full_name: 'acme/legacy-billing', looked_at: ago(190), problem: 'GitHub does not find it, or the token may not see it.' },
    ],
  }
}
