// What an agent that runs elsewhere reports, carried out by the same commands as the tools, once for each agent and event id.
import { authorize } from '../access/authorize.ts'
import { addComment } from '../issues/add-comment.ts'
import { setNeedsAttention } from '../issues/attention.ts'
import type { IssueRow } from '../issues/resolve-issue.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Forbidden, Invalid, NotFound } from '../platform/errors.ts'
import { askQuestion, completeRun, reportBlocker } from '../runs/complete-run.ts'
import { heartbeat, postActivity } from '../runs/post-activity.ts'
import { submitPlan } from '../runs/submit-plan.ts'
import { ownIssue, refuseOtherRun } from './own-issue.ts'
import type { AgentEvent } from './schemas.ts'
import { findRunIssue, insertAgentEvent } from './store/agent-events.ts'

export interface ReceivedEvent {
  status: 'accepted' | 'duplicate'
  delivery_id: string
}

const tool = 'webhook'

/** A refused event is not remembered: mended, it may come again under the same id. @throws AppErrors of the commands */
export async function receiveAgentEvent(ctx: Ctx, event: AgentEvent): Promise<ReceivedEvent> {
  await refuseOtherRun(ctx, { runId: event.run_id ?? undefined, tool })
  const issue = await ownIssue(ctx, { issue: event.issue, tool })
  const runId = ctx.actor.type === 'run' ? ctx.actor.id : (event.run_id ?? null)
  return withTransaction(ctx, async (tx) => {
    authorize(tx, 'run.report', { issueId: issue.id })
    if (runId !== null) await refuseMismatch(tx, runId, issue)
    const isNew = await insertAgentEvent(tx.db, {
      workspace_id: tx.workspaceId,
      sender_id: tx.agentId ?? tx.actor.id,
      event_id: event.event_id,
      type: event.type,
      occurred_at: new Date(event.occurred_at),
      issue_id: issue.id,
      run_id: runId,
      received_at: tx.now,
    })
    if (!isNew) return { status: 'duplicate', delivery_id: event.event_id }
    if (runId !== null) await reportForRun(tx, event, runId)
    else await reportForIssue(tx, event, issue)
    return { status: 'accepted', delivery_id: event.event_id }
  })
}

async function refuseMismatch(tx: Tx, runId: string, issue: IssueRow): Promise<void> {
  const issueId = await findRunIssue(tx.db, tx.workspaceId, runId)
  if (issueId === undefined) throw new NotFound('run', runId)
  if (issueId !== issue.id) throw new Invalid([{ path: 'run_id', message: 'is a run of another issue' }])
}

/** A run's token speaks for its run, a key or signature for the runs of its agent: the commands see to that. */
async function reportForRun(tx: Tx, event: AgentEvent, runId: string): Promise<void> {
  switch (event.type) {
    case 'started':
      return heartbeat(tx, { status: event.data.status ?? 'started', runId })
    case 'heartbeat':
      return heartbeat(tx, { status: event.data.status, runId })
    case 'activity':
      return void (await postActivity(tx, { kind: event.data.kind, summary: event.data.summary, runId }))
    case 'plan':
      return void (await submitPlan(tx, { content: event.data.content, runId }))
    case 'blocked':
      return void (await reportBlocker(tx, { reason: event.data.reason, runId }))
    case 'question':
      return void (await askQuestion(tx, { question: event.data.question, runId }))
    case 'completed':
      return void (await completeRun(tx, {
        outcome: event.data.outcome,
        summary: event.data.summary,
        tests: event.data.tests,
        runId,
      }))
    case 'failed':
      return void (await completeRun(tx, { outcome: 'failed', summary: event.data.reason, runId }))
  }
}

/** Work without a run of ours, on an issue that the agent has claimed: people read it as comments. */
async function reportForIssue(tx: Tx, event: AgentEvent, issue: IssueRow): Promise<void> {
  if (issue.assignee_agent_id === null || issue.assignee_agent_id !== tx.agentId) {
    throw new Forbidden('not_your_issue', 'Claim the issue first (claim_issue), or name your run in run_id.')
  }
  switch (event.type) {
    case 'started':
    case 'heartbeat':
      return
    case 'plan':
      return void (await submitPlan(tx, { content: event.data.content, issue: issue.id }))
    case 'activity':
      return void (await addComment(tx, { issueId: issue.id, body: event.data.summary }))
    case 'completed':
      return tell(tx, issue, {
        body: event.data.summary,
        attention: `${tx.actor.name} reports: ${event.data.outcome.replaceAll('_', ' ')}`,
      })
    case 'blocked':
    case 'failed':
      return tell(tx, issue, {
        body: event.data.reason,
        attention: `${tx.actor.name} ${event.type === 'blocked' ? 'is blocked' : 'gave up'}`,
      })
    case 'question':
      return tell(tx, issue, { body: event.data.question, attention: `${tx.actor.name} asks a question` })
  }
}

async function tell(tx: Tx, issue: IssueRow, { body, attention }: { body: string; attention: string }): Promise<void> {
  await addComment(tx, { issueId: issue.id, body })
  await setNeedsAttention(tx, issue.id, attention)
}
