// A new error becomes an issue: filed at once with what its hook says, and made richer by a job.
import { createHash } from 'node:crypto'
import type { Policy } from '../access/domain/policy.ts'
import { rematchJob } from '../fixes/job-names.ts'
import { keepOccurrence } from '../fixes/record-recurrence.ts'
import { type CreatedIssue, createIssue } from '../issues/create-issue.ts'
import { linkExternalIssue } from '../issues/external-issues.ts'
import { addLabels } from '../issues/labels.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import type { Origin } from './apply-signal.ts'
import type { Decision } from './domain/decide.ts'
import { occurrenceOf } from './domain/occurrence.ts'
import type { ErrorIssueSignal, ErrorOccurrence } from './domain/signal.ts'
import { enrichJob } from './job-names.ts'
import type { Outcome } from './outcome.ts'
import { refreshExternalState } from './refresh-external-state.ts'
import { findDefaultAgent, findMappedRepository } from './store/linked-issues.ts'
import { loadHistory } from './store/signals.ts'

export interface Filing {
  decision: Extract<Decision, { action: 'create' }>
  origin: Origin
  policy: Policy
}

type FiledSignal = ErrorIssueSignal | ErrorOccurrence

/** Fails with SQLSTATE 23505 when another delivery files the same error at this moment. */
export async function fileIssue(tx: Tx, signal: FiledSignal, { decision, origin, policy }: Filing): Promise<Outcome> {
  const issue = await createIssue(tx, await describe(tx, signal, { decision, origin, policy }), {
    source: signal.source,
    isPublicText: true,
  })
  const { id: externalIssueId } = await linkExternalIssue(tx, externalRow(signal, issue), { isJustFiled: true })
  await addLabels(tx, issue.id, signal.issue.labels)
  await refreshExternalState(tx, externalIssueId, { signal, isNewOccurrence: false })
  await keepOccurrences(tx, signal, { issueId: issue.id, externalIssueId, deliveryId: origin.deliveryId })
  await recordDecision(tx, {
    issueId: issue.id,
    deliveryId: origin.deliveryId,
    rule: 'intake',
    result: 'create',
    reason: decision.reason.code,
    detail: decision.reason.sentence,
    inputs: { source: signal.source, external_id: signal.issue.externalId, kind: signal.kind },
  })
  // Only Sentry has more to tell than its hook, and only to whom it knows.
  if (signal.source === 'sentry' && tx.system.config.SENTRY_API_TOKEN)
    tx.enqueue(enrichJob, { workspace_id: tx.workspaceId, external_issue_id: externalIssueId }, { singletonKey: externalIssueId })
  // Pull requests may have named it before it was here.
  tx.enqueue(rematchJob, { workspace_id: tx.workspaceId, issue_id: issue.id })
  return {
    result: 'create',
    reason: decision.reason.code,
    detail: decision.reason.sentence,
    issueId: issue.id,
    effects: [{ type: 'issue.created', issue_id: issue.id, identifier: issue.identifier }],
  }
}

async function describe(tx: Tx, { issue, source }: FiledSignal, { decision, policy }: Filing) {
  const project = { workspaceId: tx.workspaceId, source, project: issue.projectSlug }
  const before = decision.previously ? `\n\nPreviously tracked by ${decision.previously}, which was deleted.` : ''
  return {
    title: issue.title,
    description: `${issue.description}${before}`,
    priority: issue.priority,
    repository: (await findMappedRepository(tx.db, project)) ?? null,
    assignee: policy.auto_investigate ? ((await findDefaultAgent(tx.db, tx.workspaceId)) ?? null) : null,
  }
}

function externalRow({ issue, source }: FiledSignal, filed: CreatedIssue) {
  return {
    issue_id: filed.id,
    source,
    external_id: issue.externalId,
    short_id: issue.shortId,
    url: issue.url,
    title: issue.message.slice(0, 500),
    project: issue.projectSlug,
    is_error_source: true,
    occurrences: 1,
    // Enrichment replaces the description only while nobody has edited it.
    metadata: { filed_description: fingerprint(issue.description), organization: issue.organizationSlug },
  }
}

/** Tells whether a description is still the one that was filed. */
export function fingerprint(description: string): string {
  return createHash('sha256').update(description).digest('hex')
}

interface Filed {
  issueId: string
  externalIssueId: string
  deliveryId: string | null
}

/** Events that came before the error was tracked count as well: whoever judges a fix later needs them all. */
async function keepOccurrences(tx: Tx, signal: FiledSignal, filed: Filed): Promise<void> {
  const object = { workspaceId: tx.workspaceId, objectKey: signal.objectKey }
  const earlier = await loadHistory(tx.db, {
    ...object,
    kinds: ['error_occurrence', 'error_issue_created', 'error_issue_regressed', 'error_issue_escalating'],
  })
  const occurrences = [signal, ...earlier.map((entry) => entry.signal)].map(occurrenceOf).filter((told) => told !== null)
  // The signal itself is among those that are kept.
  const first = new Map(occurrences.toReversed().map((told) => [told.key, told]))
  for (const occurrence of first.values()) {
    const { key, occurredAt, release, environment, channel } = occurrence
    await keepOccurrence(tx, { ...filed, key, occurredAt, release, environment, channel })
  }
}
