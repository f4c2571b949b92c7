// Claims and leases, in machine time: who carries out which run, and for how long without a sign of life.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { RunState } from '../domain/run-state.ts'
import type { RunRow } from './runs.ts'

/** A worker that is silent for this long has lost its runs. */
export const leaseSeconds = 30

/** Tells workers to look: something was queued, or is to be stopped. They look by themselves too, only later. */
export const workerChannel = 'dispatch_run'

/** Delivered at the commit. */
export async function notifyWorkers(db: Db): Promise<void> {
  await sql`select pg_notify(${workerChannel}, '')`.execute(db)
}

/** Workspaces with a run that may be claimed, the longest waiting first. */
export async function listClaimableWorkspaces(db: Db): Promise<string[]> {
  const result = await sql<{ workspace_id: string }>`
    select r.workspace_id from dispatch_run r join dispatch_workspace w on w.id = r.workspace_id
    where r.state = 'queued' and r.not_before is null and w.deleted_at is null and coalesce((w.policy ->> 'runs_enabled')::boolean, true)
    group by r.workspace_id order by min(r.created_at)`.execute(db)
  return result.rows.map((row) => row.workspace_id)
}

/** The oldest queued run that has reserved its budget; others that claim at this moment get the next one. */
export async function claimNextRun(db: Db, workspaceId: string, workerId: string): Promise<RunRow | undefined> {
  return db
    .with('next', (cte) =>
      cte
        .selectFrom('dispatch_run as r')
        .select('r.id')
        .where('r.workspace_id', '=', workspaceId)
        .where('r.state', '=', 'queued')
        .where('r.not_before', 'is', null)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('dispatch_ledger as l')
              .select('l.id')
              .whereRef('l.run_id', '=', 'r.id')
              .where('l.kind', '=', 'reserve'),
          ),
        )
        .orderBy('r.created_at')
        .orderBy('r.id')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('dispatch_run as run')
    .from('next')
    .set((eb) => ({
      state: 'claimed' as const,
      fence: eb('run.fence', '+', 1),
      attempt: eb('run.attempt', '+', 1),
      worker_id: workerId,
      heartbeat_at: sql<Date>`clock_timestamp()`,
      lease_until: leaseEnd,
    }))
    .whereRef('run.id', '=', 'next.id')
    .returningAll('run')
    .executeTakeFirst()
}

const leaseEnd = sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`

export interface HeldRun {
  id: string
  fence: number
  cancel_requested_at: Date | null
}

/** Prolongs the leases of a worker's runs; a run that is not in the answer is lost. */
export function renewLeases(db: Db, workerId: string, runIds: string[]): Promise<HeldRun[]> {
  return db
    .updateTable('dispatch_run')
    .set({ heartbeat_at: sql<Date>`clock_timestamp()`, lease_until: leaseEnd })
    .where('worker_id', '=', workerId)
    .where('id', 'in', runIds)
    .where('state', 'in', heldStates)
    .returning(['id', 'fence', 'cancel_requested_at'])
    .execute()
}

/** The same without prolonging anything. */
export function readHeldRuns(db: Db, workerId: string, runIds: string[]): Promise<HeldRun[]> {
  return db
    .selectFrom('dispatch_run')
    .select(['id', 'fence', 'cancel_requested_at'])
    .where('worker_id', '=', workerId)
    .where('id', 'in', runIds)
    .where('state', 'in', heldStates)
    .execute()
}

const heldStates: RunState[] = ['claimed', 'preparing', 'running', 'waiting_for_person']

export interface LostRun {
  id: string
  workspace_id: string
  fence: number
  worker_id: string | null
}

/** Runs whose lease ended at least so many seconds ago. */
export function listExpiredRuns(db: Db, overdueSeconds: number): Promise<LostRun[]> {
  return db
    .selectFrom('dispatch_run')
    .select(['id', 'workspace_id', 'fence', 'worker_id'])
    .where('state', 'in', heldStates)
    .where(sql<boolean>`lease_until < clock_timestamp() - make_interval(secs => ${overdueSeconds})`)
    .orderBy('lease_until')
    .limit(100)
    .execute()
}

/** Runs that other workers hold: all of them are dead where only one process can be. */
export function listRunsOfOthers(db: Db, workerId: string): Promise<LostRun[]> {
  return db
    .selectFrom('dispatch_run')
    .select(['id', 'workspace_id', 'fence', 'worker_id'])
    .where('state', 'in', heldStates)
    .where('worker_id', 'is distinct from', workerId)
    .execute()
}

/** Runs of a host that may have left processes behind: not finished, or with a sign of life in the last ten minutes. */
export async function listRunsOfHost(db: Db, host: string): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_run')
    .select('id')
    .where(sql<boolean>`starts_with(worker_id, ${`${host}/`})`)
    .where((eb) =>
      eb.or([eb('state', 'in', heldStates), eb('heartbeat_at', '>', sql<Date>`clock_timestamp() - interval '10 minutes'`)]),
    )
    .limit(200)
    .execute()
  return rows.map((row) => row.id)
}
