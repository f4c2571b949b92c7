// The links to external issues.
import { type Insertable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export async function insertExternalRow(db: Db, row: Insertable<DB['dispatch_external_issue']>): Promise<void> {
  await db.insertInto('dispatch_external_issue').values(row).execute()
}

/** In the order of their ids; deliveries about the same errors lock them before the issue, too. */
export function lockLinksOf(db: Db, issueId: string): Promise<{ id: string; is_error_source: boolean }[]> {
  return db
    .selectFrom('dispatch_external_issue')
    .select(['id', 'is_error_source'])
    .where('issue_id', '=', issueId)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/** Whether one of these links is to an error. */
export async function holdError(db: Db, ids: string[]): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where('id', 'in', ids)
    .where('is_error_source', '=', true)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** With what was seen of each error so far. */
export async function moveLinkRows(db: Db, move: { workspaceId: string; ids: string[]; to: string; now: Date }): Promise<void> {
  await db
    .updateTable('dispatch_external_issue')
    .set({ issue_id: move.to, updated_at: move.now })
    .where('workspace_id', '=', move.workspaceId)
    .where('id', 'in', move.ids)
    .execute()
  await sql`
    update dispatch_occurrence set issue_id = ${move.to}
    where workspace_id = ${move.workspaceId} and external_issue_id = any (${move.ids}::text[]) and issue_id <> ${move.to}`.execute(
    db,
  )
}

const shown = [
  'id',
  'source',
  'external_id',
  'short_id',
  'url',
  'title',
  'project',
  'state',
  'occurrences',
  'users_affected',
  'first_seen',
  'last_seen',
] as const

function linkRows(db: Db, issueId: string) {
  return db
    .selectFrom('dispatch_external_issue')
    .select([...shown, 'is_error_source', 'created_at'])
    .where('issue_id', '=', issueId)
}
export type LinkRow = Awaited<ReturnType<ReturnType<typeof linkRows>['execute']>>[number]

/** Oldest first. */
export function listLinkRows(
  db: Db,
  issueId: string,
  page: { limit: number; after: readonly [string, string] | null },
): Promise<LinkRow[]> {
  return linkRows(db, issueId)
    .$if(page.after !== null, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(new Date(page.after?.[0] ?? 0), page.after?.[1] ?? '')),
      ),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
}

export function findLinkRow(db: Db, issueId: string, id: string): Promise<LinkRow | undefined> {
  return linkRows(db, issueId).where('id', '=', id).executeTakeFirst()
}

export function findLinkedIssueId(
  db: Db,
  link: { workspaceId: string; source: DB['dispatch_external_issue']['source']; externalId: string },
): Promise<{ id: string; issue_id: string } | undefined> {
  return db
    .selectFrom('dispatch_external_issue')
    .select(['id', 'issue_id'])
    .where('workspace_id', '=', link.workspaceId)
    .where('source', '=', link.source)
    .where('external_id', '=', link.externalId)
    .executeTakeFirst()
}

/** Locked, so that nobody moves it meanwhile. */
export function lockLink(db: Db, issueId: string, id: string) {
  return db
    .selectFrom('dispatch_external_issue')
    .select(['id', 'source', 'external_id', 'url', 'is_error_source'])
    .where('issue_id', '=', issueId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function deleteLinkRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('dispatch_external_issue').where('id', '=', id).execute()
}
