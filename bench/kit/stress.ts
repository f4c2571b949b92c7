// Hard work for a database, sent from the process whose event loop is watched.
import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'

export const stresses = ['a heavy query', '4,000 queued selects', 'an index build', 'a page of 200 cards', 'all at once'] as const
export type Stress = (typeof stresses)[number]

const heavy = sql`select sum(sqrt(a::float8) * ln(a + 1)) from generate_series(1, 3000000) a`
const select = sql`select id, name from dispatch_workspace limit 1`
const index = sql`create index dispatch_bench_words on dispatch_issue (lower(title), priority, updated_at)`
const dropIndex = sql`drop index if exists dispatch_bench_words`
const wide = sql`select * from dispatch_issue order by updated_at desc limit 200`

export async function stressDatabase<Tables>(kind: Stress, db: Kysely<Tables>): Promise<void> {
  switch (kind) {
    case 'a heavy query':
      return void (await heavy.execute(db))
    case '4,000 queued selects':
      return queueSelects(db)
    case 'an index build':
      await index.execute(db)
      return void (await dropIndex.execute(db))
    case 'a page of 200 cards':
      return void (await wide.execute(db))
    case 'all at once':
      await Promise.all([
        stressDatabase('a heavy query', db),
        stressDatabase('an index build', db),
        stressDatabase('4,000 queued selects', db),
        stressDatabase('a page of 200 cards', db),
      ])
  }
}

/** Faster than they can be answered, but not all in one turn of the loop: that would measure the sender. */
async function queueSelects<Tables>(db: Kysely<Tables>): Promise<void> {
  const sent: Promise<unknown>[] = []
  for (let turn = 0; turn < 40; turn++) {
    for (let index = 0; index < 100; index++) sent.push(select.execute(db))
    await setImmediate()
  }
  await Promise.all(sent)
}
