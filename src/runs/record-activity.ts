// The milestones of a run that a person reads; everything else is the transcript.
import type { Tx } from '../platform/context.ts'
import { cutText } from '../platform/cut-text.ts'
import type { AgentActivityTable } from '../platform/db/tables-runs.generated.ts'
import { insertActivity } from './store/activity.ts'

export interface NewActivity {
  kind: AgentActivityTable['kind']
  summary: string
  data?: Record<string, unknown>
}

const SUMMARY_MAX = 2000

export async function recordActivity(
  tx: Tx,
  run: { id: string; issue_id: string; agent_id: string },
  activity: NewActivity,
): Promise<string> {
  const id = tx.newId('act')
  await insertActivity(tx.db, {
    id,
    workspace_id: tx.workspaceId,
    issue_id: run.issue_id,
    run_id: run.id,
    agent_id: run.agent_id,
    at: tx.now,
    kind: activity.kind,
    summary: cutText(activity.summary, SUMMARY_MAX),
    data: activity.data ?? {},
  })
  return id
}
