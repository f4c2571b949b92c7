// The worker dies, loses its connection or is refused between any two steps of intake: tried again, all ends as if nothing had happened.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { moveIssue } from '#src/issues/move-issue.ts'
import { withTransaction } from '#src/platform/context.ts'
import type { Db } from '#src/platform/db/open-database.ts'
import { detached } from '#src/platform/db/transaction-guard.ts'
import { newId } from '#src/platform/ids.ts'
import { testEngine } from '#test/database.ts'
import { type Broken, type Fault, type FaultKind, onStage, rehearse } from '#test/faults/rehearsal.ts'
import { tablesOfWorkspaces, type WholeState, wholeState } from '#test/faults/whole-state.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import {
  deployed,
  deployedFix,
  errorCreated,
  errorEvent,
  errorRegressed,
  merge,
  merged,
  moveTo,
  opened,
  pushed,
} from '#test/story.ts'
import { createDeliveryBatches } from './delivery-batches.ts'
import { processDelivery } from './process-delivery.ts'
import { processTogether, type Stuck } from './process-together.ts'
import { processWaiting } from './process-waiting.ts'
import { noteDeliveries } from './store/connections.ts'
import { type NewDelivery, storeDeliveries } from './store/deliveries.ts'

let intake: TestIntake
let tables: string[]
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
  tables = await tablesOfWorkspaces(intake.db)
})
afterAll(() => intake?.close())

interface Told {
  source: 'sentry' | 'github'
  kind: string
  payload: unknown
}

interface Case extends Told {
  /** What comes in the same burst. */
  more?: Told[]
  /** Minutes after tests begin. */
  at: number
  /** What was told and done before. */
  before?(): Promise<unknown>
}

const filed = () => {
  moveTo(intake, 10)
  return intake.sentry('issue', errorCreated(10))
}

async function closedByAPerson(): Promise<void> {
  await filed()
  const { id } = await intake.issue()
  await withTransaction(intake.workspace.person(), (tx) =>
    moveIssue(tx, { issueId: id, to: 'done', cause: { code: 'closed', detail: 'Closed.' }, closeReason: 'Not seen any more.' }),
  )
}

async function mergedFix(): Promise<void> {
  await filed()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F'))
}

const cases: Record<string, Case> = {
  'a new error': { source: 'sentry', kind: 'issue', payload: errorCreated(10), at: 10 },
  'a burst of a known error and a new one': {
    source: 'sentry',
    kind: 'error',
    payload: errorEvent(12),
    more: [{ source: 'sentry', kind: 'issue', payload: errorCreated(13, { id: '4820175599', shortId: 'CHECKOUT-API-3G' }) }],
    at: 13,
    before: filed,
  },
  'an event of a known error': { source: 'sentry', kind: 'error', payload: errorEvent(12), at: 12, before: filed },
  'a regression of a closed issue': {
    source: 'sentry',
    kind: 'issue',
    payload: errorRegressed(30),
    at: 30,
    before: closedByAPerson,
  },
  'a pull request that names the error': {
    source: 'github',
    kind: 'pull_request',
    payload: opened(60, 'Fixes CHECKOUT-API-2F'),
    at: 60,
    before: filed,
  },
  'its merge': {
    source: 'github',
    kind: 'pull_request',
    payload: merged(90, 'Fixes CHECKOUT-API-2F'),
    at: 90,
    before: async () => {
      await filed()
      moveTo(intake, 60)
      await intake.github('pull_request', opened(60, 'Fixes CHECKOUT-API-2F'))
    },
  },
  'a push that takes the fix back': {
    source: 'github',
    kind: 'push',
    payload: pushed(95, { before: merge, after: sha('undo'), message: `Revert it\n\nThis reverts commit ${merge}.` }),
    at: 95,
    before: mergedFix,
  },
  'a deployment that contains the fix': {
    source: 'github',
    kind: 'deployment_status',
    payload: deployed(100),
    at: 100,
    before: mergedFix,
  },
  'a recurrence in the window': {
    source: 'sentry',
    kind: 'error',
    payload: errorEvent(200, { release: 'checkout-api@9.9.9' }),
    at: 200,
    before: () => deployedFix(intake),
  },
}

