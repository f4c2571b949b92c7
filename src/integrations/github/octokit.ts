// How we speak to GitHub's API: with its own plugins for retries and limits, bounded in time, quiet, and never writing the token anywhere.
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'

export interface GitHubApiOptions {
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise server. */
  apiUrl: string
  /** Undefined: only what everyone may read. */
  token: string | undefined
  fetch?: typeof fetch
  timeoutMs?: number
  /** The first pause before a retry; the next ones are 4 and 9 times as long. */
  retryBaseMs?: number
}

const Client = Octokit.plugin(retry, throttling)

export type GitHubApi = InstanceType<typeof Client>

/** GitHub may ask to wait for an hour; a job that waits longer than this is better retried later. */
const MAX_WAIT_SECONDS = 60
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** An octokit for one installation of GitHub. */
export function createGitHubApi(options: GitHubApiOptions): GitHubApi {
  const { apiUrl, token, timeoutMs = 10_000, retryBaseMs = 1_000 } = options
  const send = options.fetch ?? fetch
  const isWorthWaiting = (seconds: number, _options: object, _api: object, retryCount: number) =>
    retryCount < 1 && seconds <= MAX_WAIT_SECONDS
  return new Client({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'dispatch',
    log: silent,
    ...(token && { auth: token }),
    request: {
      // Each try has its own time; octokit itself knows none.
      fetch: (url: string, init: RequestInit) => send(url, { ...init, signal: limited(init.signal, timeoutMs) }),
    },
    retry: { retryAfterBaseValue: retryBaseMs },
    throttle: {
      // The pace that github.com asks for between writes; Enterprise servers have no such limits by default.
      enabled: new URL(apiUrl).host === 'api.github.com',
      onRateLimit: isWorthWaiting,
      onSecondaryRateLimit: isWorthWaiting,
    },
  })
}

function limited(signal: AbortSignal | null | undefined, timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, timeout]) : timeout
}
