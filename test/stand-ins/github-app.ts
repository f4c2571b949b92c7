// The part of GitHub that knows an App: it checks the App's signature, gives tokens for installations, and keeps its deliveries.
import { verify } from 'node:crypto'
import type { Asked, Reply } from './http.ts'

export interface StandInApp {
  id: string
  /** PEM. */
  publicKey: string
  /** Installation ids by repository, lower case. */
  installations: Map<string, number>
  /** Each token that was given, with its installation. */
  tokens: Map<string, number>
  hookUrl: string
  deliveries: StandInDelivery[]
  /** Ids of deliveries that were asked for again. */
  redelivered: number[]
}

export interface StandInDelivery {
  id: number
  guid: string
  delivered_at: string
  status_code: number
}

export function newApp(id: string, publicKey: string): StandInApp {
  return {
    id,
    publicKey,
    installations: new Map(),
    tokens: new Map(),
    hookUrl: 'https://dispatch.example/api/github/webhook',
    deliveries: [],
    redelivered: [],
  }
}

const notFound: Reply = { status: 404, json: { message: 'Not Found' } }

/** Undefined when it is no question about the App. */
export function answerForApp(app: StandInApp, { method, path, headers }: Asked): Reply | undefined {
  const installation = /^\/repos\/([^/]+\/[^/]+)\/installation$/.exec(path)?.[1]
  if (!path.startsWith('/app') && installation === undefined) return undefined
  if (!isSigned(app, headers.authorization)) return { status: 401, json: { message: 'A JSON web token could not be decoded' } }
  if (installation !== undefined) {
    const id = app.installations.get(installation.toLowerCase())
    return id === undefined ? notFound : { status: 200, json: { id, app_id: Number(app.id) } }
  }
  const wanted = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)?.[1]
  if (wanted && method === 'POST') return giveToken(app, Number(wanted))
  if (path === '/app') return { status: 200, json: { id: Number(app.id), slug: 'dispatch', permissions: { contents: 'write' } } }
  if (path === '/app/hook/config') return { status: 200, json: { url: app.hookUrl } }
  if (path === '/app/hook/deliveries') return { status: 200, json: app.deliveries }
  const again = /^\/app\/hook\/deliveries\/(\d+)\/attempts$/.exec(path)?.[1]
  if (!again || method !== 'POST') return notFound
  app.redelivered.push(Number(again))
  return { status: 202, json: {} }
}

/** The installation whose token this is. */
export function installationOf(app: StandInApp | undefined, authorization: string | undefined): number | undefined {
  return app?.tokens.get(authorization?.replace(/^(?:token|Bearer) /, '') ?? '')
}

function giveToken(app: StandInApp, installation: number): Reply {
  if (![...app.installations.values()].includes(installation)) return notFound
  const token = `ghs_installation${installation}number${app.tokens.size + 1}`
  app.tokens.set(token, installation)
  const expires_at = new Date(Date.now() + 3_600_000).toISOString()
  return { status: 201, json: { token, expires_at, permissions: { contents: 'write' }, repository_selection: 'selected' } }
}

function isSigned(app: StandInApp, authorization = ''): boolean {
  const [head = '', payload = '', signature = ''] = authorization.replace(/^bearer /i, '').split('.')
  const isGenuine = verify('RSA-SHA256', Buffer.from(`${head}.${payload}`), app.publicKey, Buffer.from(signature, 'base64url'))
  if (!isGenuine) return false
  const { iss, exp, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  const now = Date.now() / 1_000
  return String(iss) === app.id && iat <= now && exp > now && exp - iat <= 660
}
