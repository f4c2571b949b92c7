// GitHub's OAuth on loopback: it keeps codes for one use, checks the verifier against the challenge, and knows one person.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GitHubPerson {
  id: number
  login: string
  name: string | null
}

export interface GitHubOAuth {
  /** For GITHUB_URL and GITHUB_API_URL. */
  url: string
  /** Who is logged in there and says yes. */
  person: GitHubPerson
  /** What a browser does with an address of `/login/oauth/authorize`: the address that it is sent back to. */
  consent(authorizeUrl: string): Promise<URL>
  close(): Promise<void>
}

interface Grant {
  challenge: string
  redirectUri: string
}

export async function startGitHubOAuth(client: { id: string; secret: string }): Promise<GitHubOAuth> {
  const codes = new Map<string, Grant>()
  const tokens = new Set<string>()
  const host = { person: { id: 583231, login: 'octocat', name: 'Mona' } as GitHubPerson }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand.in')
    if (url.pathname === '/login/oauth/authorize') return authorize(url.searchParams, response)
    if (url.pathname === '/login/oauth/access_token') return exchange(new URLSearchParams(await textOf(request)), response)
    if (url.pathname === '/user') return user(request, response)
    response.writeHead(404).end()
  })

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const code = randomBytes(10).toString('hex')
    codes.set(code, { challenge: query.get('code_challenge') ?? '', redirectUri: query.get('redirect_uri') ?? '' })
    const back = new URL(query.get('redirect_uri') ?? '')
    back.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString()
    response.writeHead(302, { location: back.href }).end()
  }

  /** GitHub says no with 200 and an `error`. */
  function exchange(form: URLSearchParams, response: ServerResponse): void {
    const grant = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      grant?.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri') &&
      form.get('client_id') === client.id &&
      form.get('client_secret') === client.secret
    if (!isRight) return void json(response, 200, { error: 'bad_verification_code', error_description: 'The code is incorrect.' })
    const token = `gho_${randomBytes(12).toString('hex')}`
    tokens.add(token)
    json(response, 200, { access_token: token, scope: '', token_type: 'bearer' })
  }

  function user(request: IncomingMessage, response: ServerResponse): void {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (!tokens.has(token)) return void json(response, 401, { message: 'Bad credentials' })
    json(response, 200, host.person)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(host, {
    url,
    consent: async (authorizeUrl: string) =>
      new URL((await fetch(authorizeUrl, { redirect: 'manual' })).headers.get('location') ?? ''),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
