// SQL about issues of a code host that are linked here.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

interface HostedKey {
  workspaceId: string
  /** `owner/name#12`, lower case. */
  externalId: string
}

export interface LinkedHostedIssue {
  external_id: string
  issue_id: string
  identifier: string
  /** What was last known of it. */
  state: string | null
}

/** The issue here, its link locked: deliveries about one issue are decided one after the other. */
export async function lockHostedIssue(db: Db, { workspaceId, externalId }: HostedKey): Promise<LinkedHostedIssue | undefined> {
  const { rows } = await sql<LinkedHostedIssue>`
    select external.id as external_id, external.state, issue.id as issue_id, workspace.prefix || '-' || issue.number as identifier
    from dispatch_external_issue external
    join dispatch_issue issue on issue.id = external.issue_id and issue.deleted_at is null
    join dispatch_workspace workspace on workspace.id = issue.workspace_id
    where external.workspace_id = ${workspaceId} and external.source = 'github' and external.external_id = ${externalId}
    for no key update of external`.execute(db)
  return rows[0]
}

/** The issue that it was linked to until a person deleted that issue, or took the link away. */
export async function findFreedFrom(db: Db, { workspaceId, externalId }: HostedKey): Promise<string | undefined> {
  const freed = JSON.stringify([{ source: 'github', external_id: externalId }])
  const removed = JSON.stringify({ source: 'github', external_id: externalId })
  const { rows } = await sql<{ identifier: string }>`
    select coalesce(event.payload ->> 'identifier', workspace.prefix || '-' || issue.number) as identifier
    from dispatch_event event
    join dispatch_workspace workspace on workspace.id = event.workspace_id
    left join dispatch_issue issue on issue.id = event.issue_id
    where event.workspace_id = ${workspaceId}
      and (event.type = 'issue.deleted' and event.payload -> 'freed' @> ${freed}::jsonb
        or event.type = 'link.removed' and event.payload @> ${removed}::jsonb)
    order by event.seq desc limit 1`.execute(db)
  return rows[0]?.identifier
}

export async function writeHostedState(
  db: Db,
  id: string,
  told: { state: string; title: string; url: string | null; now: Date },
): Promise<void> {
  await db
    .updateTable('dispatch_external_issue')
    .set({ state: told.state, title: told.title, updated_at: told.now, ...(told.url && { url: told.url }) })
    .where('id', '=', id)
    .execute()
}
