import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { requireAccess } from '#src/access/require-access.ts'
import { type Ctx, withTransaction } from '#src/platform/context.ts'
import { type App, createApi, createRoutes } from '#src/platform/http/app.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { Conflict, LimitExceeded } from '../errors.ts'
import { deleteExpiredKeys } from './store/idempotency.ts'

let runtime: TestRuntime
let workspace: TestWorkspace
let api: App
let done: number
let meanwhile: (() => Promise<void>) | undefined
const waiting: (() => void)[] = []
let afterwards: (() => void) | undefined

beforeAll(async () => {
  runtime = await testRuntime()
  workspace = await testWorkspace(runtime)
  api = createApi(runtime, [probeRoutes()])
})
afterAll(() => runtime.close())
beforeEach(() => {
  done = 0
  meanwhile = undefined
  afterwards = undefined
})

function probeRoutes(): App {
  const routes = createRoutes()
  const count = async () => {
    done += 1
    await meanwhile?.()
    return done
  }
  routes.use('/api/*', requireAccess('issue.write'))
  routes.post('/api/things', async (c) => c.json({ done: await count() }, 201, { location: '/api/things/1' }))
  routes.post('/api/others', async (c) => c.json({ done: await count() }))
  routes.post('/api/empty', async (c) => {
    await count()
    return c.body(null, 204)
  })
  routes.post('/api/conflicts', async () => Promise.reject(new Conflict('run_active', `Attempt ${await count()}.`)))
  routes.post('/api/busy', async () => Promise.reject(new LimitExceeded('slow_down', `Attempt ${await count()}.`, 1)))
  routes.post('/api/broken', async () => Promise.reject(new Error(`attempt ${await count()}`)))
  routes.post('/api/works', async (c) => {
    const id = await work(c.get('ctx'), count)
    afterwards?.()
    return c.json({ id }, 201)
  })
  routes.post('/api/slow-works', async (c) => {
    if (++done === 1) await new Promise<void>((go) => waiting.push(go))
    return c.json({ id: await work(c.get('ctx')) }, 201)
  })
  routes.post('/api/secrets', async (c) => {
    c.set('answerIsSecret', true)
    return c.json({ secret: `only-once-${await count()}` }, 201)
  })
  return routes
}

/** One transaction with one event, as commands have it. */
function work(ctx: Ctx, inside: () => Promise<unknown> = async () => {}): Promise<string> {
  return withTransaction(ctx, async (tx) => {
    const subject = { type: 'label', id: tx.newId('lab') }
    tx.emit({ type: 'label.created', subject })
    await inside()
    return subject.id
  })
}

let keys = 0
const newKey = () => `key-${++keys}`

function post(path: string, idempotencyKey: string, options: { body?: unknown; key?: string } = {}) {
  const { body = { title: 'one' }, key = workspace.adminKey } = options
  return request(api, { method: 'POST', path, body, key, headers: { 'idempotency-key': idempotencyKey } })
}

test('the same request again gets the first answer and is not done again', async () => {
  const key = newKey()
  const first = await post('/api/things', key)
  const second = await post('/api/things', key)
  expect([second.status, await second.json(), second.headers.get('location')]).toEqual([201, await first.json(), '/api/things/1'])
  expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([null, 'true'])
  expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
  expect(done).toBe(1)
})

test('an answer without a body is repeated as one', async () => {
  const key = newKey()
  await post('/api/empty', key)
  const second = await post('/api/empty', key)
  expect([second.status, await second.text(), second.headers.get('idempotency-replayed'), done]).toEqual([204, '', 'true', 1])
})

test('the same key with another body is a mistake', async () => {
  const key = newKey()
  await post('/api/things', key)
  const second = await post('/api/things', key, { body: { title: 'two' } })
  expect([second.status, await second.json()]).toMatchObject([422, { code: 'idempotency_mismatch' }])
})

test('keys are told apart by path and by caller', async () => {
  const key = newKey()
  await post('/api/things', key)
  await post('/api/others', key)
  await post('/api/things', key, { key: await workspace.apiKey('write') })
  expect(done).toBe(3)
})

test('while the first is running the second is told to wait', async () => {
  const key = newKey()
  const codes: unknown[] = []
  meanwhile = async () => {
    meanwhile = undefined
    codes.push(await post('/api/things', key).then((response) => response.json()))
  }
  await post('/api/things', key)
  expect(codes).toMatchObject([{ code: 'request_running', status: 409 }])
  expect(done).toBe(1)
})

test('twenty at once are done once', async () => {
  const key = newKey()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/api/things', key)))
  expect(done).toBe(1)
  expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true)
})

/** As if the process that began it had been killed a while ago, by the machine's clock. */
async function abandon(key: string, seconds = 61): Promise<void> {
  const claimed_at = sql<Date>`clock_timestamp() - make_interval(secs => ${seconds}::float8)`
  await runtime.database.kysely.updateTable('dispatch_idempotency').set({ claimed_at }).where('key', '=', key).execute()
}

