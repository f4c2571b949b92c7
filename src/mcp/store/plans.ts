// Which issues have a plan, and how it stands.
import type { Db } from '../../platform/db/open-database.ts'

/** The newest plan of each issue that has one. */
export function selectPlanStates(db: Db, issueIds: string[]) {
  return db
    .selectFrom('dispatch_plan')
    .distinctOn('issue_id')
    .select(['issue_id', 'version', 'state', 'created_at'])
    .where('issue_id', 'in', issueIds.length > 0 ? issueIds : [''])
    .orderBy('issue_id')
    .orderBy('version', 'desc')
    .execute()
}

export type PlanState = Awaited<ReturnType<typeof selectPlanStates>>[number]
