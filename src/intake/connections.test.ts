import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grafanaRoutes } from '#src/integrations/grafana/routes.ts'
import { sentryRoutes } from '#src/integrations/sentry/routes.ts'
import { signalRoutes } from '#src/integrations/signals/routes.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { signGrafana } from '#test/fixtures/grafana/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { request } from '#test/runtime.ts'
import { connectionRoutes } from './connection-routes.ts'
import type { Connection, ConnectionWithSecret, TriedSettings } from './connection-schemas.ts'

let intake: TestIntake
let api: App
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
  api = newApi()
})
afterAll(() => intake?.close())

/** Also as another process, which remembers no secrets. */
const newApi = () =>
  createApi(intake.runtime, [connectionRoutes(intake.ports.vendors), sentryRoutes(), grafanaRoutes(), signalRoutes()])

async function call<T>(method: string, path: string, body?: object, key = intake.workspace.adminKey) {
  const response = await request(api, { method, path: `/api/connections${path}`, key, ...(body && { body }) })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T }
}

const create = async (body: object) => (await call<ConnectionWithSecret>('POST', '', { name: 'A sender', ...body })).body

/** How a delivery with this secret is answered, by a process that has just started. */
async function deliver(address: string, secret: string, body = '{"external_id":"1","title":"It fails"}'): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
  return (await newApi().request(new URL(address, 'http://x').pathname, { method: 'POST', body, headers })).status
}

const readEvents = async () => (await intake.events()).filter(({ type }) => type.startsWith('connection.'))

test('a connection is made with a secret that is shown once, and delivers at its address', async () => {
  const made = await create({ source: 'signal', settings: { preset: 'rollbar' } })
  expect(made).toMatchObject({
    id: expect.stringMatching(/^con_/),
    source: 'signal',
    name: 'A sender',
    is_default: false,
    address: `/api/signals/${made.id}`,
    secret: { state: 'set', variable: null, old_valid: false, old_valid_until: null },
    settings: { preset: 'rollbar' },
    bad_signatures: 0,
    last_delivery_at: null,
    vendor_state: null,
    created_by: { type: 'key' },
    shown_secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/=]{44}$/),
  })
  const secret = made.shown_secret ?? ''
  expect(await deliver(made.address, secret)).toBe(202)
  expect(await deliver(made.address, 'another')).toBe(401)
  const rows = await intake.db.selectFrom('dispatch_connection').selectAll().execute()
  const everything = [await call('GET', `/${made.id}`), await call('GET', ''), rows, await intake.events()]
  expect(JSON.stringify(everything)).not.toContain(secret)
})

test('a connection says since when all deliveries are refused, until a good one comes', async () => {
  const made = await create({ source: 'signal' })
  const refusedAt = intake.runtime.clock.now().toISOString()
  expect(await deliver(made.address, 'another')).toBe(401)
  const read = async () => (await call<Connection>('GET', `/${made.id}`)).body
  await expect.poll(read).toMatchObject({ bad_signatures: 1, refused_at: refusedAt, refused_since: refusedAt })
  intake.runtime.clock.setOffsetMs(60_000)
  expect(await deliver(made.address, made.shown_secret ?? '')).toBe(202)
  await intake.settle()
  await expect.poll(read).toMatchObject({ bad_signatures: 1, refused_at: refusedAt, refused_since: null })
  intake.runtime.clock.setOffsetMs(120_000)
  const goodAt = (await read()).last_delivery_at
  expect(await deliver(made.address, 'another')).toBe(401)
  // The first one is older: since the last good one nothing but these came.
  await expect.poll(read).toMatchObject({ bad_signatures: 2, refused_since: goodAt })
  intake.runtime.clock.setOffsetMs(0)
})

test('the default connections are there, and their secrets are the environment’s', async () => {
  const { items } = (await call<{ items: Connection[] }>('GET', '?limit=200')).body
  const grafana = items.find(({ source, is_default }) => source === 'loki' && is_default)
  expect(grafana).toMatchObject({
    name: 'Grafana',
    address: '/api/loki/webhook',
    secret: { state: 'environment', variable: 'LOKI_WEBHOOK_SECRET' },
  })
  expect(await call('POST', `/${grafana?.id}/rotate-secret`, {})).toMatchObject({
    status: 409,
    body: { code: 'set_by_environment', detail: expect.stringContaining('LOKI_WEBHOOK_SECRET') },
  })
  expect(await call('DELETE', `/${grafana?.id}`)).toMatchObject({ status: 409, body: { code: 'default_connection' } })
})

