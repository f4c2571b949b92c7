// With which right we ask GitHub about a repository: as the App where it is installed, else with the token, else as anybody.
import { z } from 'zod'
import { Upstream } from '#src/platform/errors.ts'
import { statusOf, toAppError } from './api-errors.ts'
import { type Budgets, createBudgets } from './budget.ts'
import { createGitHubApi, type GitHubApi, type GitHubApiOptions, type GitHubAuth } from './octokit.ts'

export type AuthenticationKind = 'app' | 'token' | 'anonymous'

export interface GitHubConnection {
  readonly authentication: AuthenticationKind
  readonly budgets: Budgets
  /** For what people and runs wait for. @throws Upstream, Unavailable while GitHub wants to be left alone */
  apiFor(fullName: string): Promise<GitHubApi>
  /** For what is asked by the clock. @throws besides, Unavailable when little of the budget is left */
  pollApiFor(fullName: string): Promise<GitHubApi>
  /** What git says as its password; null where anybody may read. */
  gitPassword(fullName: string): Promise<string | null>
  /** The App itself, for its own deliveries; null without an App. */
  readonly appApi: GitHubApi | null
  /** The literal values that must never be shown. */
  liveCredentials(): string[]
}

interface Remembered {
  installationId: number | null
  until: number
}

/** Where the App is installed changes rarely; that it was installed a moment ago is to be noticed soon. */
const installedMs = 3_600_000
const notInstalledMs = 60_000
const maxCredentials = 50

/** One for the process: whoever asks shares its budgets and what is known already. */
export function openGitHubConnection(options: GitHubApiOptions, now: () => number = Date.now): GitHubConnection {
  const { app, token } = options
  const budgets = createBudgets(now)
  const credentials = new Set<string>()
  const installations = new Map<string, Remembered>()
  const apis = new Map<string, GitHubApi>()
  const onCredential = (value: string) => {
    credentials.delete(value)
    credentials.add(value)
    for (const oldest of credentials) {
      if (credentials.size <= maxCredentials) return
      credentials.delete(oldest)
    }
  }
  const onLostInstallation = (lost: number) => {
    for (const [name, { installationId }] of installations) if (installationId === lost) installations.delete(name)
  }
  const open = (auth: GitHubAuth): { api: GitHubApi; budgetKey: string } => {
    const budgetKey = auth.kind === 'installation' ? `installation:${auth.installationId}` : auth.kind
    const known = apis.get(budgetKey)
    if (known) return { api: known, budgetKey }
    const api = createGitHubApi(options, { auth, budgetKey, budgets, onCredential, onLostInstallation })
    apis.set(budgetKey, api)
    return { api, budgetKey }
  }
  const appApi = app ? open({ kind: 'app', app }).api : null

  async function installationOf(fullName: string): Promise<number | null> {
    const key = fullName.toLowerCase()
    const known = installations.get(key)
    if (known && known.until > now()) return known.installationId
    budgets.refusePaused('app')
    const installationId = appApi ? await findInstallation(appApi, fullName) : null
    installations.set(key, { installationId, until: now() + (installationId === null ? notInstalledMs : installedMs) })
    return installationId
  }

  async function openFor(fullName: string) {
    const installationId = app ? await installationOf(fullName) : null
    if (app && installationId !== null) return open({ kind: 'installation', app, installationId })
    return open(token ? { kind: 'token', token } : { kind: 'anonymous' })
  }

  return {
    authentication: app ? 'app' : token ? 'token' : 'anonymous',
    budgets,
    appApi,
    apiFor: async (fullName) => {
      const { api, budgetKey } = await openFor(fullName)
      budgets.refusePaused(budgetKey)
      return api
    },
    pollApiFor: async (fullName) => {
      const { api, budgetKey } = await openFor(fullName)
      budgets.refusePoll(budgetKey)
      return api
    },
    gitPassword: async (fullName) => {
      const installationId = app ? await installationOf(fullName) : null
      if (!app || installationId === null) return token ?? null
      const password = await installationToken(open({ kind: 'installation', app, installationId }).api)
      onCredential(password)
      return password
    },
    liveCredentials: () => [...credentials],
  }
}

async function findInstallation(appApi: GitHubApi, fullName: string): Promise<number | null> {
  const [owner = '', repo = ''] = fullName.split('/')
  try {
    const { data } = await appApi.rest.apps.getRepoInstallation({ owner, repo })
    return data.id
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw toAppError(error, "looking for the App's installation")
  }
}

const tokenSchema = z.object({ token: z.string().min(1) })

/** Kept by octokit until shortly before its hour is over. */
async function installationToken(api: GitHubApi): Promise<string> {
  try {
    return tokenSchema.parse(await api.auth({ type: 'installation' })).token
  } catch (error) {
    if (statusOf(error) !== undefined) throw toAppError(error, "asking for an installation's token")
    throw new Upstream('github_unreachable', "GitHub cannot be reached: asking for an installation's token failed.")
  }
}
