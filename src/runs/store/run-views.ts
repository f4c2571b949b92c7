// Runs as people see them, with the names of what they refer to.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { RunState } from '../domain/run-state.ts'

function runViews(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_run as r')
    .innerJoin('dispatch_issue as i', 'i.id', 'r.issue_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 'r.workspace_id')
    .innerJoin('dispatch_agent as a', 'a.id', 'r.agent_id')
    .innerJoin('dispatch_repository as p', 'p.id', 'r.repository_id')
    .selectAll('r')
    .select([
      'w.prefix',
      'i.number as issue_number',
      'i.title as issue_title',
      'a.name as agent_name',
      'a.adapter as agent_adapter',
      'a.model as agent_model',
      'p.name as repository_name',
    ])
    .where('r.workspace_id', '=', workspaceId)
    .where('i.deleted_at', 'is', null)
}

export type RunViewRow = Awaited<ReturnType<typeof listRunViews>>[number]

export interface RunFilter {
  states?: RunState[] | undefined
  issueId?: string | undefined
  agent?: string | undefined
}

/** Newest first, one row more than asked for. */
export function listRunViews(
  db: Db,
  workspaceId: string,
  page: { filter: RunFilter; limit: number; before: readonly [string, string] | null },
) {
  const { states, issueId, agent } = page.filter
  return runViews(db, workspaceId)
    .$if(states !== undefined, (query) => query.where('r.state', 'in', states ?? []))
    .$if(issueId !== undefined, (query) => query.where('r.issue_id', '=', issueId ?? ''))
    .$if(agent !== undefined, (query) =>
      query.where((eb) =>
        eb.or([eb('a.id', '=', agent ?? ''), eb(sql<string>`lower(a.name)`, '=', (agent ?? '').toLowerCase())]),
      ),
    )
    .$if(page.before !== null, (query) => {
      const [at, id] = page.before ?? ['', '']
      return query.where((eb) => eb(eb.refTuple('r.created_at', 'r.id'), '<', eb.tuple(new Date(at), id)))
    })
    .orderBy('r.created_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export function findRunView(db: Db, workspaceId: string, id: string): Promise<RunViewRow | undefined> {
  return runViews(db, workspaceId).where('r.id', '=', id).executeTakeFirst()
}

export async function countFleet(db: Db, workspaceId: string): Promise<{ running: number; queued: number }> {
  return db
    .selectFrom('dispatch_run')
    .select(sql<number>`(count(*) filter (where state <> 'queued'))::int`.as('running'))
    .select(sql<number>`(count(*) filter (where state = 'queued'))::int`.as('queued'))
    .where('workspace_id', '=', workspaceId)
    .where('state', '<>', 'finished')
    .executeTakeFirstOrThrow()
}
