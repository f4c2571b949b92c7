// GitHub as the one who says who somebody is: the addresses of its OAuth, and the two calls of a login.
import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import type { Config } from '../platform/config.ts'
import { Conflict, Unauthorized, Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'

/** Longer than this, nobody waits for a login. */
const timeoutMs = 10_000

export interface GitHubAccount {
  /** Never changes and is never given to another account. */
  subject: string
  login: string
  name: string | null
}

interface Provider {
  server: oauth.AuthorizationServer
  client: oauth.Client
  secret: string
  apiUrl: string
}

export function isGitHubOn(config: Config): boolean {
  return Boolean(config.GITHUB_OAUTH_CLIENT_ID && config.GITHUB_OAUTH_CLIENT_SECRET)
}

function providerOf(config: Config): Provider {
  const { GITHUB_OAUTH_CLIENT_ID: id, GITHUB_OAUTH_CLIENT_SECRET: secret, GITHUB_URL: url } = config
  if (!id || !secret) {
    throw new Conflict('github_login_disabled', 'Set GITHUB_OAUTH_CLIENT_ID and GITHUB_OAUTH_CLIENT_SECRET, and restart.')
  }
  const issuer = `${url}/login/oauth`
  const server = { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/access_token` }
  return { server, client: { client_id: id }, secret, apiUrl: config.GITHUB_API_URL }
}

/** Where the browser goes. It asks for no scope: who somebody is, is public there. Throws Conflict unless configured. */
export async function githubAuthorizeUrl(
  config: Config,
  journey: { redirectUri: string; state: string; verifier: string },
): Promise<string> {
  const { server, client } = providerOf(config)
  const url = new URL(server.authorization_endpoint ?? server.issuer)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: journey.redirectUri,
    response_type: 'code',
    state: journey.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: 'S256',
  }).toString()
  return url.href
}

export interface Return {
  redirectUri: string
  verifier: string
  state: string
  /** What GitHub appended to the address of the callback. */
  parameters: URLSearchParams
}

/** Whose account it is. Throws Unauthorized `github_refused` when GitHub, or the person there, said no. */
export async function identifyAtGitHub(runtime: Runtime, journey: Return): Promise<GitHubAccount> {
  const provider = providerOf(runtime.config)
  const token = await exchangeCode(runtime, provider, journey)
  return readAccount(runtime, provider, token)
}

async function exchangeCode(runtime: Runtime, { server, client, secret }: Provider, journey: Return): Promise<string> {
  try {
    const parameters = oauth.validateAuthResponse(server, client, journey.parameters, journey.state)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretPost(secret),
      parameters,
      journey.redirectUri,
      journey.verifier,
      {
        // GitHub Enterprise inside a network may have no TLS; github.com's address is https anyhow.
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: (url, init) => runtime.fetch(url, asInit(init)),
        signal: AbortSignal.timeout(timeoutMs),
      },
    )
    return (await oauth.processAuthorizationCodeResponse(server, client, response)).access_token
  } catch (error) {
    if (error instanceof TypeError || isTimeout(error)) throw unreachable(error)
    runtime.log.warn({ err: error }, 'github_login.refused')
    throw new Unauthorized('github_refused', 'GitHub did not confirm the login. Try again.')
  }
}

/** The library's own options, which fetch knows by the same names. */
function asInit(init: oauth.CustomFetchOptions<'POST', URLSearchParams | undefined>): RequestInit {
  const { method, headers, body, redirect, signal } = init
  return { method, headers, redirect, ...(body && { body }), ...(signal && { signal }) }
}

const accountSchema = z.object({ id: z.number().int().positive(), login: z.string().min(1).max(100), name: z.string().nullish() })

async function readAccount(runtime: Runtime, { apiUrl }: Provider, token: string): Promise<GitHubAccount> {
  try {
    const response = await runtime.fetch(`${apiUrl}/user`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'dispatch' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    const account = accountSchema.parse(await response.json())
    return { subject: String(account.id), login: account.login, name: account.name?.trim() || null }
  } catch (error) {
    throw unreachable(error)
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
}

function unreachable(cause: unknown): Upstream {
  return new Upstream('github_unreachable', 'GitHub did not answer as expected. Try again in a moment.', cause)
}
