// An issue at the code host: with the right label it is filed here, once; what happens to it there is noted.
import { loadWorkspace } from '../access/load-workspace.ts'
import { noteFeedback } from '../fixes/note-feedback.ts'
import type { KnownRepository } from '../fixes/repository.ts'
import { touchIssue } from '../issues/attention.ts'
import { createIssue } from '../issues/create-issue.ts'
import { linkExternalIssue } from '../issues/external-issues.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import type { FeedbackGiven, HostedIssueChanged } from './domain/code-host-signal.ts'
import { foldHostedIssue } from './domain/fold-hosted-issue.ts'
import { decideHostedIssue, describeHostedIssue, type HostedIssueDecision, nameOf } from './domain/hosted-issue.ts'
import type { Reason } from './domain/signal.ts'
import { ignored, type Outcome } from './outcome.ts'
import { findFreedFrom, type LinkedHostedIssue, lockHostedIssue, writeHostedState } from './store/hosted-issues.ts'
import { loadHistory } from './store/signals.ts'

export interface HostedOrigin {
  repository: KnownRepository
  deliveryId: string | null
}

/** Fails with SQLSTATE 23505 when another delivery files the same issue at this moment. */
export async function acceptHostedIssue(tx: Tx, signal: HostedIssueChanged, origin: HostedOrigin): Promise<Outcome> {
  const key = { workspaceId: tx.workspaceId, externalId: nameOf(signal).toLowerCase() }
  const linked = await lockHostedIssue(tx.db, key)
  const { policy } = await loadWorkspace(tx)
  const freed = linked ? null : ((await findFreedFrom(tx.db, key)) ?? null)
  const decision = decideHostedIssue({ signal, linked: linked ?? null, freed, label: policy.github_issue_label })
  if (decision.action === 'ignore') return ignored(decision.reason.code, decision.reason.sentence)
  if (decision.action === 'create') return file(tx, signal, { ...origin, reason: decision.reason })
  if (!linked) throw new Error(`${decision.action} was decided without an issue`)
  await refresh(tx, signal, linked.external_id)
  return note(tx, signal, { linked, decision })
}

/** A comment on a linked issue stands on its timeline. */
export async function acceptIssueFeedback(tx: Tx, signal: FeedbackGiven): Promise<Outcome> {
  const key = { workspaceId: tx.workspaceId, externalId: nameOf(signal).toLowerCase() }
  const linked = await lockHostedIssue(tx.db, key)
  if (!linked) return ignored('issue_not_linked', `${nameOf(signal)} is linked to no issue here.`)
  await noteFeedback(tx, signal, linked.issue_id)
  const effects = [{ type: 'signal.recorded', issue_id: linked.issue_id }]
  return {
    result: 'attach',
    reason: 'feedback_noted',
    detail: `Noted on ${linked.identifier}.`,
    issueId: linked.issue_id,
    effects,
  }
}

/** Strangers' text, unless its author has rights in the repository. */
async function file(tx: Tx, signal: HostedIssueChanged, { repository, deliveryId, reason }: HostedOrigin & { reason: Reason }) {
  const name = nameOf(signal)
  const text = { title: signal.title || name, description: describeHostedIssue(signal), repository: repository.id }
  const issue = await createIssue(tx, { ...text, priority: 'P3' }, { source: 'github', isPublicText: !signal.author.isTrusted })
  const { id } = await linkExternalIssue(tx, {
    issue_id: issue.id,
    source: 'github',
    external_id: name.toLowerCase(),
    short_id: name,
    url: signal.url,
    title: signal.title,
    project: signal.repository.fullName,
    is_error_source: false,
    metadata: { author: signal.author.login, association: signal.author.association },
  })
  await refresh(tx, signal, id)
  await recordDecision(tx, {
    issueId: issue.id,
    deliveryId,
    rule: 'intake',
    result: 'create',
    reason: reason.code,
    detail: reason.sentence,
    inputs: { source: 'github', external_id: name, labels: signal.labels },
  })
  const effects = [{ type: 'issue.created', issue_id: issue.id, identifier: issue.identifier }]
  return { result: 'create' as const, reason: reason.code, detail: reason.sentence, issueId: issue.id, effects }
}

async function refresh(tx: Tx, { objectKey }: HostedIssueChanged, externalId: string): Promise<void> {
  const history = await loadHistory(tx.db, { workspaceId: tx.workspaceId, objectKey, kinds: ['hosted_issue_changed'] })
  const last = foldHostedIssue(history)
  if (last) await writeHostedState(tx.db, externalId, { state: last.state, title: last.title, url: last.url, now: tx.now })
}

async function note(
  tx: Tx,
  signal: HostedIssueChanged,
  { linked, decision }: { linked: LinkedHostedIssue; decision: HostedIssueDecision },
): Promise<Outcome> {
  const { code, sentence } = decision.reason
  const told = { reason: code, detail: sentence, issueId: linked.issue_id }
  if (decision.action !== 'note') return { result: 'attach', ...told, effects: [] }
  await touchIssue(tx, linked.issue_id)
  tx.emit({
    type: 'signal.recorded',
    issueId: linked.issue_id,
    payload: {
      source: 'github',
      kind: signal.kind,
      occurred_at: signal.occurredAt,
      url: signal.url,
      reason: code,
      detail: sentence,
    },
  })
  return { result: 'attach', ...told, effects: [{ type: 'signal.recorded', issue_id: linked.issue_id }] }
}
