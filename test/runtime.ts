// A whole runtime on a fresh database, and a workspace in it with every kind of caller.
//
//   let runtime: TestRuntime
//   beforeAll(async () => { runtime = await testRuntime() })
//   afterAll(() => runtime.close())
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CreateWorkspace, createWorkspace } from '#src/access/create-workspace.ts'
import { allScopes, expandScopes } from '#src/access/domain/permissions.ts'
import { hashToken, newToken, tokenHint } from '#src/access/domain/tokens.ts'
import { sealCookie, sessionLifetimeMs } from '#src/access/identify-session.ts'
import { insertApiKey } from '#src/access/store/api-keys.ts'
import { insertSession } from '#src/access/store/sessions.ts'
import { insertUser } from '#src/access/store/users.ts'
import { type Clock, createClock } from '#src/platform/clock.ts'
import { type Config, type Environment, parseConfig } from '#src/platform/config.ts'
import { type Actor, type Ctx, type Scope, systemContext } from '#src/platform/context.ts'
import type { App } from '#src/platform/http/app.ts'
import { newId } from '#src/platform/ids.ts'
import { type AnyJob, Jobs, type SweepDefinition } from '#src/platform/jobs.ts'
import { createLogger } from '#src/platform/log.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { createSecretBox } from '#src/platform/secret-box.ts'
import type { Embedder } from '#src/search/embedder.ts'
import { testDatabase } from '#test/database.ts'

/** When tests begin, in business time. */
export const testStart = new Date('2026-03-02T09:00:00.000Z')

export interface TestRuntimeOptions {
  /** Environment variables; DISPATCH_DATA_DIR is a fresh directory unless it is given. */
  environment?: Environment
  /** Given, the queue is installed, so that commands can enqueue; see `work`. */
  jobs?: readonly AnyJob[]
  sweeps?: readonly SweepDefinition[]
  /** Jobs are carried out and sweeps run by themselves. Default: they only wait, see `jobs.queued(name)`. */
  work?: boolean
  /** Calls to the outside. Default: they fail. */
  fetch?: typeof fetch
  /** Default: none, so that search is lexical. Whoever gives one closes it. */
  embedder?: Embedder
}

export interface TestRuntime extends Runtime {
  /** Moves business time on. */
  advance(seconds: number): void
  close(): Promise<void>
}

