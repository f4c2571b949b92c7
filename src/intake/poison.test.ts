// Deliveries that break whoever processes them: they hold up nothing, are tried again, and end where people see them.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#src/platform/ids.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { errorCreated, moveTo } from '#test/story.ts'
import { createDeliveryBatches } from './delivery-batches.ts'
import { processDelivery } from './process-delivery.ts'
import { processTogether } from './process-together.ts'
import { processOverdue, processWaiting } from './process-waiting.ts'
import { type NewDelivery, storeDeliveries } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
})
beforeEach(() => intake.fresh())
afterAll(() => intake?.close())

const { signal } = new AbortController()

/** Sentry's parser, which breaks at one body. */
function breakingAt(marker: string, error: unknown): Vendor[] {
  const [sentry] = intake.ports.vendors
  if (!sentry) throw new Error('Sentry comes first')
  const parse: Vendor['parse'] = (envelope, settings) => {
    if (JSON.stringify(envelope.json).includes(marker)) throw error
    return sentry.parse(envelope, settings)
  }
  return [{ ...sentry, parse }]
}

function newDelivery(
  n: number,
  body = Buffer.from(JSON.stringify(errorCreated(1, { id: String(n), shortId: `P-${n}` }))),
): NewDelivery {
  const now = intake.runtime.clock.now()
  return {
    id: newId('dlv'),
    workspace_id: intake.workspace.id,
    connection_id: intake.address('sentry').split('/').at(-1) ?? '',
    source: 'sentry',
    delivery_key: `poison ${n}`,
    kind: 'issue',
    headers: { 'sentry-hook-resource': 'issue' },
    body,
    body_sha256: createHash('sha256').update(body).digest('hex'),
    received_at: now,
    repeat_since: now,
  }
}

async function receive(...numbers: number[]): Promise<string[]> {
  const deliveries = numbers.map((n) => newDelivery(n))
  await storeDeliveries(intake.db, deliveries)
  return deliveries.map(({ id }) => id)
}

const states = async () => {
  const rows = await intake.db
    .selectFrom('dispatch_delivery')
    .select(['state', 'error'])
    .where('workspace_id', '=', intake.workspace.id)
    .orderBy('seq')
    .execute()
  return rows.map(({ state, error }) => (error === null ? state : `${state}: ${error}`))
}

test('one that breaks with what cannot be stored fails like any other', async () => {
  await receive(1, 2, 3)
  await processWaiting(intake.runtime, breakingAt('P-1', new Error('no \u0000 is \ud800 allowed')), signal)
  expect(await states()).toEqual([expect.stringMatching(/^failed: no .* allowed$/), 'processed', 'processed'])
})

test('one whose failure cannot even be recorded stays first, and holds up none that came after it', async () => {
  await receive(1, 2, 3)
  const untold = Object.defineProperty(new Error(), 'message', {
    get: () => {
      throw new TypeError('it cannot be told')
    },
  })
  await processWaiting(intake.runtime, breakingAt('P-1', untold), signal)
  expect(await states()).toEqual(['received', 'processed', 'processed'])
  await processWaiting(intake.runtime, intake.ports.vendors, signal)
  expect(await states()).toEqual(['processed', 'processed', 'processed'])
})

test('in a burst it takes none of the others along', async () => {
  const ids = await receive(1, 2, 3)
  await processTogether(intake.runtime, breakingAt('P-2', new Error('it broke')), ids)
  expect(await states()).toEqual(['processed', 'failed: it broke', 'processed'])
  expect((await intake.events('issue.created')).length).toBe(2)
})

test('a failed one is tried again though the job that was to do it is gone', async () => {
  const [id = ''] = await receive(1)
  await processDelivery(intake.runtime, breakingAt('P-1', new Error('it broke')), id)
  await intake.db
    .withSchema('dispatch_jobs')
    .deleteFrom('job_common' as never)
    .where('name' as never, '=', 'intake.retry' as never)
    .execute()
  moveTo(intake, 60)
  await processOverdue(intake.runtime, intake.ports.vendors, signal)
  expect(await states()).toEqual(['failed: it broke'])
  moveTo(intake, 90)
  await processOverdue(intake.runtime, intake.ports.vendors, signal)
  expect(await states()).toEqual(['processed'])
})

test('deliveries that the database does not take are refused before they fill the memory', async () => {
  const stalled = Promise.withResolvers<never>()
  const db = intake.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: () => stalled.promise,
  })
  const store = createDeliveryBatches({ maxWaitingBytes: 100_000 })
  const kept = Array.from({ length: 11 }, (_, n) => store(db, newDelivery(n, Buffer.alloc(10_000, n))))
  const all = Promise.allSettled([stalled.promise, ...kept])
  await expect(store(db, newDelivery(20))).rejects.toMatchObject({ code: 'intake_busy', retryAfterSeconds: 5 })
  stalled.reject(new Error('the database is gone'))
  await all
  expect(await store(intake.db, newDelivery(21))).toMatchObject({ state: 'received' })
})
