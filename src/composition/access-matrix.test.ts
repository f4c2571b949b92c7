import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasRole } from '#src/access/domain/permissions.ts'
import { newId } from '#src/platform/ids.ts'
import { type Caller, credentialsOf, nameOf } from '#test/access/caller.ts'
import type { Row } from '#test/access/row.ts'
import { accessTable } from '#test/access/table.ts'
import type { Ids, Thing } from '#test/access/things.ts'
import { accessWorld, type World } from '#test/access/world.ts'
import { describeOperations } from '#test/fuzz/operations.ts'
import { request } from '#test/runtime.ts'

let world: World
beforeAll(async () => {
  world = await accessWorld()
}, 60_000)
afterAll(() => world.close())

const rows = Object.entries(accessTable)
const foreignThings = new Map<Thing, Promise<Ids>>()
const fill = (path: string, ids: Ids) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? 'unknown'))

interface Call {
  route: string
  row: Row
  caller: Caller
  ids?: Ids
  headers?: Record<string, string>
}

interface Answer {
  status: number
  text: string
}

async function send({ route, row, caller, ids = {}, headers = {} }: Call): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ')
  const body = method === 'GET' || (method === 'DELETE' && !row.body) ? undefined : (row.body?.(ids) ?? {})
  const target = { method, path: fill(path, ids) + (row.query ?? ''), ...(body && { body }), headers }
  const credentials = await credentialsOf(caller)
  if (row.raw) return sendRaw(row.raw, { ...target, ...credentials })
  const response = await request(world.api, { ...target, ...credentials })
  return { status: response.status, text: await response.text() }
}

async function sendRaw(
  kind: 'answer' | 'stream',
  call: { method: string; path: string; body?: object; cookie?: string; key?: string; headers: Record<string, string> },
): Promise<Answer> {
  const left = new AbortController()
  const response = await fetch(world.server.origin + call.path, {
    method: call.method,
    signal: left.signal,
    headers: {
      ...call.headers,
      accept: 'application/json, text/event-stream',
      ...(call.body && { 'content-type': 'application/json' }),
      ...(call.cookie && { cookie: call.cookie, origin: world.server.origin }),
      ...(call.key && { authorization: `Bearer ${call.key}` }),
    },
    ...(call.body && { body: JSON.stringify(call.body) }),
  })
  const { status } = response
  const text = kind === 'stream' && status === 200 ? '' : await response.text()
  left.abort()
  return { status, text }
}

function mayCall(row: Row, caller: Caller): boolean {
  if (row.people === 'everyone') return true
  if (caller.kind === 'person') return row.people !== 'nobody' && hasRole(caller.role, row.people)
  return caller.kind === 'key' && row.keys.includes(caller.scope)
}

/** The one place that says what the table means. */
function expected(row: Row, caller: Caller): number {
  if (mayCall(row, caller)) return row.ok
  if (caller.kind === 'nobody') return 401
  if (caller.kind === 'run') return row.run ?? 403
  if (caller.kind === 'person' && row.hidden) return 404
  if (caller.kind === 'person' && row.people === 'nobody') return row.refused ?? 403
  return 403
}

test('every route of the server has a row in the table, and every row has a route', async () => {
  const served = new Set([...routesOfApi(), ...(await rawRoutes())])
  const missing = [...served].filter((route) => !(route in accessTable))
  expect(
    missing,
    `These routes have no row in test/access/table*.ts. Add one for each: the least role of people, the scopes of keys, what a caller who may gets, and the thing that its path names:\n${missing.join('\n')}\n`,
  ).toEqual([])
  expect(rows.map(([route]) => route).filter((route) => !served.has(route))).toEqual([])
})

