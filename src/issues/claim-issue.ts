// Agents that run elsewhere take issues for themselves. Unlike assigning, this asks nobody to start: who claims works already.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import { type IssueRow, resolveIssueForUpdate } from './resolve-issue.ts'
import { changeIssue } from './store/issue-store.ts'

export interface Claim {
  issueId: string
  agent: { id: string; name: string }
}

/** Claiming what is one's own already changes nothing. @throws NotFound, Conflict `claimed` or `closed` */
export async function claimIssue(ctx: Ctx, { issueId, agent }: Claim): Promise<IssueRow> {
  return withTransaction(ctx, async (tx) => {
    const issue = await resolveIssueForUpdate(tx, issueId)
    authorize(tx, 'run.report', { issueId: issue.id })
    if (issue.assignee_agent_id === agent.id) return issue
    if (issue.category === 'done' || issue.category === 'canceled')
      throw new Conflict('closed', `The issue is ${issue.status_name}.`)
    if (issue.assignee_name !== null) throw new Conflict('claimed', `${issue.assignee_name} has the issue. Choose another one.`)
    await assign(tx, issue, agent)
    return issue
  })
}

/** @throws NotFound, Conflict `not_claimed` */
export async function releaseIssue(ctx: Ctx, { issueId, agent }: Claim): Promise<IssueRow> {
  return withTransaction(ctx, async (tx) => {
    const issue = await resolveIssueForUpdate(tx, issueId)
    authorize(tx, 'run.report', { issueId: issue.id })
    if (issue.assignee_agent_id !== agent.id) throw new Conflict('not_claimed', `The issue is not ${agent.name}'s.`)
    await assign(tx, issue, null)
    return issue
  })
}

async function assign(tx: Tx, issue: IssueRow, agent: Claim['agent'] | null): Promise<void> {
  await changeIssue(tx.db, issue.id, { assignee_agent_id: agent?.id ?? null, assignee_user_id: null, now: tx.now })
  const before = issue.assignee_agent_id && { id: issue.assignee_agent_id, name: issue.assignee_name }
  tx.emit({
    type: 'issue.assigned',
    issueId: issue.id,
    payload: {
      changes: { assignee: [before, agent] },
      cause: { code: agent ? 'claimed' : 'released', detail: `by ${tx.actor.name}` },
    },
  })
}