test('pages go on where the last one ended', async () => {
  const first = (await call<{ items: Connection[]; next_cursor: string }>('GET', '?limit=2')).body
  const second = (await call<{ items: Connection[] }>('GET', `?limit=200&cursor=${first.next_cursor}`)).body
  const all = (await call<{ items: Connection[] }>('GET', '?limit=200')).body
  // What a test before has sent may be processed meanwhile.
  const ids = (items: Connection[]) => items.map(({ id }) => id)
  expect(ids([...first.items, ...second.items])).toEqual(ids(all.items))
})

test('Sentry makes its secret itself: until it is entered the address answers 503', async () => {
  const made = await create({ source: 'sentry', settings: { issue_categories: ['error'] } })
  expect(made).toMatchObject({ shown_secret: null, secret: { state: 'none' } })
  expect(await deliver(made.address, 'any')).toBe(503)
  expect(await call('POST', `/${made.id}/rotate-secret`, {})).toMatchObject({ status: 422, body: { code: 'secret_required' } })
  const set = await call('POST', `/${made.id}/rotate-secret`, { secret: 'the-client-secret-of-sentry' })
  expect(set).toMatchObject({ status: 201, body: { shown_secret: null, secret: { state: 'set', old_valid: false } } })
  expect(await deliver(made.address, 'any')).toBe(401)
})

describe('a rotation', () => {
  const old = 'o'.repeat(32)
  const rotate = async (id: string, body: object) => (await call<ConnectionWithSecret>('POST', `/${id}/rotate-secret`, body)).body

  test('leaves the old secret valid beside the new one until it is retired', async () => {
    const made = await create({ source: 'loki', secret: old })
    expect(made.shown_secret).toBeNull()
    const rotated = await rotate(made.id, { old_valid_seconds: null })
    expect(rotated.secret).toMatchObject({ old_valid: true, old_valid_until: null })
    const body = '{"alerts":[]}'
    for (const secret of [old, rotated.shown_secret ?? '']) {
      expect(await deliver(made.address, secret, `${body} `)).toBeLessThan(203)
      const headers = { 'x-grafana-alerting-signature': signGrafana(body, secret) }
      expect((await newApi().request(made.address, { method: 'POST', body, headers })).status).toBeLessThan(203)
    }
    intake.runtime.advance(90 * 86_400)
    expect(await deliver(made.address, old)).toBe(202)
    const retired = await call<Connection>('POST', `/${made.id}/retire-old-secret`)
    expect(retired).toMatchObject({ status: 200, body: { secret: { state: 'set', old_valid: false } } })
    expect([await deliver(made.address, old), await deliver(made.address, rotated.shown_secret ?? '')]).toEqual([401, 200])
    expect(await call('POST', `/${made.id}/retire-old-secret`)).toMatchObject({ status: 409, body: { code: 'no_old_secret' } })
  })

  test('ends the old secret after the time that was given, a day unless told otherwise', async () => {
    const made = await create({ source: 'signal', secret: old })
    const until = new Date(intake.runtime.clock.now().getTime() + 86_400_000)
    const rotated = await rotate(made.id, {})
    expect(Date.parse(rotated.secret.old_valid_until ?? '')).toBeCloseTo(until.getTime(), -4)
    expect(await deliver(made.address, old)).toBe(202)
    intake.runtime.advance(86_401)
    expect(await deliver(made.address, old)).toBe(401)
    expect((await call<Connection>('GET', `/${made.id}`)).body.secret).toMatchObject({ old_valid: false, old_valid_until: null })
  })

  test('twice keeps two, and at once ends the old one now', async () => {
    const made = await create({ source: 'signal', secret: old })
    const [second, third] = [await rotate(made.id, {}), await rotate(made.id, {})]
    expect(await deliver(made.address, old)).toBe(401)
    expect(await deliver(made.address, second.shown_secret ?? '')).toBe(202)
    const last = await rotate(made.id, { old_valid_seconds: 0 })
    expect(await deliver(made.address, third.shown_secret ?? '')).toBe(401)
    expect(await deliver(made.address, last.shown_secret ?? '')).toBe(200)
  })
})

