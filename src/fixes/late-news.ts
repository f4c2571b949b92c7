// Who is concerned by news of what happened before a verdict, which was told only after it.
import type { Signal } from '../intake/domain/signal.ts'
import type { Tx } from '../platform/context.ts'
import { verdictMemoryMs } from './domain/correction.ts'
import { lateDeliverySeconds } from './gather-facts.ts'
import { refoldAttempt } from './refold-attempt.ts'
import { lockAttemptsOfIssue } from './store/attempts.ts'
import type { HeardSource } from './store/hearing.ts'
import { listConcernedByCode, listConcernedByDelivery, listConcernedByErrors } from './store/judged-attempts.ts'

/** After a push or a deployment. */
export async function hearCodeNews(tx: Tx, { repository, at }: { repository: string; at: string }): Promise<void> {
  await refoldAll(tx, await listConcernedByCode(tx.db, { ...newsAt(tx, new Date(at)), repository }))
}

/** After what error trackers and alerting systems told in one delivery, when it has taken effect. */
export async function hearErrorNews(tx: Tx, signals: readonly Signal[]): Promise<void> {
  const told = new Map<string, ErrorNews>()
  for (const news of signals.flatMap(errorNewsOf)) {
    const key = `${news.source} ${news.project} ${news.states.length}`
    const known = told.get(key)
    if (!known || news.at < known.at) told.set(key, news)
  }
  for (const { at, ...news } of told.values())
    await refoldAll(tx, await listConcernedByErrors(tx.db, { ...newsAt(tx, new Date(at)), ...news }))
}

/** After a delivery was given up, or read after all. */
export async function hearOfDelivery(tx: Tx, { source, receivedAt }: { source: string; receivedAt: Date }): Promise<void> {
  const news = { ...newsAt(tx, receivedAt), source, lateSeconds: lateDeliverySeconds }
  await refoldAll(tx, await listConcernedByDelivery(tx.db, news))
}

/** After another attempt at the issue began, or turned out to have landed at another time, or never. */
export async function refoldAttempts(tx: Tx, issueId: string): Promise<void> {
  const attempts = await lockAttemptsOfIssue(tx.db, issueId)
  // The oldest first: what ends one makes room for another to go on.
  await refoldAll(tx, attempts.map(({ id }) => id).reverse())
}

interface ErrorNews {
  at: string
  source: HeardSource
  project: string | null
  states: readonly ('verified' | 'inconclusive')[]
}

function errorNewsOf(signal: Signal): ErrorNews[] {
  switch (signal.kind) {
    case 'alert_rule_blind':
    case 'alert_rule_sighted':
    case 'alerts_cut':
      return [{ at: signal.occurredAt, source: 'loki', project: null, states: ['verified', 'inconclusive'] }]
    default:
      // Whatever is heard of a project may be what a window was found to lack.
      if (!('issue' in signal && 'projectSlug' in signal.issue)) return []
      return [
        { at: signal.occurredAt, source: signal.source, project: signal.issue.projectSlug, states: statesBy(signal.source) },
      ]
  }
}

/** An alert or a state that is told late may have lasted, or lost its rule: a window is not quiet then. */
function statesBy(source: HeardSource): ErrorNews['states'] {
  return source !== 'sentry' ? ['verified', 'inconclusive'] : ['inconclusive']
}

function newsAt(tx: Tx, at: Date) {
  return { workspaceId: tx.workspaceId, at, since: new Date(tx.now.getTime() - verdictMemoryMs) }
}

async function refoldAll(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of ids) await refoldAttempt(tx, id)
}
