import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#src/platform/ids.ts'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { createDeliveryBatches } from './delivery-batches.ts'
import { insertConnection } from './store/connections.ts'
import type { NewDelivery, StoredDelivery } from './store/deliveries.ts'

let runtime: TestRuntime
let workspace: TestWorkspace
let connectionId: string

beforeAll(async () => {
  runtime = await testRuntime()
  workspace = await testWorkspace(runtime)
  connectionId = newId('con')
  const connection = {
    id: connectionId,
    source: 'sentry' as const,
    name: 'Sentry',
    workspaceId: workspace.id,
    sealedSecrets: ['sealed'],
    settings: {},
    createdBy: {},
  }
  await insertConnection(runtime.database.kysely, { ...connection, now: runtime.clock.now() })
})
afterAll(() => runtime.close())

function delivery(key: string, over: { body?: string | Buffer; connection?: string } = {}): NewDelivery {
  const body = Buffer.from(over.body ?? `body of ${key}`)
  const now = runtime.clock.now()
  return {
    id: newId('dlv'),
    workspace_id: workspace.id,
    connection_id: over.connection ?? connectionId,
    source: 'sentry',
    delivery_key: key,
    kind: 'issue',
    headers: { 'request-id': key },
    body,
    body_sha256: createHash('sha256').update(body).digest('hex'),
    received_at: now,
    repeat_since: new Date(now.getTime() - 60_000),
  }
}

/** All at once: the first goes alone, the others share what comes after it. */
function storeAtOnce(deliveries: NewDelivery[]): Promise<(StoredDelivery | undefined)[]> {
  const store = createDeliveryBatches()
  return Promise.all(deliveries.map((one) => store(runtime.database.kysely, one)))
}

test('a burst is stored whole, bytes and all, in the order in which it came', async () => {
  const burst = Array.from({ length: 120 }, (_, index) => delivery(`burst-${index}`, { body: Buffer.from([0, 255, index]) }))
  const stored = await storeAtOnce(burst)
  expect(stored).toEqual(burst.map(({ id }) => ({ id, state: 'received' })))
  const rows = await runtime.database.kysely
    .selectFrom('dispatch_delivery')
    .select(['id', 'body', 'headers', 'received_at'])
    .where('delivery_key', 'like', 'burst-%')
    .orderBy('seq')
    .execute()
  expect(rows).toEqual(burst.map(({ id, body, headers, received_at }) => ({ id, body, headers, received_at })))
})

test('of equal keys in a burst the first is stored, of equal bodies the first is processed', async () => {
  const stored = await storeAtOnce([
    delivery('first'),
    delivery('same key', { body: 'one' }),
    delivery('same key', { body: 'two' }),
    delivery('same body a', { body: 'three' }),
    delivery('same body b', { body: 'three' }),
  ])
  expect(stored.map((row) => row?.state)).toEqual(['received', 'received', undefined, 'received', 'duplicate'])
})

test('one that cannot be stored fails alone', async () => {
  const store = createDeliveryBatches()
  const wanted = [delivery('before'), delivery('good a'), delivery('bad', { connection: 'con_unknown' }), delivery('good b')]
  const results = await Promise.allSettled(wanted.map((one) => store(runtime.database.kysely, one)))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await store(runtime.database.kysely, delivery('after'))).toMatchObject({ state: 'received' })
})

test('bodies too large to share a statement are stored all the same', async () => {
  const large = 'x'.repeat(700_000)
  const stored = await storeAtOnce(['a', 'b', 'c'].map((key) => delivery(`large ${key}`, { body: `${key}${large}` })))
  expect(stored.map((row) => row?.state)).toEqual(['received', 'received', 'received'])
})
