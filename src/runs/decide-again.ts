// The second look: runs that wait, and assignments that got no run, are decided again because something changed.
import { systemContext } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import type { Runtime } from '../platform/runtime.ts'
import { considerRun } from './consider-run.ts'
import { decideWaitingRun } from './decide-waiting-run.ts'
import { concernsWholeWorkspace } from './domain/blocking-facts.ts'
import type { StartDecision } from './domain/gates.ts'
import { listOpenAsks, listWaitingRuns } from './store/asks.ts'

const BATCH = 100

/** The longest waiting first; it ends at a refusal that holds for all. */
export async function decideAgain(runtime: Runtime, workspaceId: string): Promise<void> {
  const ctx = () => systemContext(runtime, workspaceId)
  const db = runtime.database.kysely
  for (const run of await listWaitingRuns(db, workspaceId, BATCH)) {
    if (isHopeless(await decideWaitingRun(ctx(), run.id))) return
  }
  for (const ask of await listOpenAsks(db, workspaceId, BATCH)) {
    const requestedBy = actorSchema.parse(ask.requested_by)
    const answer = await unlessDeleted(
      considerRun(ctx(), {
        issueId: ask.issue_id,
        cause: ask.cause,
        requestedBy,
        lastRefusal: ask.reason,
        ...(!ask.is_assigned && { agent: ask.agent_id }),
      }),
    )
    if (isHopeless(answer?.decision ?? null)) return
  }
}

function isHopeless(decision: StartDecision | null): boolean {
  return decision?.result === 'refuse' && concernsWholeWorkspace(decision.reason)
}

/** An issue may be deleted between two looks: then nobody asks any more. */
export async function unlessDeleted<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return null
    throw error
  }
}