async function worksDone(): Promise<string[]> {
  const query = runtime.database.kysely.selectFrom('dispatch_event').select('subject_id').where('type', '=', 'label.created')
  return (await query.orderBy('seq').execute()).map(({ subject_id }) => subject_id)
}

test('a request that was cut off is taken over after a minute of the machine, and the late one keeps nothing', async () => {
  const key = newKey()
  meanwhile = async () => {
    meanwhile = undefined
    runtime.advance(3600) // Business time says nothing about processes.
    await abandon(key, 50)
    expect((await post('/api/things', key)).status).toBe(409)
    await abandon(key)
    expect(await (await post('/api/things', key)).json()).toEqual({ done: 2 })
  }
  await post('/api/things', key)
  expect(await (await post('/api/things', key)).json()).toEqual({ done: 2 })
})

test('cut off before its work was committed, a request is done by the next one', async () => {
  const before = await worksDone()
  const key = newKey()
  meanwhile = () => Promise.reject(new Error('the process is gone'))
  expect((await post('/api/works', key)).status).toBe(500)
  meanwhile = undefined
  const { id } = await (await post('/api/works', key)).json()
  expect(await worksDone()).toEqual([...before, id])
})

test('what a request committed before it was cut off is not done again, and is named', async () => {
  const before = await worksDone()
  const key = newKey()
  afterwards = () => {
    throw new Error('the process is gone')
  }
  expect((await post('/api/works', key)).status).toBe(500)
  afterwards = undefined
  const [made] = (await worksDone()).slice(before.length)
  await abandon(key, 3600)
  for (const _ of [1, 2]) {
    const again = await post('/api/works', key)
    const problem = await again.json()
    expect([again.status, problem]).toMatchObject([409, { code: 'already_created', subjects: [{ type: 'label', id: made }] }])
    expect(problem.detail).toContain(made)
  }
  expect((await post('/api/works', key, { body: { title: 'two' } })).status).toBe(422)
  expect(await worksDone()).toEqual([...before, made])
  // The same as a killed process leaves it: no statement after the commit.
  const row = runtime.database.kysely
    .selectFrom('dispatch_idempotency')
    .select(['state', 'status', 'body'])
    .where('key', '=', key)
  expect(await row.execute()).toEqual([{ state: 'committed', status: null, body: null }])
})

test('a request that was taken over before its commit does not commit', async () => {
  const before = await worksDone()
  const key = newKey()
  const first = post('/api/slow-works', key)
  await expect.poll(() => waiting.length).toBe(1)
  await abandon(key)
  const second = await (await post('/api/slow-works', key)).json()
  for (const go of waiting) go()
  expect([(await first).status, await (await first).json()]).toMatchObject([409, { code: 'request_running' }])
  expect(await worksDone()).toEqual([...before, second.id])
  expect(await (await post('/api/slow-works', key)).json()).toEqual(second)
})

test('refusals are repeated, failures and limits are tried again', async () => {
  const key = newKey()
  await post('/api/conflicts', key)
  const refusal = await post('/api/conflicts', key)
  expect([refusal.status, await refusal.json(), refusal.headers.get('content-type')]).toMatchObject([
    409,
    { detail: 'Attempt 1.' },
    'application/problem+json',
  ])
  await post('/api/busy', key)
  expect(await (await post('/api/busy', key)).json()).toMatchObject({ detail: 'Attempt 3.' })
  await post('/api/broken', key)
  expect((await post('/api/broken', key)).status).toBe(500)
  expect(done).toBe(5)
})

test('an answer that shows a secret is kept nowhere', async () => {
  const key = newKey()
  expect(await (await post('/api/secrets', key)).json()).toEqual({ secret: 'only-once-1' })
  const second = await post('/api/secrets', key)
  expect([second.status, await second.json()]).toMatchObject([409, { code: 'already_created' }])
  const rows = await runtime.database.kysely.selectFrom('dispatch_idempotency').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain('only-once')
})

test('after a day a key is new, and its row is swept away', async () => {
  const key = newKey()
  await post('/api/things', key)
  runtime.advance(86_401)
  expect(await (await post('/api/things', key)).json()).toEqual({ done: 2 })
  runtime.advance(86_401)
  await deleteExpiredKeys(runtime.database.kysely, new Date(runtime.clock.now().getTime() - 86_400_000))
  expect(await runtime.database.kysely.selectFrom('dispatch_idempotency').selectAll().execute()).toEqual([])
})

test.each(['', ' ', 'x'.repeat(201), 'two words'])('the key %j is refused', async (key) => {
  expect((await post('/api/things', key)).status).toBe(422)
  expect(done).toBe(0)
})
