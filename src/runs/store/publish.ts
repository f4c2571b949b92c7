// What the way of a branch to its remote is decided by and written to.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { PushDetail } from '../domain/push-detail.ts'
import type { RunRow } from './runs.ts'

export async function findPublishParts(db: Db, workspaceId: string, runId: string) {
  const run = await db
    .selectFrom('dispatch_run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', runId)
    .executeTakeFirst()
  if (!run) return undefined
  const [issue, repository, agent, plan, tests] = await Promise.all([
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
      .select(['i.id', 'i.number', 'i.title', 'i.is_public_text', 'i.deleted_at', 'w.prefix', 'w.policy'])
      .where('i.id', '=', run.issue_id)
      .executeTakeFirstOrThrow(),
    db.selectFrom('dispatch_repository').selectAll().where('id', '=', run.repository_id).executeTakeFirstOrThrow(),
    db.selectFrom('dispatch_agent').select('name').where('id', '=', run.agent_id).executeTakeFirstOrThrow(),
    run.plan_id === null
      ? undefined
      : db.selectFrom('dispatch_plan').select('content').where('id', '=', run.plan_id).executeTakeFirst(),
    db
      .selectFrom('dispatch_agent_activity')
      .select('summary')
      .where('run_id', '=', runId)
      .where('kind', '=', 'tests')
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  ])
  return { run, issue, repository, agent, plan, tests }
}

export type PublishParts = NonNullable<Awaited<ReturnType<typeof findPublishParts>>>

/** Undefined when the branch is not in the expected state any more. */
export function changePush(
  db: Db,
  expected: { runId: string; state: NonNullable<RunRow['push_state']> },
  change: { state: NonNullable<RunRow['push_state']>; detail: PushDetail },
): Promise<RunRow | undefined> {
  return db
    .updateTable('dispatch_run')
    .set({ push_state: change.state, push_detail: JSON.stringify(change.detail) })
    .where('id', '=', expected.runId)
    .where('push_state', '=', expected.state)
    .returningAll()
    .executeTakeFirst()
}

/** Runs of the last days whose branch is still on its way: to be pushed, or without the pull request that its host could have. */
export function listUnpublished(db: Db, since: Date): Promise<{ id: string; workspace_id: string }[]> {
  return db
    .selectFrom('dispatch_run as r')
    .innerJoin('dispatch_repository as p', 'p.id', 'r.repository_id')
    .select(['r.id', 'r.workspace_id'])
    .where('r.state', '=', 'finished')
    .where('r.finished_at', '>', since)
    .where((eb) =>
      eb.or([
        eb('r.push_state', '=', 'pending'),
        eb.and([
          eb('r.push_state', '=', 'pushed'),
          eb('p.provider', '=', 'github'),
          sql<boolean>`r.push_detail -> 'pull' is not distinct from 'null'::jsonb`,
        ]),
      ]),
    )
    .orderBy('r.finished_at')
    .limit(100)
    .execute()
}
