// What an agent is told about its run beyond the issue itself.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../platform/db/open-database.ts'

export async function findContextParts(db: Db, runId: string) {
  const run = await db.selectFrom('dispatch_run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
  const [issue, repository, parent] = await Promise.all([
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
      .select([
        'i.id',
        'i.number',
        'i.title',
        'i.description',
        'i.is_title_trusted',
        'i.is_description_trusted',
        'i.priority',
        'i.source',
        'i.created_by',
        'w.prefix',
      ])
      .where('i.id', '=', run.issue_id)
      .executeTakeFirstOrThrow(),
    db.selectFrom('dispatch_repository').selectAll().where('id', '=', run.repository_id).executeTakeFirstOrThrow(),
    run.parent_run_id === null
      ? undefined
      : db
          .selectFrom('dispatch_run')
          .select(['id', 'outcome', 'question', 'reason', 'failure_code'])
          .where('id', '=', run.parent_run_id)
          .executeTakeFirst(),
  ])
  return { run, issue, repository, parent }
}

/** Fixes of the issue that did not hold, the newest first; a verified one whose error came back among them. */
export function listFailedFixes(db: Db, issueId: string) {
  return db
    .selectFrom('dispatch_fix_attempt as f')
    .innerJoin('dispatch_pull_request as p', 'p.id', 'f.pull_request_id')
    .select([
      'f.state',
      'f.state_detail',
      'f.verdict_at',
      'f.merge_sha',
      'f.deployed_sha',
      'f.deployed_at',
      'f.window_ends_at',
      'f.evidence',
    ])
    .select([
      'f.repository',
      'f.events_before',
      'f.events_after',
      'f.expected_events',
      'f.broken_at',
      'p.number',
      'p.title',
      'p.url',
    ])
    .where('f.issue_id', '=', issueId)
    .where((eb) => eb.or([eb('f.state', 'in', ['failed', 'reverted']), eb('f.broken_at', 'is not', null)]))
    .orderBy('f.created_at', 'desc')
    .limit(5)
    .execute()
}

const suspectLines = z.array(
  z.object({ sha: z.string(), subject: z.string(), committed_at: z.string(), score: z.number(), files: z.array(z.string()) }),
)

/** Commits that may have caused the error, the likeliest first. */
export async function listSuspects(db: Db, issueId: string): Promise<z.infer<typeof suspectLines>> {
  const row = await db.selectFrom('dispatch_suspects').select('commits').where('issue_id', '=', issueId).executeTakeFirst()
  return suspectLines.parse(row?.commits ?? [])
}

/** Runs of the issue that did not succeed, the newest first. */
export function listFailedRuns(db: Db, issueId: string) {
  return db
    .selectFrom('dispatch_run')
    .select(['id', 'kind', 'reason', 'failure_code', 'failure_detail', 'outcome', 'outcome_summary', 'finished_at'])
    .where('issue_id', '=', issueId)
    .where('state', '=', 'finished')
    .where((eb) => eb.or([eb('reason', '<>', 'succeeded'), eb('outcome', 'in', ['blocked', 'failed'])]))
    .orderBy(sql`finished_at`, 'desc')
    .limit(5)
    .execute()
}
