// Statements over plans and their versions.
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { PlanTable } from '../../platform/db/tables-runs.generated.ts'

export type PlanRow = Selectable<PlanTable>

/** The newest version. */
export function findNewestPlan(db: Db, issueId: string): Promise<PlanRow | undefined> {
  return db
    .selectFrom('dispatch_plan')
    .selectAll()
    .where('issue_id', '=', issueId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function findApprovedPlan(db: Db, issueId: string): Promise<PlanRow | undefined> {
  return db
    .selectFrom('dispatch_plan')
    .selectAll()
    .where('issue_id', '=', issueId)
    .where('state', '=', 'approved')
    .executeTakeFirst()
}

/** Newest first. */
export function listPlanVersions(db: Db, issueId: string) {
  return db
    .selectFrom('dispatch_plan')
    .select(['version', 'state', 'content_hash', 'created_at'])
    .where('issue_id', '=', issueId)
    .orderBy('version', 'desc')
    .limit(200)
    .execute()
}

export function findPlanVersion(db: Db, issueId: string, version: number): Promise<PlanRow | undefined> {
  return db
    .selectFrom('dispatch_plan')
    .selectAll()
    .where('issue_id', '=', issueId)
    .where('version', '=', version)
    .executeTakeFirst()
}

export function insertPlan(db: Db, row: Insertable<PlanTable>): Promise<PlanRow> {
  return db.insertInto('dispatch_plan').values(row).returningAll().executeTakeFirstOrThrow()
}

/** A new version takes the place of the open one. */
export async function supersedeOpenPlan(db: Db, issueId: string): Promise<void> {
  await db
    .updateTable('dispatch_plan')
    .set({ state: 'superseded' })
    .where('issue_id', '=', issueId)
    .where('state', 'in', ['submitted', 'approved'])
    .execute()
}

/** Undefined when the plan is not in one of the expected states any more. */
export function decidePlan(
  db: Db,
  expected: { id: string; states: PlanRow['state'][] },
  changes: Updateable<PlanTable>,
): Promise<PlanRow | undefined> {
  return db
    .updateTable('dispatch_plan')
    .set(changes)
    .where('id', '=', expected.id)
    .where('state', 'in', expected.states)
    .returningAll()
    .executeTakeFirst()
}

export async function hasPostedPlan(db: Db, runId: string): Promise<boolean> {
  const row = await db.selectFrom('dispatch_plan').select('id').where('run_id', '=', runId).limit(1).executeTakeFirst()
  return row !== undefined
}
