// One signal takes effect: kept, so that states can be folded from all of them, then handed to whom it concerns.
import { recordCheckSuite } from '../fixes/follow-checks.ts'
import { recordDeployment, recordOtherDeployment } from '../fixes/record-deployment.ts'
import { recordFeedback } from '../fixes/record-feedback.ts'
import { recordPullRequest } from '../fixes/record-pull-request.ts'
import { recordPush } from '../fixes/record-push.ts'
import { findRepository, type KnownRepository } from '../fixes/repository.ts'
import type { Tx } from '../platform/context.ts'
import { acceptError } from './accept-error.ts'
import { acceptHostedIssue, acceptIssueFeedback } from './accept-hosted-issue.ts'
import type { InstallationChanged } from './domain/code-host-signal.ts'
import type { AlertGap, DeploymentSucceeded, Signal } from './domain/signal.ts'
import { resolveReleaseJob } from './job-names.ts'
import { noteTrackerInstallation } from './note-tracker-installation.ts'
import { ignored, type Outcome, recorded } from './outcome.ts'
import { findFirstDelivery, insertSignal } from './store/signals.ts'

/** Where a signal came from; all null for one that Dispatch asked for or that a pipeline reported. */
export interface Origin {
  deliveryId: string | null
  deliverySeq: number
  connectionId: string | null
  /** Its delivery had its effects before. */
  isRepeat: boolean
  /** Nothing was told of its object before. */
  isFirst?: boolean
}

export async function applySignal(tx: Tx, signal: Signal, origin: Origin): Promise<Outcome> {
  if (signal.kind === 'ping') return ignored('ping', `${signal.repositoryFullName ?? 'An organisation'} can reach Dispatch.`)
  const repository = 'repository' in signal ? await findRepository(tx, signal.repository.fullName) : null
  // Not kept: connected later, the repository's deliveries can be replayed.
  if ('repository' in signal && !repository) return unknownRepository(signal.repository.fullName)
  const news = await keepSignal(tx, signal, origin)
  if (!news) return contentKnown()
  if (signal.kind === 'installation_changed') return noteInstallation(signal)
  return repository ? applyToCode(tx, signal, { repository, origin }) : applyToErrors(tx, signal, { ...origin, ...news })
}

/** Nothing is done twice. */
export function contentKnown(): Outcome {
  return ignored('content_known', 'An earlier delivery said the same; nothing is done twice.')
}

function unknownRepository(name: string): Outcome {
  return ignored('unknown_repository', `${name} is no repository of this workspace. Connect it, then replay this delivery.`)
}

/** Null when it is no news. */
async function keepSignal(tx: Tx, signal: Signal, origin: Origin): Promise<Pick<Origin, 'isFirst'> | null> {
  const kept = await insertSignal(tx.db, {
    id: tx.newId('sig'),
    workspace_id: tx.workspaceId,
    connection_id: origin.connectionId,
    delivery_id: origin.deliveryId,
    delivery_seq: origin.deliverySeq,
    signal,
    now: tx.now,
  })
  if (kept || origin.isRepeat || origin.deliveryId === null) return kept
  // A delivery that was ignored kept its signal; replayed, it may find that things have changed.
  const first = await findFirstDelivery(tx.db, tx.workspaceId, signal)
  return first === origin.deliveryId ? { isFirst: false } : null
}

/** Nothing is to be done: which repositories the App reaches is asked when it is needed. The delivery says what changed. */
function noteInstallation({ action, account, added, removed }: InstallationChanged): Outcome {
  const detail = [
    `The App of ${account}: ${action.replaceAll('_', ' ')}.`,
    added.length > 0 && `It may use ${added.slice(0, 20).join(', ')}.`,
    removed.length > 0 && `It lost ${removed.slice(0, 20).join(', ')}.`,
  ]
  return { result: 'record', reason: 'installation_noted', detail: detail.filter(Boolean).join(' '), issueId: null, effects: [] }
}

interface AboutCode {
  repository: KnownRepository
  origin: Origin
}

async function applyToCode(tx: Tx, signal: Signal, { repository, origin }: AboutCode): Promise<Outcome> {
  switch (signal.kind) {
    case 'hosted_issue_changed':
      return acceptHostedIssue(tx, signal, { repository, deliveryId: origin.deliveryId })
    case 'feedback_given':
      return signal.on === 'issue' ? acceptIssueFeedback(tx, signal) : recorded(await recordFeedback(tx, signal, repository))
    case 'checks_reported':
      return recorded(await recordCheckSuite(tx, signal, repository))
    case 'pull_request_changed':
      return recorded(await recordPullRequest(tx, signal, repository))
    case 'push_recorded':
      return recorded(await recordPush(tx, signal, repository))
    case 'deployment_succeeded':
      return deployed(tx, signal, repository)
    case 'deployment_other':
      return recorded(await recordOtherDeployment(tx, signal, repository))
    default:
      return ignored('not_about_code', 'This signal is not about code.')
  }
}

/** A release names a tag: its commit is asked for, and told again with it the release comes here once more. */
async function deployed(tx: Tx, signal: DeploymentSucceeded, repository: KnownRepository): Promise<Outcome> {
  const applied = await recordDeployment(tx, signal, repository)
  if (applied.reason === 'release_without_commit') {
    const { objectKey: object_key, occurrenceKey: occurrence_key } = signal
    const payload = { workspace_id: tx.workspaceId, object_key, occurrence_key }
    tx.enqueue(resolveReleaseJob, payload, { singletonKey: `${object_key} ${occurrence_key}` })
  }
  return recorded(applied)
}

async function applyToErrors(tx: Tx, signal: Signal, origin: Origin): Promise<Outcome> {
  switch (signal.kind) {
    case 'pull_request_changed':
    case 'push_recorded':
    case 'deployment_succeeded':
    case 'deployment_other':
    case 'hosted_issue_changed':
    case 'feedback_given':
    case 'checks_reported':
    case 'installation_changed':
    case 'ping':
      return ignored('not_about_errors', 'This signal is not about an error.')
    case 'alert_rule_blind':
    case 'alert_rule_sighted':
    case 'alerts_cut':
      return tellGap(signal)
    case 'tracker_installation_changed':
      return recorded(await noteTrackerInstallation(tx, signal, origin))
    default:
      return acceptError(tx, signal, origin)
  }
}

const gapReasons: Record<AlertGap['kind'], string> = {
  alert_rule_blind: 'rule_not_evaluated',
  alert_rule_sighted: 'rule_evaluated_again',
  alerts_cut: 'alerts_left_out',
}

/** It is kept, and does nothing else. */
export function tellGap({ kind, detail }: AlertGap): Outcome {
  return ignored(gapReasons[kind], detail)
}
