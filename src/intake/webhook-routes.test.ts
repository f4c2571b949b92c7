import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { githubRoutes } from '#src/integrations/github/routes.ts'
import { githubVendor } from '#src/integrations/github/vendor.ts'
import { sentryRoutes } from '#src/integrations/sentry/routes.ts'
import { sentryVendor } from '#src/integrations/sentry/vendor.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { defineJob } from '#src/platform/jobs.ts'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { connectionSecretPurpose } from './connection-directory.ts'
import { ensureConnections } from './ensure-connections.ts'
import { processJob } from './job-names.ts'

const sentrySecret = 'the-client-secret-of-sentry'
const waiting = defineJob({
  name: processJob,
  schema: z.object({}),
  retryLimit: 1,
  expireInSeconds: 60,
  singleton: true,
  handler: async () => {},
})

let runtime: TestRuntime
let workspace: TestWorkspace
let api: App
beforeAll(async () => {
  runtime = await testRuntime({ environment: { SENTRY_CLIENT_SECRET: sentrySecret }, jobs: [waiting] })
  workspace = await testWorkspace(runtime)
  await ensureConnections(runtime, [sentryVendor, githubVendor])
  api = createApi(runtime, [sentryRoutes(), githubRoutes()])
})
afterAll(() => runtime?.close())

let requests = 0
interface Delivery {
  body: string
  path?: string
  id?: string
  signature?: string
  resource?: string
}

function deliver({ body, path = '/api/sentry/webhook', id = `request-${++requests}`, signature, resource = 'issue' }: Delivery) {
  return api.request(path, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'sentry-hook-resource': resource,
      'sentry-hook-signature': signature ?? sign(body),
      'request-id': id,
      authorization: 'Bearer something secret',
    },
  })
}

const sign = (body: string, secret = sentrySecret) => createHmac('sha256', secret).update(body).digest('hex')
const stored = () => runtime.database.kysely.selectFrom('dispatch_delivery').selectAll().orderBy('seq').execute()

test('a signed delivery is stored with its raw bytes, and somebody is asked to process it', async () => {
  const body = '{"unusual":  "spacing stays"}'
  const response = await deliver({ body, id: 'the-first' })
  expect(response.status).toBe(202)
  const { status, delivery_id } = await response.json()
  expect(status).toBe('accepted')
  const row = (await stored()).find((delivery) => delivery.id === delivery_id)
  expect(row).toMatchObject({
    workspace_id: workspace.id,
    source: 'sentry',
    kind: 'issue',
    delivery_key: 'the-first',
    state: 'received',
    attempts: 0,
  })
  expect(row?.body.toString()).toBe(body)
  expect(row?.headers).toMatchObject({
    'sentry-hook-resource': 'issue',
    'sentry-hook-signature': '[hidden]',
    authorization: '[hidden]',
  })
  await expect.poll(() => runtime.jobs.queued(processJob)).toEqual([{}])
})

test('the same delivery again is a duplicate and points to the first', async () => {
  const first = await (await deliver({ body: '{"n":1}', id: 'again' })).json()
  const second = await deliver({ body: '{"n":1}', id: 'again' })
  expect(second.status).toBe(200)
  expect(await second.json()).toEqual({ status: 'duplicate', delivery_id: first.delivery_id })
})

test('an equal body under another id is kept as a duplicate, for a day if it is about an issue', async () => {
  await deliver({ body: '{"n":2}' })
  const again = await deliver({ body: '{"n":2}' })
  expect(again.status).toBe(200)
  const { delivery_id } = await again.json()
  expect((await stored()).find((delivery) => delivery.id === delivery_id)?.state).toBe('duplicate')
  runtime.advance(86_401)
  expect((await deliver({ body: '{"n":2}' })).status).toBe(202)
})

test('an equal occurrence counts as new after half an hour', async () => {
  await deliver({ body: '{"n":3}', resource: 'event_alert' })
  expect((await deliver({ body: '{"n":3}', resource: 'event_alert' })).status).toBe(200)
  runtime.advance(1801)
  expect((await deliver({ body: '{"n":3}', resource: 'event_alert' })).status).toBe(202)
})

test('50 identical deliveries at once are accepted once', async () => {
  const responses = await Promise.all(Array.from({ length: 50 }, () => deliver({ body: '{"n":4}', id: 'stampede' })))
  expect(responses.filter((response) => response.status === 202)).toHaveLength(1)
  const ids = await Promise.all(responses.map(async (response) => (await response.json()).delivery_id))
  expect(new Set(ids).size).toBe(1)
})

test.each([
  ['wrong', sign('{}', 'another secret')],
  ['missing', ''],
  ['of odd length', 'abc'],
  ['of another body', sign('{"x":1}')],
])('a signature that is %s is refused and counted, and nothing is stored', async (_, signature) => {
  const before = (await stored()).length
  const counted = await badSignatures()
  const response = await deliver({ body: '{}', signature })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ code: 'invalid_signature' })
  expect(await stored()).toHaveLength(before)
  await expect.poll(badSignatures).toBe(counted + 1)
})

async function badSignatures(): Promise<number> {
  const row = await runtime.database.kysely
    .selectFrom('dispatch_connection')
    .select('bad_signatures')
    .where('source', '=', 'sentry')
    .where('is_default', '=', true)
    .executeTakeFirstOrThrow()
  return row.bad_signatures
}

test('without a secret the integration is off, never open', async () => {
  const response = await api.request('/api/github/webhook', { method: 'POST', body: '{}' })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ code: 'integration_disabled' })
})

test('a body over the limit is refused by its declared length', async () => {
  const response = await api.request('/api/sentry/webhook', {
    method: 'POST',
    body: 'x',
    headers: { 'content-length': String(20 * 1024 * 1024) },
  })
  expect(response.status).toBe(413)
})

test('a body that is no JSON is taken when it is signed', async () => {
  expect((await deliver({ body: 'not json at all' })).status).toBe(202)
})

test('a connection has an address and secrets of its own, two of them during a rotation', async () => {
  const id = 'con_of_another_team'
  const seal = (secret: string) => runtime.secrets.seal(secret, connectionSecretPurpose(id))
  const other = await testWorkspace(runtime)
  await runtime.database.kysely
    .insertInto('dispatch_connection')
    .values({
      id,
      workspace_id: other.id,
      source: 'sentry',
      name: 'Other',
      secrets: [seal('old'), seal('new')],
      created_at: runtime.clock.now(),
    })
    .execute()
  const path = `/api/sentry/webhook/${id}`
  for (const secret of ['old', 'new']) {
    const body = `{"by":"${secret}"}`
    const response = await deliver({ body, path, signature: sign(body, secret) })
    expect(response.status).toBe(202)
    const { delivery_id } = await response.json()
    expect((await stored()).find((delivery) => delivery.id === delivery_id)?.workspace_id).toBe(other.id)
  }
  expect((await deliver({ body: '{}', path, signature: sign('{}') })).status).toBe(401)
})

test('an unknown connection is not found, also one of another vendor', async () => {
  expect((await deliver({ body: '{}', path: '/api/sentry/webhook/con_nobody' })).status).toBe(404)
  expect((await api.request('/api/github/webhook/con_of_another_team', { method: 'POST', body: '{}' })).status).toBe(404)
})
