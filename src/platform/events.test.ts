import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testEngine } from '#test/database.ts'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { withTransaction } from './context.ts'

let runtime: TestRuntime
let workspace: TestWorkspace
beforeAll(async () => {
  runtime = await testRuntime()
  workspace = await testWorkspace(runtime)
})
afterAll(() => runtime.close())

const sequence = async () =>
  (
    await runtime.database.kysely
      .selectFrom('dispatch_event')
      .select(['seq', 'type'])
      .where('workspace_id', '=', workspace.id)
      .orderBy('seq')
      .execute()
  ).map((row) => [Number(row.seq), row.type])

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test('a rollback leaves no event and no gap', async () => {
  const before = await sequence()
  await expect(
    withTransaction(workspace.system(), async (tx) => {
      tx.emit({ type: 'test.lost' })
      throw new RangeError('no')
    }),
  ).rejects.toThrow('no')
  await withTransaction(workspace.system(), async (tx) => tx.emit({ type: 'test.kept' }))
  expect(await sequence()).toEqual([...before, [before.length + 1, 'test.kept']])
})

test('an inner command joins the outer transaction, and their events are appended together', async () => {
  await withTransaction(workspace.system(), async (tx) => {
    tx.emit({ type: 'test.outer' })
    await withTransaction(tx, async (inner) => inner.emit({ type: 'test.inner' }))
  })
  expect((await sequence()).slice(-2).map(([, type]) => type)).toEqual(['test.outer', 'test.inner'])
})

// Only a server has two connections, so only there can two transactions overlap.
test.runIf(testEngine === 'postgres')(
  'whoever commits first comes first, though it began later and a reader never sees a gap',
  async () => {
    const before = (await sequence()).length
    const slowBegan = gate()
    const fastDone = gate()
    const slow = withTransaction(workspace.system(), async (tx) => {
      await sql`select 1`.execute(tx.db)
      tx.emit({ type: 'test.began_first' })
      slowBegan.open()
      await fastDone.opened
    })
    await slowBegan.opened
    await withTransaction(workspace.system(), async (tx) => tx.emit({ type: 'test.began_second' }))
    expect((await sequence()).slice(before)).toEqual([[before + 1, 'test.began_second']])
    fastDone.open()
    await slow
    expect((await sequence()).slice(before)).toEqual([
      [before + 1, 'test.began_second'],
      [before + 2, 'test.began_first'],
    ])
  },
)

test.runIf(testEngine === 'postgres')(
  'while one holds the counter uncommitted, the next waits instead of overtaking',
  async () => {
    const before = (await sequence()).length
    const counted = gate()
    const release = gate()
    const first = runtime.database.kysely.transaction().execute(async (trx) => {
      const { appendEvents } = await import('./events.ts')
      await appendEvents(trx, {
        workspaceId: workspace.id,
        at: runtime.clock.now(),
        actor: workspace.system().actor,
        requestId: undefined,
        events: [{ type: 'test.first' }],
      })
      counted.open()
      await release.opened
    })
    await counted.opened
    let isSecondDone = false
    const second = withTransaction(workspace.system(), async (tx) => tx.emit({ type: 'test.second' })).then(() => {
      isSecondDone = true
    })
    await waitUntilBlocked()
    expect(isSecondDone).toBe(false)
    expect((await sequence()).length).toBe(before)
    release.open()
    await Promise.all([first, second])
    expect((await sequence()).slice(before).map(([, type]) => type)).toEqual(['test.first', 'test.second'])
  },
)

/** Until some backend waits for a row lock that another one holds. */
async function waitUntilBlocked(): Promise<void> {
  for (;;) {
    const result = await sql<{
      blocked: boolean
    }>`select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as blocked`.execute(
      runtime.database.kysely,
    )
    if (result.rows[0]?.blocked) return
  }
}

test('40 writers in parallel make a sequence without gaps, and a reader by position loses nothing', async () => {
  const start = (await sequence()).length
  let position = start
  const seen: number[] = []
  let isWriting = true
  const reader = (async () => {
    while (isWriting || seen.length < 400) {
      const rows = await runtime.database.kysely
        .selectFrom('dispatch_event')
        .select('seq')
        .where('workspace_id', '=', workspace.id)
        .where('seq', '>', position)
        .orderBy('seq')
        .execute()
      seen.push(...rows.map((row) => Number(row.seq)))
      position = seen.at(-1) ?? position
    }
  })()
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      for (let index = 0; index < 10; index++)
        await withTransaction(workspace.system(), async (tx) => tx.emit({ type: 'test.parallel' }))
    }),
  )
  isWriting = false
  await reader
  expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => start + 1 + index))
})
