// Milestones and signs of life that an agent reports about itself.
import { type Ctx, withTransaction } from '../platform/context.ts'
import { cutText } from '../platform/cut-text.ts'
import { LimitExceeded } from '../platform/errors.ts'
import { agentWords } from './agent-words.ts'
import { statesBefore } from './domain/run-state.ts'
import { recordActivity } from './record-activity.ts'
import { reportingRun } from './reporting-run.ts'
import { countActivities } from './store/activity.ts'
import { changeRun } from './store/runs.ts'

/** A person reads them: more than this nobody does. */
const ACTIVITIES_MAX = 100
const TEXT_MAX = 2000
const STATUS_MAX = 120

export interface PostActivity {
  kind: 'progress' | 'tests'
  summary: string
  runId?: string | undefined
}

/** @throws LimitExceeded after a hundred of a run, Conflict `run_finished`, Forbidden */
export async function postActivity(ctx: Ctx, input: PostActivity): Promise<{ id: string }> {
  return withTransaction(ctx, async (tx) => {
    const run = await reportingRun(tx, input.runId)
    if ((await countActivities(tx.db, run.id)) >= ACTIVITIES_MAX) {
      throw new LimitExceeded(
        'too_many_activities',
        `A run may post ${ACTIVITIES_MAX} milestones; the transcript holds the rest.`,
        3600,
      )
    }
    const summary = agentWords(tx, input.summary, TEXT_MAX)
    const id = await recordActivity(tx, run, { kind: input.kind, summary })
    tx.emit({
      type: 'run.updated',
      issueId: run.issue_id,
      runId: run.id,
      payload: { state: run.state, reason: null, outcome: run.outcome, milestone: cutText(summary, 200) },
    })
    return { id }
  })
}

/** What the agent does now, in a few words for the card; without words only a sign of life. */
export async function heartbeat(
  ctx: Ctx,
  input: { status?: string | undefined; runId?: string | undefined } = {},
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const run = await reportingRun(tx, input.runId)
    const activity = input.status ? agentWords(tx, input.status.replace(/\s+/g, ' '), STATUS_MAX) : run.activity
    await changeRun(tx.db, { id: run.id, states: statesBefore('finish') }, { activity, activity_at: tx.now })
    if (activity === run.activity) return
    const { state, reason, outcome } = run
    tx.emit({ type: 'run.updated', issueId: run.issue_id, runId: run.id, payload: { state, reason, outcome, activity } })
  })
}
