// What GitHub still answers is written down, so that people see it and a restart knows it.
import type { SweepDefinition } from '#src/platform/jobs.ts'
import type { Budget } from './budget.ts'
import type { GitHubClient } from './client.ts'
import { writeBudget } from './store.ts'

/** Nothing without a client: then GitHub is never asked. */
export function githubSweeps(github: GitHubClient | null): SweepDefinition[] {
  if (!github) return []
  const written = new Map<string, string>()
  return [
    {
      name: 'github.keep_budgets',
      everySeconds: 10,
      run: async ({ database }) => {
        for (const budget of github.connection.budgets.list())
          await keep(budget, written, (news) => writeBudget(database.kysely, news))
      },
    },
  ]
}

async function keep(budget: Budget, written: Map<string, string>, write: (budget: Budget) => Promise<void>): Promise<void> {
  const content = JSON.stringify(budget)
  if (written.get(budget.key) === content) return
  await write(budget)
  written.set(budget.key, content)
}