export async function testRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'dispatch-test-'))
  const { database, close } = await testDatabase()
  const clock = createClock(0, () => testStart.getTime())
  const log = createLogger('silent')
  const jobs = new Jobs({ database, log, definitions: options.jobs ?? [], sweeps: options.sweeps ?? [], paused: !options.work })
  const runtime: TestRuntime = {
    config: testConfig(dataDirectory, options.environment),
    database,
    jobs,
    clock,
    log,
    secrets: createSecretBox('a key that only the tests know, 32+'),
    fetch: options.fetch ?? refuseOutside,
    ...(options.embedder && { embedder: options.embedder }),
    advance: (seconds) => advance(clock, seconds),
    close: async () => {
      if (options.jobs || options.sweeps) await jobs.stop({ graceful: false })
      await close()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
  if (options.jobs || options.sweeps) await jobs.start(runtime)
  return runtime
}

function testConfig(dataDirectory: string, environment: Environment = {}): Config {
  return parseConfig({ DISPATCH_DATA_DIR: dataDirectory, LOG_LEVEL: 'silent', ...environment })
}

function advance(clock: Clock, seconds: number): void {
  clock.setOffsetMs(clock.offsetMs() + seconds * 1000)
}

const refuseOutside: typeof fetch = (input) => Promise.reject(new TypeError(`the test runtime has no outside: ${String(input)}`))

/** Callers are made anew on each call, so that their `now` is the clock's. */
export interface TestWorkspace {
  id: string
  prefix: string
  /** An admin API key, for `request`. */
  adminKey: string
  userId: string
  /** A person with a fresh session and all scopes. */
  person(): Ctx
  key(...scopes: [Scope, ...Scope[]]): Ctx
  run(runId: string, issueId: string): Ctx
  webhook(connectionId?: string): Ctx
  system(): Ctx
  /** An API key that is really stored. */
  apiKey(...scopes: [Scope, ...Scope[]]): Promise<string>
  /** The `Cookie` header of a real session. */
  sessionCookie(): Promise<string>
}

let workspaces = 0

/** The first workspace of a runtime is its default one, unless told otherwise. */
export async function testWorkspace(runtime: Runtime, options: Partial<CreateWorkspace> = {}): Promise<TestWorkspace> {
  const { database, clock } = runtime
  const id = newId('wsp')
  const prefix = options.prefix ?? `TEST${++workspaces}`
  const first = await database.kysely
    .selectFrom('dispatch_workspace')
    .select('id')
    .where('is_default', '=', true)
    .executeTakeFirst()
  await createWorkspace(systemContext(runtime, id), { name: `Workspace ${prefix}`, isDefault: !first, ...options, prefix })
  const userId = newId('usr')
  await insertUser(database.kysely, { id: userId, display_name: `Person of ${prefix}` }, clock.now())
  const session = await storeSession(runtime, { workspaceId: id, userId })
  const as = (actor: Actor, scopes: ReadonlySet<Scope>): Ctx => ({ ...systemContext(runtime, id, actor), scopes })
  const apiKey = (...scopes: [Scope, ...Scope[]]) => storeApiKey(runtime, id, scopes)
  return {
    id,
    prefix,
    userId,
    adminKey: await apiKey('admin'),
    apiKey,
    person: () => ({
      ...as({ type: 'person', id: userId, name: `Person of ${prefix}` }, allScopes),
      role: 'owner',
      session: { id: session.id, confirmedAt: clock.now(), expiresAt: session.expiresAt, isShared: true },
    }),
    key: (...scopes) => as({ type: 'key', id: 'key_of_the_test', name: 'Key of the test' }, expandScopes(scopes)),
    run: (runId, issueId) => ({
      ...as({ type: 'run', id: runId, name: 'Agent' }, new Set<Scope>(['agent'])),
      runIssueId: issueId,
    }),
    webhook: (connectionId = 'con_of_the_test') => as({ type: 'webhook', id: connectionId, name: 'Sentry' }, allScopes),
    system: () => systemContext(runtime, id),
    sessionCookie: async () =>
      `dispatch_session=${sealCookie(runtime, (await storeSession(runtime, { workspaceId: id, userId })).token)}`,
  }
}

async function storeApiKey(runtime: Runtime, workspaceId: string, scopes: Scope[]): Promise<string> {
  const token = newToken('api_key')
  const created = { created_by: { type: 'system' as const, id: 'system', name: 'Test' }, created_at: runtime.clock.now() }
  await insertApiKey(runtime.database.kysely, {
    id: newId('key'),
    workspace_id: workspaceId,
    name: `Key with ${scopes.join(', ')}`,
    key_hash: hashToken(token),
    key_hint: tokenHint(token),
    scopes,
    ...created,
  })
  return token
}

async function storeSession(runtime: Runtime, owner: { workspaceId: string; userId: string }) {
  const token = newToken('session')
  const now = runtime.clock.now()
  const id = newId('ses')
  const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
  const times = { created_at: now, confirmed_at: now, last_seen_at: now, expires_at: expiresAt }
  const row = {
    id,
    token_hash: hashToken(token),
    user_id: owner.userId,
    workspace_id: owner.workspaceId,
    user_agent: 'test',
    ...times,
  }
  await insertSession(runtime.database.kysely, row)
  return { id, token, expiresAt }
}

export interface TestRequest {
  method?: string
  path: string
  /** Sent as JSON; a string goes as it is. */
  body?: unknown
  /** An API key or run token. */
  key?: string
  /** A `Cookie` header; a changing request then also carries our own Origin, unless `headers` has another. */
  cookie?: string
  headers?: Record<string, string>
  remoteAddress?: string
}

const testHost = '127.0.0.1:3002'

/** Sends a request to the API as a browser or program on this machine would. */
export async function request(
  api: App,
  { method = 'GET', path, body, key, cookie, headers, remoteAddress = '127.0.0.1' }: TestRequest,
): Promise<Response> {
  const init: RequestInit = {
    method,
    headers: {
      host: testHost,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(cookie !== undefined && { cookie, ...(method !== 'GET' && { origin: `http://${testHost}` }) }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
  return api.request(`http://${testHost}${path}`, init, { incoming: { socket: { remoteAddress } } })
}
