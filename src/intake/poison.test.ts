// Deliveries that break whoever processes them: they hold up nothing, are tried again, and end where people see them.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '#src/platform/ids.ts'
import { testEngine } from '#test/database.ts'
import { sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { at, errorCreated, moveTo } from '#test/story.ts'
import { createDeliveryBatches } from './delivery-batches.ts'
import { processDelivery } from './process-delivery.ts'
import { groupWaiting, processTogether } from './process-together.ts'
import { processOverdue, processWaiting } from './process-waiting.ts'
import { type NewDelivery, storeDeliveries } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

const intake = intakeOfFile({ withoutSweeps: true })

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

/** What cannot even be recorded as a failure. */
const untold = () =>
  Object.defineProperty(new Error(), 'message', {
    get: () => {
      throw new TypeError('it cannot be told')
    },
  })

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
  await processWaiting(intake.runtime, breakingAt('P-1', untold()), signal)
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

/** So many that on PostgreSQL they share transactions; the last is about the error of the one before it. */
const burst = Array.from({ length: 25 }, (_, index) => index + 1)

async function receiveBurst(): Promise<void> {
  await receive(...burst)
  const again = sentryIssueHook('issue-regressed', { id: '25', shortId: 'P-25', lastSeen: at(2) })
  await storeDeliveries(intake.db, [newDelivery(26, Buffer.from(JSON.stringify(again)))])
}

const filedInOrder = async () => {
  const rows = await intake.db
    .selectFrom('dispatch_external_issue')
    .innerJoin('dispatch_issue as issue', 'issue.id', 'dispatch_external_issue.issue_id')
    .select('external_id')
    .where('issue.workspace_id', '=', intake.workspace.id)
    .orderBy('issue.number')
    .execute()
  return rows.map(({ external_id }) => Number(external_id))
}

test('the third of a burst breaks: all others have their effect, once and in their order', async () => {
  await receiveBurst()
  await processWaiting(intake.runtime, breakingAt('"P-3"', new Error('it broke')), signal)
  const all = await states()
  expect(all.splice(2, 1)).toEqual(['failed: it broke'])
  expect(new Set(all)).toEqual(new Set(['processed']))
  expect(await filedInOrder()).toEqual(burst.filter((n) => n !== 3))
})

test('the third of a burst breaks so that not even that can be recorded: it alone waits, however long the burst lasts', async () => {
  await receiveBurst()
  for (const _ of [1, 2]) {
    await processWaiting(intake.runtime, breakingAt('"P-3"', untold()), signal)
    const all = await states()
    expect(all.splice(2, 1)).toEqual(['received'])
    expect(new Set(all)).toEqual(new Set(['processed']))
  }
  await processWaiting(intake.runtime, intake.ports.vendors, signal)
  expect(await filedInOrder()).toEqual([...burst.filter((n) => n !== 3), 3])
  expect((await intake.events('issue.created')).length).toBe(burst.length)
})

test('a burst costs few statements for each, and who asks meanwhile waits for the same turn', async () => {
  await receiveBurst()
  let sent = 0
  const kysely = intake.db.withPlugin({
    transformQuery: ({ node }) => {
      sent += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const runtime = { ...intake.runtime, database: { ...intake.runtime.database, kysely } }
  const turns = [1, 2, 3].map(() => processWaiting(runtime, intake.ports.vendors, signal))
  expect(new Set(turns).size).toBe(1)
  await turns[0]
  expect(new Set(await states())).toEqual(new Set(['processed']))
  expect(sent / (burst.length + 1)).toBeLessThan(testEngine === 'postgres' ? 15 : 22)
})

test('only a burst on a server shares transactions, within one connection, and nothing of a code host', () => {
  const waiting = Array.from({ length: 26 }, (_, n) => ({
    id: String(n),
    connection_id: n < 22 ? 'one' : 'another',
    source: n === 25 ? 'github' : 'sentry',
  }))
  const sizes = (engine: 'postgres' | 'pglite', count: number) =>
    groupWaiting({ database: { engine } }, waiting.slice(0, count)).map((ids) => ids.length)
  expect(sizes('postgres', 26)).toEqual([10, 10, 2, 3, 1])
  expect(new Set(sizes('postgres', 19))).toEqual(new Set([1]))
  expect(new Set(sizes('pglite', 26))).toEqual(new Set([1]))
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
