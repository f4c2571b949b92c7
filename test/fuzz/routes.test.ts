// Every route, from its own schema: no request makes the server fail or hang, and a refused one changes nothing.
//
// A new route is tried by itself; a row in the access table gives it something to name and a body that it takes.
// DISPATCH_FUZZ_SEED and DISPATCH_FUZZ_RUNS (random requests of each route) search elsewhere and longer. DISPATCH_FUZZ_SHARE=1/3
// sends every third request, 2/3 the others, 1 (default) all.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vendors } from '#src/composition/feature-ports.ts'
import { addConnection } from '#src/intake/add-connection.ts'
import { processWaiting } from '#src/intake/process-waiting.ts'
import { claimIssue } from '#src/issues/claim-issue.ts'
import type { Row } from '#test/access/row.ts'
import { accessTable } from '#test/access/table.ts'
import { agent, type Ids, issue } from '#test/access/things.ts'
import { accessWorld, type World } from '#test/access/world.ts'
import { type Case, fixedCases, type Material, randomCases } from '#test/fuzz/cases.ts'
import { type Senders, type SignedDelivery, signedDeliveries } from '#test/fuzz/deliveries.ts'
import { openWatch, type Watch } from '#test/fuzz/fingerprint.ts'
import { hostileIds, hostileQueryValues } from '#test/fuzz/hostile.ts'
import { complaintAbout } from '#test/fuzz/judge.ts'
import { type Description, describeOperations, type Operation } from '#test/fuzz/operations.ts'
import { request } from '#test/runtime.ts'

const seed = Number(process.env.DISPATCH_FUZZ_SEED ?? 20_260_302)
const runs = Number(process.env.DISPATCH_FUZZ_RUNS ?? 3)
const share = process.env.DISPATCH_FUZZ_SHARE ?? '1'
/** So long no answer takes, even on a machine that has much else to do. */
const patienceMs = 20_000

let world: World
let description: Description
let watch: Watch
let adminKey: string
let foreignCursors: string[]

beforeAll(async () => {
  world = await accessWorld()
  description = await describeOperations(world.api)
  watch = await openWatch(world.kit.runtime)
  adminKey = await world.home.shop.apiKey('admin')
  foreignCursors = await cursorsOfAnotherWorkspace()
}, 60_000)
afterAll(() => world?.close())

async function cursorsOfAnotherWorkspace(): Promise<string[]> {
  const cookie = await world.foreign.cookie()
  for (const title of ['One', 'Two']) await world.foreign.make('POST', '/api/issues', { title })
  const cursors: string[] = []
  for (const path of ['/api/issues?limit=1', '/api/members?limit=1', '/api/statuses?limit=1', '/api/audit?limit=1']) {
    const { next_cursor } = await (await request(world.api, { path, cookie })).json()
    if (typeof next_cursor === 'string') cursors.push(next_cursor)
  }
  expect(cursors.length).toBeGreaterThan(1)
  return cursors
}

/** What a case is sent with, and renewed when a request that succeeded used it up. */
interface Stage {
  operation: Operation
  row: Row | undefined
  own: Ids
  foreign: Ids
  credentials: { cookie?: string; key?: string }
}

const workable = {
  runs_enabled: true,
  run_budget_usd: 5,
  day_budget_usd: 100_000,
  max_concurrent_runs: 100,
  runs_per_day_error_fix: 10_000,
  runs_per_day_other: 10_000,
}

async function prepare(operation: Operation): Promise<Stage> {
  const row = accessTable[operation.name]
  await world.home.make('PATCH', '/api/workspaces/current', { policy: workable }) // cases of another route may have changed it
  const own = (await row?.thing?.(world.home)) ?? {}
  const foreign = (await row?.thing?.(world.foreign)) ?? {}
  return { operation, row, own, foreign, credentials: await credentialsFor(row) }
}

async function credentialsFor(row: Row | undefined): Promise<Stage['credentials']> {
  return row?.people === 'nobody' ? { key: adminKey } : { cookie: await world.home.cookie() }
}

async function send(stage: Stage, { target, query, body, headers }: Case) {
  const { method, path } = stage.operation
  const ids = target.of === 'own' ? stage.own : stage.foreign
  const fill = (name: string) => (target.of === 'text' ? target.text : encodeURIComponent(ids[name] ?? 'unknown'))
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => fill(name))
  const call = { method, path: `${address}?${query}`, headers, ...(body !== undefined && { body }), ...stage.credentials }
  const response = await within(request(world.api, call))
  return { status: response.status, type: response.headers.get('content-type'), text: await within(response.text()) }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Why a run was not started is recorded, under the lock of its budgets. */
const writtenByRefusals: Record<string, RegExp> = { 'POST /api/issues/{id}/runs': /^dispatch_(decision|budget):/ }

/** Nothing when the case was answered as it should be. */
async function tryCase(stage: Stage, one: Case): Promise<string | undefined> {
  await watch.begin()
  const answer = await send(stage, one)
  const complaint = complaintAbout(answer)
  if (complaint) return complaint
  if (answer.status >= 400 && answer.status < 500) {
    const allowed = writtenByRefusals[stage.operation.name]
    const changes = (await watch.changes()).filter((change) => !allowed?.test(change))
    return changes.length > 0 ? `${answer.status} changed ${changes.join('; ')}: ${answer.text.slice(0, 300)}` : undefined
  }
  if (stage.operation.method !== 'GET' && answer.status < 400) await renew(stage)
  return undefined
}

