// SQL about deployments.
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export type DeploymentRow = Selectable<DB['dispatch_deployment']>

/** Undefined when this very deployment is known; one that is told of an earlier time is moved there. */
export function insertDeployment(db: Db, deployment: Insertable<DB['dispatch_deployment']>): Promise<DeploymentRow | undefined> {
  return db
    .insertInto('dispatch_deployment')
    .values(deployment)
    .onConflict((conflict) =>
      conflict
        .expression(sql`workspace_id, lower(repository), lower(environment), sha, vendor_id`)
        .doUpdateSet((row) => ({ deployed_at: row.ref('excluded.deployed_at') }))
        .whereRef('excluded.deployed_at', '<', 'dispatch_deployment.deployed_at'),
    )
    .returningAll()
    .executeTakeFirst()
}

export interface DeploymentKey {
  workspaceId: string
  repository: string
  environment: string
  sha: string
  vendorId: string
}

export function findSameDeployment(db: Db, key: DeploymentKey): Promise<DeploymentRow | undefined> {
  return db
    .selectFrom('dispatch_deployment')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where(sql<boolean>`lower(environment) = lower(${key.environment})`)
    .where('sha', '=', key.sha)
    .where('vendor_id', '=', key.vendorId)
    .executeTakeFirst()
}

export function findNewestDeployment(
  db: Db,
  place: { workspaceId: string; repository: string; environment: string },
): Promise<DeploymentRow | undefined> {
  return db
    .selectFrom('dispatch_deployment')
    .selectAll()
    .where('workspace_id', '=', place.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${place.repository})`)
    .where(sql<boolean>`lower(environment) = lower(${place.environment})`)
    .orderBy('deployed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** More deployments than anyone makes in a verification window. */
const longestList = 1_000

/** The production deployments of a repository from some time on, oldest first. */
export async function listProductionDeployments(
  db: Db,
  key: { workspaceId: string; repository: string; since: Date },
): Promise<DeploymentRow[]> {
  const rows = await db
    .selectFrom('dispatch_deployment')
    .selectAll()
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('is_production', '=', true)
    .where('deployed_at', '>=', key.since)
    .orderBy('deployed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(longestList)
    .execute()
  return rows.reverse()
}