test.each(Object.entries(cases))(
  '%s has its effects once, wherever its processing breaks',
  async (_, { before, more = [], ...told }) => {
    await intake.fresh()
    await before?.()
    moveTo(intake, told.at)
    const perform = (fault: Fault | null, look: (stage: Db, broken: Broken) => Promise<void>) =>
      rehearse(intake.db, async (stage) => {
        const ids: string[] = []
        for (const one of [told, ...more]) ids.push(await receive(stage, one, `delivery ${ids.length}`))
        const broken = onStage(intake.runtime, stage, fault)
        await processBroken(broken, ids)
        for (const id of ids) await expectNotForgotten(stage, id)
        await look(stage, broken)
        return broken
      })
    // What it comes to without a fault, each delivery in a transaction of its own.
    let expected: WholeState = {}
    await rehearse(intake.db, async (stage) => {
      for (const [index, one] of [told, ...more].entries()) await receive(stage, one, `delivery ${index}`)
      await recover(stage)
      expected = await wholeState(stage, intake.workspace.id, tables)
    })
    const whole = await perform(null, async () => {})
    const touched = tables.filter((table) => expected[table])
    expect(touched.length).toBeGreaterThan(10)
    // What follows depends on nothing but the database, so each state that a fault leaves is recovered from once.
    const left = new Set<string>()
    for (const fault of faultsOf(whole)) {
      const broken = await perform(fault, async (stage) => {
        const state = JSON.stringify(await wholeState(stage, intake.workspace.id, touched))
        if (left.has(state)) return
        left.add(state)
        await recover(stage)
        expect(await wholeState(stage, intake.workspace.id, touched), `${fault.kind} at step ${fault.step}`).toEqual(expected)
      })
      expect(broken.isHit()).toBe(true)
    }
    // All of it or nothing: untouched, noted as arrived, failed, done.
    expect(left.size).toBeLessThanOrEqual(4)
  },
)

/** In a transaction what took effect is lost with it, as if it had been refused; elsewhere it lasts, whoever hears of it. */
function faultsOf(whole: Broken): Fault[] {
  const everyStep = Array.from({ length: whole.steps() }, (_, index) => index + 1)
  const of = (kind: FaultKind, steps: readonly number[]) => steps.map((step) => ({ kind, step }))
  return [...of('refused', everyStep), ...of('killed', everyStep), ...of('unheard', whole.lasting())]
}

async function processBroken({ runtime, isHit }: Broken, ids: readonly string[]): Promise<void> {
  try {
    // So few are no burst by themselves.
    if (ids.length > 1) await noteDeliveries(runtime.database.kysely, ids)
    if (ids.length > 1) throwStuck(await processTogether(runtime, intake.ports.vendors, ids))
    else await processWaiting(runtime, intake.ports.vendors, new AbortController().signal)
  } catch (error) {
    if (!isHit()) throw error
  }
}

function throwStuck(stuck: Stuck | null): void {
  if (stuck) throw stuck.error
}

/** Decided, waiting for the sweep, or with a job that tries again: nothing else brings it back. */
async function expectNotForgotten(stage: Db, deliveryId: string): Promise<void> {
  const { state } = await stage
    .selectFrom('dispatch_delivery')
    .select('state')
    .where('id', '=', deliveryId)
    .executeTakeFirstOrThrow()
  const { rows } = await sql`
    select from dispatch_jobs.job_common where name = 'intake.retry' and state = 'created' and data ->> 'delivery_id' = ${deliveryId}`.execute(
    stage,
  )
  expect(
    state === 'failed' ? rows.length === 1 : ['received', 'processed'].includes(state),
    `${state}, ${rows.length} retries`,
  ).toBe(true)
}

