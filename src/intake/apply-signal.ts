// One signal takes effect: kept, so that states can be folded from all of them, then handed to whom it concerns.
import { recordDeployment, recordOtherDeployment } from '../fixes/record-deployment.ts'
import { recordPullRequest } from '../fixes/record-pull-request.ts'
import { recordPush } from '../fixes/record-push.ts'
import { findRepository, type KnownRepository } from '../fixes/repository.ts'
import type { Tx } from '../platform/context.ts'
import { acceptError } from './accept-error.ts'
import type { Signal } from './domain/signal.ts'
import { ignored, type Outcome, recorded } from './outcome.ts'
import { findFirstDelivery, insertSignal } from './store/signals.ts'

/** Where a signal came from; all null for one that Dispatch asked for or that a pipeline reported. */
export interface Origin {
  deliveryId: string | null
  deliverySeq: number
  connectionId: string | null
  /** Its delivery had its effects before. */
  isRepeat: boolean
}

export async function applySignal(tx: Tx, signal: Signal, origin: Origin): Promise<Outcome> {
  if (signal.kind === 'ping') return ignored('ping', `${signal.repositoryFullName ?? 'An organisation'} can reach Dispatch.`)
  const repository = 'repository' in signal ? await findRepository(tx, signal.repository.fullName) : null
  // Not kept: connected later, the repository's deliveries can be replayed.
  if ('repository' in signal && !repository) return unknownRepository(signal.repository.fullName)
  if (!(await isNews(tx, signal, origin)))
    return ignored('content_known', 'An earlier delivery said the same; nothing is done twice.')
  return repository ? applyToCode(tx, signal, repository) : applyToErrors(tx, signal, origin)
}

function unknownRepository(name: string): Outcome {
  return ignored('unknown_repository', `${name} is no repository of this workspace. Connect it, then replay this delivery.`)
}

async function isNews(tx: Tx, signal: Signal, origin: Origin): Promise<boolean> {
  const isNew = await insertSignal(tx.db, {
    id: tx.newId('sig'),
    workspace_id: tx.workspaceId,
    connection_id: origin.connectionId,
    delivery_id: origin.deliveryId,
    delivery_seq: origin.deliverySeq,
    signal,
    now: tx.now,
  })
  if (isNew) return true
  // A delivery that was ignored kept its signal; replayed, it may find that things have changed.
  return (
    !origin.isRepeat &&
    origin.deliveryId !== null &&
    (await findFirstDelivery(tx.db, tx.workspaceId, signal)) === origin.deliveryId
  )
}

async function applyToCode(tx: Tx, signal: Signal, repository: KnownRepository): Promise<Outcome> {
  switch (signal.kind) {
    case 'pull_request_changed':
      return recorded(await recordPullRequest(tx, signal, repository))
    case 'push_recorded':
      return recorded(await recordPush(tx, signal, repository))
    case 'deployment_succeeded':
      return recorded(await recordDeployment(tx, signal, repository))
    case 'deployment_other':
      return recorded(await recordOtherDeployment(tx, signal, repository))
    default:
      return ignored('not_about_code', 'This signal is not about code.')
  }
}

async function applyToErrors(tx: Tx, signal: Signal, origin: Origin): Promise<Outcome> {
  switch (signal.kind) {
    case 'pull_request_changed':
    case 'push_recorded':
    case 'deployment_succeeded':
    case 'deployment_other':
    case 'ping':
      return ignored('not_about_errors', 'This signal is not about an error.')
    default:
      return acceptError(tx, signal, origin)
  }
}
