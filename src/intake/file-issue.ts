// A new error becomes an issue: filed at once with what its hook says, and made richer by a job.
import { createHash } from 'node:crypto'
import type { Policy } from '../access/domain/policy.ts'
import { rematchJob } from '../fixes/job-names.ts'
import { keepOccurrences, type NewOccurrence } from '../fixes/record-recurrence.ts'
import { type CreatedIssue, createIssue } from '../issues/create-issue.ts'
import { linkExternalIssue } from '../issues/external-issues.ts'
import { labelsOfNames } from '../issues/labels.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { LabelName } from '../issues/resolve-references.ts'
import type { Tx } from '../platform/context.ts'
import type { Origin } from './apply-signal.ts'
import type { Decision } from './domain/decide.ts'
import type { Recorded } from './domain/fold.ts'
import { occurrenceOf } from './domain/occurrence.ts'
import type { ErrorIssueSignal, ErrorOccurrence } from './domain/signal.ts'
import { enrichJob } from './job-names.ts'
import { onceATransaction } from './once-a-transaction.ts'
import type { Outcome } from './outcome.ts'
import { type Alerts, stateKinds, stateOfAlerts, stateOfIssue } from './refresh-external-state.ts'
import { type ExternalState, findDefaultAgent, findMappedRepository } from './store/linked-issues.ts'
import { loadHistory } from './store/signals.ts'

export interface Filing {
  decision: Extract<Decision, { action: 'create' }>
  origin: Origin
  policy: Policy
  /** All alerts of its delivery that are about the issue, kept already: the others take effect after it. */
  together?: Alerts
}

type FiledSignal = ErrorIssueSignal | ErrorOccurrence

/** Fails with SQLSTATE 23505 when another delivery files the same error at this moment. */
export async function fileIssue(tx: Tx, signal: FiledSignal, filing: Filing): Promise<Outcome> {
  const { decision, origin } = filing
  const told = await loadTold(tx, signal, filing)
  const { text, labels } = await describe(tx, signal, filing)
  const issue = await createIssue(tx, text, { source: signal.source, isPublicText: true, labels })
  const state = await stateAtFiling(tx, signal, { told, filing })
  const { id: externalIssueId } = await linkExternalIssue(tx, externalRow(signal, issue, state), { isJustFiled: true })
  await keepOccurrences(tx, toOccurrences(told, { issueId: issue.id, externalIssueId, deliveryId: origin.deliveryId }))
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
  askToMatch(tx, issue.id)
  return {
    result: 'create',
    reason: decision.reason.code,
    detail: decision.reason.sentence,
    issueId: issue.id,
    effects: [{ type: 'issue.created', issue_id: issue.id, identifier: issue.identifier }],
  }
}

const filedBy = new WeakMap<Tx, string[]>()

/** Pull requests may have named it before it was here. One job for all that its transaction files: the list grows until the commit. */
function askToMatch(tx: Tx, issueId: string): void {
  const filed = filedBy.get(tx)
  if (filed) return void filed.push(issueId)
  const ids = [issueId]
  filedBy.set(tx, ids)
  tx.enqueue(rematchJob, { workspace_id: tx.workspaceId, issue_ids: ids })
}

const repositories = onceATransaction<string | undefined>()
const agents = onceATransaction<string | undefined>()
const labelled = onceATransaction<LabelName[]>()

async function describe(tx: Tx, { issue, source }: FiledSignal, { decision, policy }: Filing) {
  const project = { workspaceId: tx.workspaceId, source, project: issue.projectSlug }
  const before = decision.previously ? `\n\nPreviously tracked by ${decision.previously}, which was deleted.` : ''
  const repository = await repositories(tx, `${source} ${issue.projectSlug}`, () => findMappedRepository(tx.db, project))
  const agent = policy.auto_investigate ? await agents(tx, '', () => findDefaultAgent(tx.db, tx.workspaceId)) : null
  const text = {
    title: issue.title,
    description: `${issue.description}${before}`,
    priority: issue.priority,
    repository: repository ?? null,
    assignee: agent ?? null,
  }
  return { text, labels: await labelled(tx, JSON.stringify(issue.labels), () => labelsOfNames(tx, issue.labels)) }
}

function externalRow({ issue, source }: FiledSignal, filed: CreatedIssue, state: ExternalState | null) {
  return {
    issue_id: filed.id,
    source,
    external_id: issue.externalId,
    short_id: issue.shortId,
    url: issue.url,
    title: issue.message.slice(0, 500),
    project: issue.projectSlug,
    is_error_source: true,
    state: state?.state ?? null,
    occurrences: Math.max(1, state?.occurrences ?? 1),
    users_affected: state?.usersAffected ?? 0,
    first_seen: state?.firstSeen ?? null,
    last_seen: state?.lastSeen ?? null,
    metadata: {
      // Enrichment replaces the description only while nobody has edited it.
      filed_description: fingerprint(issue.description),
      organization: issue.organizationSlug,
      ...(state && { resolved_in_release: state.resolvedInRelease }),
    },
  }
}

/** Tells whether a description is still the one that was filed. */
export function fingerprint(description: string): string {
  return createHash('sha256').update(description).digest('hex')
}

/** What was told of the error so far, this signal included. */
async function loadTold(tx: Tx, signal: FiledSignal, { origin, together }: Filing): Promise<Recorded<FiledSignal>[]> {
  const told = { signal, deliverySeq: origin.deliverySeq }
  if (origin.isFirst) return [told]
  const object = { workspaceId: tx.workspaceId, objectKey: signal.objectKey }
  const history = await loadHistory(tx.db, { ...object, kinds: ['error_occurrence', ...stateKinds] })
  const earlier = together ? history.filter(({ deliverySeq }) => deliverySeq !== origin.deliverySeq) : history
  return [told, ...earlier]
}

function stateAtFiling(
  tx: Tx,
  signal: FiledSignal,
  { told, filing: { origin, together } }: { told: readonly Recorded<FiledSignal>[]; filing: Filing },
): Promise<ExternalState | null> | ExternalState | null {
  if (signal.source !== 'sentry') return stateOfAlerts(tx, [signal], origin.isFirst ? together : undefined)
  return stateOfIssue(told.filter(isOfIssue))
}

function isOfIssue(told: Recorded<FiledSignal>): told is Recorded<ErrorIssueSignal> {
  return told.signal.kind !== 'error_occurrence'
}

/** Events that came before the error was tracked count as well: whoever judges a fix later needs them all. */
function toOccurrences(
  told: readonly Recorded<FiledSignal>[],
  filed: Pick<NewOccurrence, 'issueId' | 'externalIssueId' | 'deliveryId'>,
): NewOccurrence[] {
  const occurrences = told.map(({ signal }) => occurrenceOf(signal)).filter((occurrence) => occurrence !== null)
  // The signal itself is among those that are kept.
  const first = new Map(occurrences.toReversed().map((occurrence) => [occurrence.key, occurrence]))
  return [...first.values()].map(({ key, occurredAt, release, environment, channel }) => ({
    ...filed,
    key,
    occurredAt,
    release,
    environment,
    channel,
  }))
}