async function renew(stage: Stage): Promise<void> {
  if (stage.operation.method === 'DELETE') stage.own = (await stage.row?.thing?.(world.home)) ?? {}
  stage.credentials = await credentialsFor(stage.row)
}

const show = ({ target, query, body, headers }: Case) =>
  `${JSON.stringify(target).slice(0, 100)} ?${query.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${JSON.stringify(body)?.slice(0, 400)}`

const routes = Object.keys(accessTable).filter((name) => !accessTable[name]?.raw)

test('every route of the server is tried', () => {
  const known = new Set(Object.keys(accessTable))
  expect(description.operations.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
})

test.each(routes)(
  `%s never fails or hangs, and changes nothing when it refuses (seed ${seed})`,
  { timeout: 120_000 },
  async (name) => {
    const operation = description.operations.find((one) => one.name === name)
    expect(operation, 'no route for this row of the access table').toBeDefined()
    if (!operation) return
    const wrong: string[] = []
    const stage = await prepare(operation)
    for (const one of casesFor(stage)) {
      const complaint = await tryCase(stage, one).catch(String)
      if (complaint) wrong.push(`${show(one)}\n  ${complaint}`)
    }
    expect(wrong.length, wrong.join('\n')).toBe(0)
  },
)

/** It makes a whole workspace each time. */
const slow = new Map([['POST /api/demo', 20]])

function casesFor({ operation, row, own }: Stage): Case[] {
  const body = row?.body?.(own) ?? {}
  const query = row?.query?.slice(1) ?? ''
  const material: Material = { operation, components: description.components, body, query, foreignCursors }
  const cases = [...fixedCases(material), ...fc.sample(randomCases(material), { seed, numRuns: runs })]
  const offset = routes.indexOf(operation.name)
  const isThird = (index: number) => (index + offset) % 3 === 0
  const mine = cases.filter((_, index) => share === '1' || isThird(index) === (share === '1/3'))
  return mine.slice(0, slow.get(operation.name))
}

const streams = Object.keys(accessTable).filter((name) => accessTable[name]?.raw === 'stream')

/** Begun, and left at once: what it is asked with is read before the first frame. */
async function openStream(
  { operation, credentials }: Stage,
  ids: Ids,
  { query = '', lastEventId }: { query?: string; lastEventId?: string },
) {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'unknown')
  const left = new AbortController()
  const response = await within(
    fetch(`${world.server.origin}${path}?${query}`, {
      signal: left.signal,
      headers: {
        ...(credentials.cookie && { cookie: credentials.cookie }),
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
    }),
  )
  const text = response.status === 200 ? '' : await within(response.text())
  left.abort()
  return { status: response.status, type: response.headers.get('content-type'), text }
}

test.each(streams)('%s begins or refuses, whatever it is asked with', { timeout: 120_000 }, async (name) => {
  const operation = description.operations.find((one) => one.name === name)
  if (!operation) throw new Error(`${name} is not described`)
  const stage = await prepare(operation)
  const asked = [
    ...hostileQueryValues.map((value) => ({ ids: stage.own, query: `after=${value}` })),
    ...hostileQueryValues.map((value) => ({ ids: stage.own, lastEventId: value })),
    { ids: stage.own, query: 'after=1&after=2' },
    ...(operation.path.includes('{') ? hostileIds.map((id) => ({ ids: { id } })) : []),
  ]
  for (const { ids, ...more } of asked) {
    const answer = await openStream(stage, ids, more)
    expect(complaintAbout(answer), JSON.stringify({ ids, ...more }).slice(0, 200)).toBeUndefined()
  }
})

async function openSenders(): Promise<Senders> {
  const ctx = world.home.shop.person()
  const secret = 'what only the vendor knows'
  const connect = async (source: 'sentry' | 'github' | 'loki' | 'signal') => {
    const { id } = await addConnection(ctx, { source, name: source, secret })
    return { path: `${source === 'signal' ? '/api/signals' : `/api/${source}/webhook`}/${id}`, secret }
  }
  const { id: agentId = '' } = await agent(world.home)
  const { id: issueId = '' } = await issue(world.home)
  const made = await world.home.make('POST', `/api/agents/${agentId}/secret`, {})
  await claimIssue({ ...world.home.shop.key('agent'), agentId }, { issueId, agent: { id: agentId, name: 'Agent' } })
  return {
    sentry: await connect('sentry'),
    github: await connect('github'),
    loki: await connect('loki'),
    signal: await connect('signal'),
    agent: { path: `/api/mcp/webhook/${agentId}`, secret: String(made.secret), issue: issueId },
  }
}

async function deliver({ path, body, headers }: SignedDelivery) {
  const response = await within(request(world.api, { method: 'POST', path, body, headers }))
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

test('what a vendor signs is taken or refused, and what was taken is decided about', { timeout: 120_000 }, async () => {
  for (const one of signedDeliveries(await openSenders(), { seed, runs: runs * 10 })) {
    const answer = await deliver(one)
    expect(complaintAbout(answer) ?? null, `${one.path} ${one.body.slice(0, 300)}`).toBeNull()
    expect(answer.status, 'the signature is right').not.toBe(401)
  }
  const { runtime } = world.kit
  await processWaiting(runtime, vendors, new AbortController().signal)
  const undecided = await runtime.database.kysely
    .selectFrom('dispatch_delivery')
    .select(['source', 'kind', 'state', 'error'])
    .where('state', 'not in', ['processed', 'ignored', 'duplicate', 'dead'])
    .execute()
  expect(undecided).toEqual([])
})
