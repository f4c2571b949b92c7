import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { finishRun } from './finish-run.ts'
import { adjustRun, reserveRun, settleRun } from './settle-run.ts'
import { startRun } from './start-run.ts'
import { findRun, type RunRow } from './store/runs.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())

const db = () => kit.runtime.database.kysely

/** The sums that the ledger alone would give. */
async function sumsFromLedger(workspace: Shop): Promise<Record<string, number>> {
  const rows = await db()
    .selectFrom('dispatch_ledger as l')
    .innerJoin('dispatch_run as r', 'r.id', 'l.run_id')
    .select(['l.micro_usd', 'l.day', 'l.issue_id', 'l.agent_id', 'r.kind'])
    .where('l.workspace_id', '=', workspace.id)
    .where('l.notional', '=', false)
    .execute()
  const sums: Record<string, number> = {}
  for (const row of rows)
    for (const scope of [
      'workspace',
      `issue:${row.issue_id}`,
      `agent:${row.agent_id}`,
      row.kind === 'error_fix' ? 'kind:error_fix' : 'kind:other',
    ])
      sums[`${row.day} ${scope}`] = (sums[`${row.day} ${scope}`] ?? 0) + row.micro_usd
  return sums
}

async function sumsAsKept(workspace: Shop): Promise<Record<string, number>> {
  const rows = await db().selectFrom('dispatch_budget').selectAll().where('workspace_id', '=', workspace.id).execute()
  return Object.fromEntries(rows.map((row) => [`${row.day} ${row.scope}`, row.micro_usd]))
}

const withoutZeros = (sums: Record<string, number>) => Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))

async function started(workspace: Shop): Promise<RunRow> {
  return startRun(workspace.person(), { issue: await anIssue(workspace), kind: 'investigate' })
}

const meter = (microUsd: number) => ({ microUsd, source: 'proxy_meter' as const })

test('a settlement charges the cost and gives the reservation back, once', async () => {
  const acme = await shop(kit)
  const run = await started(acme)
  expect(await withTransaction(acme.system(), (tx) => settleRun(tx, run, meter(1_250_000)))).toBe(true)
  expect(await withTransaction(acme.system(), (tx) => settleRun(tx, run, meter(9_000_000)))).toBe(false)
  expect(await sumsAsKept(acme)).toMatchObject({ '2026-03-02 workspace': 1_250_000 })
})

test('two workers that settle at once charge once', async () => {
  const acme = await shop(kit)
  const run = await started(acme)
  const settled = await Promise.all(
    [1, 2, 3].map(() => withTransaction(acme.system(), (tx) => settleRun(tx, run, meter(1_000_000)))),
  )
  expect(settled.filter(Boolean)).toHaveLength(1)
  expect(await sumsAsKept(acme)).toMatchObject({ '2026-03-02 workspace': 1_000_000 })
})

test('an overshoot is charged in full, and then nothing more starts', async () => {
  const acme = await shop(kit, { policy: { day_budget_usd: 6 } })
  const run = await started(acme)
  await withTransaction(acme.system(), (tx) => settleRun(tx, run, meter(7_500_000)))
  await expect(startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).rejects.toMatchObject({
    extra: { decision: { detail: 'day budget, 7.50 of 6.00 used, resets 00:00 UTC' } },
  })
})

test('a run is charged on the day on which it started', async () => {
  const acme = await shop(kit)
  const run = await started(acme)
  kit.runtime.advance(86_400)
  await withTransaction(acme.system(), (tx) => settleRun(tx, run, meter(2_000_000)))
  kit.runtime.advance(-86_400)
  expect(await sumsAsKept(acme)).toMatchObject({ '2026-03-02 workspace': 2_000_000 })
})

test('the ledger refuses to be rewritten', async () => {
  const acme = await shop(kit)
  const run = await started(acme)
  await expect(db().updateTable('dispatch_ledger').set({ micro_usd: 0 }).where('run_id', '=', run.id).execute()).rejects.toThrow(
    /append-only/,
  )
})

test('a run that ends without a trace of its cost is charged its whole reservation, marked as an estimate', async () => {
  const acme = await shop(kit)
  const run = await started(acme)
  await db()
    .updateTable('dispatch_run')
    .set({ started_at: acme.system().now, state: 'claimed' })
    .where('id', '=', run.id)
    .execute()
  await withTransaction(acme.system(), (tx) =>
    finishRun(tx, run, { end: { reason: 'lost', outcome: null, failureCode: 'lost', detail: '' } }),
  )
  const entries = await db().selectFrom('dispatch_ledger').selectAll().where('run_id', '=', run.id).orderBy('id').execute()
  expect(entries.map(({ kind, micro_usd, source }) => [kind, micro_usd, source])).toEqual([
    ['reserve', 5_000_000, 'reservation'],
    ['settle', 5_000_000, 'estimate'],
    ['release', -5_000_000, 'reservation'],
  ])
  expect(await findRun(db(), acme.id, run.id)).toMatchObject({ state: 'finished', reason: 'lost', cost_micro_usd: 5_000_000 })
})

type Step =
  | { do: 'start' }
  | { do: 'reserve' | 'settle' | 'adjust'; run: number; microUsd: number; crash: boolean }
  | { do: 'next_day' }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ do: 'start' as const }),
  fc.record({
    do: fc.constantFrom('reserve' as const, 'settle' as const, 'adjust' as const),
    run: fc.nat(5),
    microUsd: fc.nat(6_000_000),
    crash: fc.boolean(),
  }),
  fc.constant({ do: 'next_day' as const }),
)

class Crash extends Error {}

test('whatever is started, settled, repeated, adjusted or cut short, the sums are those of the ledger', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (steps) => {
      const acme = await shop(kit, { policy: { max_concurrent_runs: 100, day_budget_usd: 1000 } })
      const runs: RunRow[] = []
      let days = 0
      for (const step of steps) {
        if (step.do === 'start') runs.push(await started(acme))
        else if (step.do === 'next_day') {
          kit.runtime.advance(86_400)
          days++
        } else {
          const run = runs[step.run]
          if (run) await applyStep(acme, run, step)
        }
      }
      kit.runtime.advance(-86_400 * days)
      expect(withoutZeros(await sumsAsKept(acme))).toEqual(withoutZeros(await sumsFromLedger(acme)))
    }),
    { numRuns: 12 },
  )
})

async function applyStep(acme: Shop, run: RunRow, step: Exclude<Step, { do: 'start' | 'next_day' }>): Promise<void> {
  const work = withTransaction(acme.system(), async (tx) => {
    if (step.do === 'reserve') await reserveRun(tx, run, { microUsd: step.microUsd, notional: false })
    if (step.do === 'settle') await settleRun(tx, run, meter(step.microUsd))
    if (step.do === 'adjust') await adjustRun(tx, run, step.microUsd - 3_000_000)
    if (step.crash) throw new Crash()
  })
  await work.catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
}

test('no last words of a process keep its run from ending', async () => {
  const acme = await shop(kit)
  const run = await started(acme)
  const detail = `exit code 1: \u0000${'x'.repeat(300)}\ud83d`
  const end = { reason: 'failed' as const, outcome: null, failureCode: 'crashed' as const, detail }
  await withTransaction(acme.system(), (tx) => finishRun(tx, run, { end }))
  expect((await findRun(db(), acme.id, run.id))?.failure_detail).toBe(`exit code 1: \ufffd${'x'.repeat(300)}\ufffd`)
})
