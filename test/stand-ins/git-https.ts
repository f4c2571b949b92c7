// A git host on loopback with TLS and a token, as GitHub is one: real git behind it, and a memory of who came with what.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'

const file = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))

/** What git needs to trust it: the value of GIT_SSL_CAINFO. */
export const certificatePath = file('loopback-certificate.pem')

export interface GitHost {
  /** `<url>/owner/name.git` is a repository. */
  url: string
  /** Every request: its path and the password that it came with. */
  asked: { path: string; password: string | null }[]
  close(): Promise<void>
}

/** @param repositories bare repositories by their full names; pushing and fetching need the token */
export async function startGitHost(options: { repositories: Record<string, string>; token: string }): Promise<GitHost> {
  const asked: GitHost['asked'] = []
  const server = createServer(
    { key: readFileSync(file('loopback-key.pem')), cert: readFileSync(certificatePath) },
    (request, response) => {
      const password = passwordOf(request)
      asked.push({ path: request.url ?? '', password })
      if (password !== options.token) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      const [, fullName = '', rest = ''] = /^\/([^/]+\/[^/]+)\.git(\/.*)$/.exec(request.url ?? '') ?? []
      const repository = options.repositories[fullName]
      if (!repository) return void response.writeHead(404).end()
      serveWithGit(request, response, { repository, rest })
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function passwordOf({ headers }: IncomingMessage): string | null {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1]
  return basic ? (Buffer.from(basic, 'base64').toString('utf8').split(':')[1] ?? null) : null
}

/** Git's own CGI program answers; this only carries headers and bytes. */
function serveWithGit(request: IncomingMessage, response: ServerResponse, place: { repository: string; rest: string }): void {
  const [path = '', query = ''] = place.rest.split('?')
  const environment: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    GIT_PROJECT_ROOT: place.repository,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    REMOTE_USER: 'pusher',
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: path,
    QUERY_STRING: query,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
  }
  const safe = ['-c', 'safe.directory=*', '-c', 'http.receivepack=true']
  const git = spawn('git', [...safe, 'http-backend'], {
    env: { ...environment, NODE_ENV: 'test' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
  body.pipe(git.stdin)
  git.stdin.on('error', () => {})
  const chunks: Buffer[] = []
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  git.on('close', () => answerAsCgi(response, Buffer.concat(chunks)))
}

function answerAsCgi(response: ServerResponse, output: Buffer): void {
  const end = output.indexOf('\r\n\r\n')
  const lines = output.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n')
  const headers = lines
    .map((line) => line.split(/: (.*)/s))
    .map(([name = '', value = '']) => [name.toLowerCase(), value] as const)
  const status = Number(headers.find(([name]) => name === 'status')?.[1].split(' ')[0] ?? 200)
  response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'status'))).end(output.subarray(end + 4))
}