function routesOfApi(): string[] {
  return world.api.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`)
}

/** What the server answers by itself, as its source says it. */
async function rawRoutes(): Promise<string[]> {
  const source = await readFile(new URL('../server.ts', import.meta.url), 'utf8')
  const fixed = [...source.matchAll(/(isRead && )?path === '(\/[^']+)'/g)].map(([, isRead, path]) => [
    isRead ? 'GET' : 'POST',
    path,
  ])
  const routes = fixed.filter(([, path]) => path !== '/api').map(([method, path]) => `${method} ${path}`)
  expect(source.match(/= \/\^\\\//g)).toHaveLength(1) // one pattern: the stream of a run
  return [...routes, 'GET /api/runs/{id}/stream']
}

test.each(rows)('%s in the own workspace', { timeout: 30_000 }, async (route, row) => {
  const shared = (await row.thing?.(world.home)) ?? {}
  const isRead = route.startsWith('GET ')
  const [wanted, got]: Record<string, number>[] = [{}, {}]
  const said: string[] = []
  for (const caller of world.callers) {
    const ids = isRead || !mayCall(row, caller) ? shared : ((await row.thing?.(world.home)) ?? {})
    const { status, text } = await send({ route, row, caller, ids })
    Object.assign(wanted ?? {}, { [nameOf(caller)]: expected(row, caller) })
    Object.assign(got ?? {}, { [nameOf(caller)]: status })
    if (status !== expected(row, caller)) said.push(`${nameOf(caller)}: ${status} ${text}`)
  }
  expect(got, said.join('\n')).toEqual(wanted)
})

/** What a body names is answered in the body: only what the path names can be missing as a whole. */
const withThings = rows.filter(([route, { thing }]) => thing && route.includes('{'))

test.each(withThings)('%s: what another workspace has is no different from what nobody has', async (route, row) => {
  const there = await foreignThing(row)
  const nowhere = Object.fromEntries(Object.entries(there).map(([name, id]) => [name, newId(id.split('_')[0] ?? 'x')]))
  for (const caller of world.callers.filter((each) => mayCall(row, each))) {
    const [foreign, unknown] = [await send({ route, row, caller, ids: there }), await send({ route, row, caller, ids: nowhere })]
    expect([nameOf(caller), foreign.status], foreign.text).toEqual([nameOf(caller), 404])
    expect([unknown.status, anonymous(unknown, nowhere)]).toEqual([404, anonymous(foreign, there)])
  }
})

test('a body with a field that nobody knows is refused, and the field is named', { timeout: 60_000 }, async () => {
  const { operations } = await describeOperations(world.api)
  const withBody = operations.filter(({ name, path, body }) => body && !accessTable[name]?.raw && !/\/webhook(\/|$)/.test(path))
  expect(withBody.length).toBeGreaterThan(40)
  const wrong: string[] = []
  for (const { name: route } of withBody) {
    const row = accessTable[route]
    const caller = world.callers.find((each) => row && mayCall(row, each))
    if (!row || !caller) throw new Error(`nobody may call ${route}`)
    const ids = (await row.thing?.(world.home)) ?? {}
    const withUnknown = { ...row, body: () => ({ ...row.body?.(ids), no_such_field: 1 }) }
    const { status, text } = await send({ route, row: withUnknown, caller, ids })
    if (status !== 422 || !text.includes('no_such_field')) wrong.push(`${route}: ${status} ${text.slice(0, 200)}`)
  }
  expect(wrong).toEqual([])
})

const nested = withThings.filter(([route]) => (route.match(/\{\w+_id\}/g) ?? []).length > 0)

test.each(nested)('%s: a part of another workspace is not found under a whole of the own one', async (route, row) => {
  const { id = '' } = (await row.thing?.(world.home)) ?? {}
  const ids = { ...(await foreignThing(row)), id }
  for (const caller of world.callers.filter((each) => mayCall(row, each))) {
    const { status, text } = await send({ route, row, caller, ids })
    expect([nameOf(caller), status], text).toEqual([nameOf(caller), 404])
  }
})

/** Nobody can change it, so one of a kind does for all. */
function foreignThing({ thing }: Row): Promise<Ids> {
  if (!thing) return Promise.resolve({})
  const known = foreignThings.get(thing) ?? thing(world.foreign)
  foreignThings.set(thing, known)
  return known
}

/** An answer without the ids that were asked for. */
function anonymous({ text }: Answer, ids: Ids): unknown {
  const { request_id: _, ...problem } = JSON.parse(Object.values(ids).reduce((rest, id) => rest.replaceAll(id, '…'), text))
  return problem
}

const inWorkspace = rows.filter(([, { people }]) => people !== 'everyone' && people !== 'nobody')

test.each(inWorkspace)('%s: nobody gets into another workspace by naming it', async (route, row) => {
  const ids = await foreignThing(row)
  const headers = { 'x-dispatch-workspace': world.foreign.shop.id }
  for (const caller of world.callers) {
    const { status } = await send({ route, row, caller, ids, headers })
    const wanted = { person: 404, key: 403, run: 403, nobody: 401 }[caller.kind]
    expect([nameOf(caller), status]).toEqual([nameOf(caller), wanted])
  }
})

test('the metrics of the installation are for its default workspace alone', async () => {
  const admin = await world.foreign.members.admin.cookie()
  const key = await world.foreign.shop.apiKey('admin')
  for (const credentials of [{ cookie: admin }, { key }]) {
    const { status, text } = await sendRaw('answer', { method: 'GET', path: '/metrics', headers: {}, ...credentials })
    expect([status, JSON.parse(text).code]).toEqual([403, 'default_workspace_only'])
  }
})

test('the demo is there for everybody in the workspace that began it, as what they are', { timeout: 30_000 }, async () => {
  const { admin, viewer } = world.home.members
  await request(world.api, { method: 'POST', path: '/api/demo', body: {}, cookie: await admin.cookie() })
  const { items } = await (await request(world.api, { path: '/api/workspaces', cookie: await viewer.cookie() })).json()
  expect(items).toMatchObject([{ role: 'viewer' }, { is_demo: true, role: 'viewer' }])
  const stranger = world.foreign.members.owner
  const others = await (await request(world.api, { path: '/api/workspaces', cookie: await stranger.cookie() })).json()
  expect(others.items).toHaveLength(1)
})