describe('settings', () => {
  test.each([
    ['signal', { preset: 'newrelic' }, 'settings.preset'],
    ['signal', { mapping: { external_id: 'no path' } }, 'settings.mapping.external_id.0'],
    ['signal', { mapping: { external_id: '$' } }, 'settings.mapping.external_id'],
    ['signal', { mapping: { extrenal_id: '$.id' } }, 'settings.mapping.extrenal_id'],
    ['loki', { timestamp_header: 'a b' }, 'settings.timestamp_header'],
    ['sentry', { issue_categories: 'all' }, 'settings.issue_categories'],
    ['github', { anything: 1 }, 'settings.anything'],
  ])('of %s are checked: %j', async (source, settings, path) => {
    expect(await call('POST', '', { source, name: 'X', settings })).toMatchObject({ status: 422, body: { errors: [{ path }] } })
  })

  test('are replaced as a whole, and the change is told', async () => {
    const made = await create({ source: 'signal', settings: { preset: 'datadog' } })
    const settings = { mapping: { external_id: ['$.a', '$.b'] } }
    expect(await call('PATCH', `/${made.id}`, { name: 'Ours', settings })).toMatchObject({
      status: 200,
      body: { name: 'Ours', settings },
    })
    expect((await readEvents()).at(-1)).toMatchObject({
      type: 'connection.changed',
      payload: { changes: { name: ['A sender', 'Ours'], settings: [{ preset: 'datadog' }, settings] } },
    })
  })
})

describe('trying settings out', () => {
  const attempt = async (settings: object, body: string) =>
    (await call<TriedSettings>('POST', '/try', { source: 'signal', settings, body })).body

  test('shows what would be read', async () => {
    const body = readFileSync(new URL('../../test/fixtures/signals/rollbar-new-item.json', import.meta.url), 'utf8')
    expect(await attempt({ preset: 'rollbar' }, body)).toMatchObject({
      outcome: 'read',
      signals: [{ external_id: 'rollbar:496445267', priority: 'P1', labels: ['Rollbar'], environment: 'production' }],
    })
  })

  test.each([
    ['nothing', 'unreadable', 'not_json'],
    ['{}', 'unreadable', 'no_external_id'],
    ['{"external_id":1,"title":"x","state":"muted"}', 'ignored', 'state_not_used'],
  ])('says why nothing would be: %s', async (body, outcome, reason) => {
    expect(await attempt({}, body)).toMatchObject({ outcome, reason, signals: [] })
  })
})

test('a deleted connection answers nobody; what it brought stays', async () => {
  const made = await create({ source: 'signal', secret: 'd'.repeat(32) })
  await deliver(made.address, 'd'.repeat(32), '{"external_id":"stays","title":"It fails"}')
  await intake.settle()
  expect((await call('DELETE', `/${made.id}`)).status).toBe(204)
  expect(await deliver(made.address, 'd'.repeat(32))).toBe(404)
  expect((await call('GET', `/${made.id}`)).status).toBe(404)
  const link = { external_id: 'stays', workspace_id: intake.workspace.id }
  const found = await intake.db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where((eb) => eb.and(link))
    .execute()
  expect(found).toHaveLength(1)
})

test('keys that may only write are refused, and every change is in the audit without a secret', async () => {
  expect(await call('GET', '', undefined, await intake.workspace.apiKey('write'))).toMatchObject({ status: 403 })
  const types = new Set((await readEvents()).map(({ type }) => type))
  expect([...types].sort()).toEqual([
    'connection.added',
    'connection.changed',
    'connection.deleted',
    'connection.old_secret_retired',
    'connection.secret_rotated',
  ])
  expect(JSON.stringify(await readEvents())).not.toMatch(/whsec_|oooo|dddd/)
})

describe('a body over the limit is refused before it is read', () => {
  const chunk = new Uint8Array(1_048_576)
  test.each(['/api/sentry/webhook', '/api/loki/webhook', '/api/signals'])('%s, of unknown length', async (path) => {
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1
        controller.enqueue(chunk)
      },
    })
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'transfer-encoding': 'chunked' } }
    expect((await api.request(path, init)).status).toBe(413)
    expect(pulled).toBeLessThan(10)
  })
  test.each(['/api/loki/webhook', '/api/signals'])('%s, by the length that it declares', async (path) => {
    const headers = { 'content-length': String(6 * 1_048_576) }
    expect((await api.request(path, { method: 'POST', body: 'x', headers })).status).toBe(413)
  })
})
