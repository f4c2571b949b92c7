// Starts that wait for time: delays that are over, and the UTC midnight at which the day's budget begins anew.
import { listWorkspaces } from '../access/load-workspace.ts'
import { systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { reconsiderStarts } from './ask-again.ts'
import { decideWaitingRun } from './decide-waiting-run.ts'
import { utcDay } from './domain/money.ts'
import { isNewBudgetDay, listDueRuns } from './store/asks.ts'
import { listUnseenChanges, markChangesSeen } from './store/changes.ts'

const BATCH = 100

/** Decides the runs whose time has come; each either starts, waits on, or is canceled. */
export async function startDueRuns(runtime: Runtime): Promise<void> {
  for (const { id, workspace_id } of await listDueRuns(runtime.database.kysely, runtime.clock.now(), BATCH)) {
    await decideWaitingRun(systemContext(runtime, workspace_id), id)
  }
}

/** Once a UTC day: what was refused for money or counts is decided again. */
export async function announceNewDay(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now()
  if (!(await isNewBudgetDay(runtime.database.kysely, utcDay(now), now))) return
  for (const { id } of await listWorkspaces(runtime.database.kysely)) {
    await withTransaction(systemContext(runtime, id), async (tx) => reconsiderStarts(tx, 'new_day'))
  }
}

/** Policy, agents or repositories changed: what they kept from starting is decided again. */
export async function noticeChanges(runtime: Runtime): Promise<void> {
  for (const { workspace_id, seq } of await listUnseenChanges(runtime.database.kysely)) {
    await withTransaction(systemContext(runtime, workspace_id), async (tx) => {
      await markChangesSeen(tx.db, { workspaceId: workspace_id, seq, now: tx.now })
      reconsiderStarts(tx, 'settings_changed')
    })
  }
}