/** As the sweep does, and the job that tries again; then both once more. */
async function recover(stage: Db): Promise<void> {
  const { runtime } = onStage(intake.runtime, stage, null)
  for (let time = 1; time <= 2; time++) {
    await processWaiting(runtime, intake.ports.vendors, new AbortController().signal)
    for (const { id } of await stage
      .selectFrom('dispatch_delivery')
      .select('id')
      .where('workspace_id', '=', intake.workspace.id)
      .execute())
      await processDelivery(runtime, intake.ports.vendors, id)
  }
}

test.runIf(testEngine === 'postgres')(
  'a server that cuts the connection after any statement loses nothing and doubles nothing',
  async () => {
    await intake.fresh()
    let cuts = 0
    for (let isCut = true; isCut; ) {
      const payload = errorCreated(10, { id: String(7_000 + cuts), shortId: `CUT-${cuts}` })
      const deliveryId = await receive(intake.db, { source: 'sentry', kind: 'issue', payload }, `cut ${cuts}`)
      let results = 0
      isCut = false
      const kysely = intake.db.withPlugin({
        transformQuery: ({ node }) => node,
        async transformResult({ result }) {
          if (++results === cuts + 1) isCut = await cutOpenTransactions()
          return result
        },
      })
      const runtime = { ...intake.runtime, database: { ...intake.runtime.database, kysely } }
      await processDelivery(runtime, intake.ports.vendors, deliveryId)
      await expectNotForgotten(intake.db, deliveryId)
      await processDelivery(intake.runtime, intake.ports.vendors, deliveryId)
      // Root statements have no transaction to lose.
      isCut ||= results > cuts
      cuts++
    }
    const filed = await intake.db
      .selectFrom('dispatch_external_issue')
      .select('external_id')
      .where('workspace_id', '=', intake.workspace.id)
      .execute()
    expect(filed.map(({ external_id }) => external_id).toSorted()).toEqual(
      Array.from({ length: cuts }, (_, index) => String(7_000 + index)),
    )
    expect(await intake.events('issue.created')).toHaveLength(cuts)
    expect(cuts).toBeGreaterThan(15)
  },
)

/** Whoever is in a transaction finds its connection closed. */
async function cutOpenTransactions(): Promise<boolean> {
  const { rows } = await detached(() =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'dispatch http' and state = 'idle in transaction'`.execute(
      intake.db,
    ),
  )
  return rows.length > 0
}

test.each(['refused', 'unheard', 'killed'] as const)('a delivery whose storing is %s comes again, and is kept once', (kind) =>
  rehearse(intake.db, async (stage) => {
    const broken = onStage(intake.runtime, stage, { kind, step: 1 })
    const store = createDeliveryBatches()
    const delivery = newDelivery({ source: 'sentry', kind: 'issue', payload: errorCreated(10) }, 'the delivery that breaks')
    await expect(store(broken.runtime.database.kysely, delivery)).rejects.toThrow()
    const again = await createDeliveryBatches()(stage, { ...delivery, id: newId('dlv') })
    expect(again === undefined).toBe(kind === 'unheard')
    const kept = stage.selectFrom('dispatch_delivery').select('state').where('delivery_key', '=', delivery.delivery_key)
    expect(await kept.execute()).toEqual([{ state: 'received' }])
  }),
)

async function receive(stage: Db, told: Told, key: string): Promise<string> {
  const [stored] = await storeDeliveries(stage, [newDelivery(told, key)])
  if (stored?.state !== 'received') throw new Error('the delivery was not stored')
  return stored.id
}

function newDelivery({ source, kind, payload }: Told, key: string): NewDelivery {
  const body = Buffer.from(JSON.stringify(payload))
  const now = intake.runtime.clock.now()
  const kindHeader = source === 'sentry' ? 'sentry-hook-resource' : 'x-github-event'
  return {
    id: newId('dlv'),
    workspace_id: intake.workspace.id,
    connection_id: intake.address(source).split('/').at(-1) ?? '',
    source,
    delivery_key: key,
    kind,
    headers: { 'content-type': 'application/json', [kindHeader]: kind },
    body,
    body_sha256: createHash('sha256').update(body).digest('hex'),
    received_at: now,
    repeat_since: new Date(now.getTime() - 1000),
  }
}
