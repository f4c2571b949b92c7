// Everything about a claimed run that its executor has to be told.
import type { Db } from '../../platform/db/open-database.ts'

export async function findRunJobParts(db: Db, runId: string) {
  const run = await db.selectFrom('dispatch_run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
  const [issue, agent, repository, parent] = await Promise.all([
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
      .select(['i.number', 'i.is_public_text', 'w.prefix', 'w.policy'])
      .where('i.id', '=', run.issue_id)
      .executeTakeFirstOrThrow(),
    db.selectFrom('dispatch_agent').selectAll().where('id', '=', run.agent_id).executeTakeFirstOrThrow(),
    db.selectFrom('dispatch_repository').selectAll().where('id', '=', run.repository_id).executeTakeFirstOrThrow(),
    run.parent_run_id === null
      ? undefined
      : db
          .selectFrom('dispatch_run')
          .select(['id', 'outcome', 'evidence'])
          .where('id', '=', run.parent_run_id)
          .executeTakeFirst(),
  ])
  return { run, issue, agent, repository, parent }
}

export type RunJobParts = Awaited<ReturnType<typeof findRunJobParts>>
