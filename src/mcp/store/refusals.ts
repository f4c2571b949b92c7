// How often a run was refused.
import type { Db } from '../../platform/db/open-database.ts'

export async function countRefusals(db: Db, { runId, rule }: { runId: string; rule: string }): Promise<number> {
  const row = await db
    .selectFrom('dispatch_decision')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('run_id', '=', runId)
    .where('rule', '=', rule)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
