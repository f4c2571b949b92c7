// How we speak to GitHub's API: with its own plugins for retries and limits, bounded in time, quiet, and never writing the token anywhere.
import { createAppAuth } from '@octokit/auth-app'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import type { Budgets } from './budget.ts'
import { createConditionalFetch } from './conditional-fetch.ts'

export interface AppCredentials {
  id: string
  /** PEM. */
  privateKey: string
}

export interface GitHubApiOptions {
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise server. */
  apiUrl: string
  /** Undefined: only what everyone may read. */
  token: string | undefined
  /** Goes before the token, in the repositories where it is installed. */
  app?: AppCredentials | undefined
  fetch?: typeof fetch
  timeoutMs?: number
  /** The first pause before a retry; the next ones are 4 and 9 times as long. */
  retryBaseMs?: number
}

export type GitHubAuth =
  | { kind: 'installation'; app: AppCredentials; installationId: number }
  | { kind: 'app'; app: AppCredentials }
  | { kind: 'token'; token: string }
  | { kind: 'anonymous' }

export interface ApiParts {
  auth: GitHubAuth
  /** Whose budget is spent. */
  budgetKey: string
  budgets: Budgets
  /** Hears each credential as it is used, so that it can be kept out of what is stored. */
  onCredential(value: string): void
  /** Hears when an installation gives no token any more. */
  onLostInstallation(installationId: number): void
}

const Client = Octokit.plugin(retry, throttling)

export type GitHubApi = InstanceType<typeof Client>

/** GitHub may ask to wait for an hour; a job that waits longer than this is better retried later. */
const MAX_WAIT_SECONDS = 60
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** An octokit for one credential. */
export function createGitHubApi(options: GitHubApiOptions, parts: ApiParts): GitHubApi {
  const { apiUrl, retryBaseMs = 1_000 } = options
  const isWorthWaiting = (seconds: number, _options: object, _api: object, retryCount: number) =>
    retryCount < 1 && seconds <= MAX_WAIT_SECONDS
  return new Client({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'dispatch',
    log: silent,
    ...authOf(parts.auth),
    request: { fetch: meteredFetch(options, parts) },
    retry: { retryAfterBaseValue: retryBaseMs },
    throttle: {
      // The pace that github.com asks for between writes; Enterprise servers have no such limits by default.
      enabled: new URL(apiUrl).host === 'api.github.com',
      onRateLimit: isWorthWaiting,
      onSecondaryRateLimit: isWorthWaiting,
    },
  })
}

function authOf(auth: GitHubAuth) {
  switch (auth.kind) {
    case 'token':
      return { auth: auth.token }
    case 'anonymous':
      return {}
    default: {
      const { id: appId, privateKey } = auth.app
      const installation = auth.kind === 'installation' ? { installationId: auth.installationId } : {}
      return { authStrategy: createAppAuth, auth: { appId, privateKey, ...installation } }
    }
  }
}

/** Each try has its own time, which octokit does not know; each answer is counted, and what has not changed is not sent again. */
function meteredFetch({ fetch: given, timeoutMs = 10_000 }: GitHubApiOptions, parts: ApiParts) {
  const { budgets, budgetKey } = parts
  const send = given ?? fetch
  const conditional = createConditionalFetch((url, init) => send(url, { ...init, signal: limited(init.signal, timeoutMs) }))
  return async (url: string, init: RequestInit) => {
    const credential = new Headers(init.headers).get('authorization')?.replace(/^(?:token|bearer)\s+/i, '')
    if (credential) parts.onCredential(credential)
    try {
      const { response, isUnchanged } = await conditional(url, init)
      budgets.note(budgetKey, { status: response.status, headers: response.headers, isUnchanged })
      const asked = /\/app\/installations\/(\d+)\/access_tokens$/.exec(url)?.[1]
      if (asked && response.status >= 400 && response.status < 500) parts.onLostInstallation(Number(asked))
      return response
    } catch (error) {
      budgets.noteFailure(budgetKey, 'GitHub cannot be reached.')
      throw error
    }
  }
}

function limited(signal: AbortSignal | null | undefined, timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
