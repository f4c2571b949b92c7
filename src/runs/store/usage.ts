// What a run has used so far.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface SeenUsage {
  runId: string
  microUsd: number
  tokens: Record<string, number>
  unknownModel: boolean
}

/** False for a finished run: its cost is settled. */
export async function addUsage(db: Db, usage: SeenUsage): Promise<boolean> {
  const result = await sql<{ id: string }>`
    update dispatch_run r set cost_micro_usd = r.cost_micro_usd + ${usage.microUsd}::bigint,
      usage = r.usage || (select jsonb_object_agg(t.key, coalesce((r.usage ->> t.key)::bigint, 0) + t.value::bigint)
        from jsonb_each_text(${JSON.stringify({ ...usage.tokens, calls: 1 })}::jsonb) as t)
        || case when ${usage.unknownModel}::boolean then '{"unknown_model": true}'::jsonb else '{}'::jsonb end
    where r.id = ${usage.runId} and r.state <> 'finished'
    returning r.id`.execute(db)
  return result.rows.length > 0
}

export async function addFinishedCost(db: Db, runId: string, microUsd: number): Promise<void> {
  await db
    .updateTable('dispatch_run')
    .set((eb) => ({ cost_micro_usd: eb('cost_micro_usd', '+', microUsd) }))
    .where('id', '=', runId)
    .execute()
}
