// Words for the connection to GitHub.
import type { GitHubStatus } from '../schemas.ts'

export const authenticationWords: Record<GitHubStatus['authentication'], string> = {
  app: 'as a GitHub App',
  token: 'with a token',
  none: 'not at all: this workspace has neither an App nor a token',
}

type Hearing = Pick<GitHubStatus, 'webhook' | 'polling'>

export function hearingWords({ webhook, polling }: Hearing): string {
  if (webhook) return 'by webhooks'
  return polling ? 'by asking each minute' : 'not at all: no webhook has a secret'
}

type Budget = Pick<GitHubStatus['budgets'][number], 'key' | 'limit' | 'remaining'>

export function budgetName(key: string): string {
  const installation = /^installation:(\d+)$/.exec(key)?.[1]
  if (installation) return `Installation ${installation}`
  return key === 'app' ? 'The App itself' : key === 'token' ? 'The token' : 'Without a credential'
}

/** 1 is all of it. */
export function budgetShare({ limit, remaining }: Budget): number {
  return limit ? (remaining ?? 0) / limit : 0
}

/** Below a tenth, what is asked by the clock waits. */
export function budgetTone(budget: Budget): 'good' | 'need' | 'fail' {
  const share = budgetShare(budget)
  return share > 0.25 ? 'good' : share > 0.1 ? 'need' : 'fail'
}
