// Dispatch in a process of its own, on fresh data, with a key for its clients.
import { randomBytes } from 'node:crypto'
import type { DispatchInput } from '../children/dispatch.ts'
import { type Child, startChild } from './child.ts'
import { sentrySecret } from './deliveries.ts'
import { type EngineName, makePlace, type Place } from './engines.ts'

export interface Dispatch {
  child: Child
  port: number
  /** An Authorization header with a stored key that may do everything. */
  headers: Record<string, string>
  request(method: string, path: string, body?: unknown): Promise<unknown>
}

export interface DispatchOptions {
  engine: EngineName
  pages?: boolean
  isHeldBack?: boolean
  /** Default: a fresh one. */
  place?: Place
}

export async function startDispatch(options: DispatchOptions): Promise<Dispatch> {
  const { engine, pages = false, isHeldBack = false } = options
  const place = options.place ?? (await makePlace(engine))
  const bootstrapKey = randomBytes(24).toString('base64url')
  const environment = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    DISPATCH_DATA_DIR: place.directory,
    DISPATCH_API_KEY: bootstrapKey,
    SENTRY_CLIENT_SECRET: sentrySecret,
    ...(place.url && { PG_DATABASE_URL: place.url }),
  }
  const input: DispatchInput = { environment, pages, isHeldBack }
  const child = await startChild('dispatch', input)
  const ask = (key: string, method: string, path: string, body?: unknown) => requestJson(child.port, { key, method, path, body })
  const { key } = (await ask(bootstrapKey, 'POST', '/api/keys', { name: 'Bench', scopes: ['admin'] })) as { key: string }
  return {
    child,
    port: child.port,
    headers: { authorization: `Bearer ${key}` },
    request: (method, path, body) => ask(key, method, path, body),
  }
}

async function requestJson(
  port: number,
  { key, method, path, body }: { key: string; method: string; path: string; body?: unknown },
): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
