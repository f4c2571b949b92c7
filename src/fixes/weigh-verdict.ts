// The window that was judged stands. Is what could be seen in it known to be less now, or more?
import type { Tx } from '../platform/context.ts'
import type { AttemptFold } from './attempt-history.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { doubtVerified } from './domain/correction.ts'
import { gatherEvidence } from './domain/evidence.ts'
import type { WatchedRun } from './domain/standing.ts'
import { decideVerdict } from './domain/verdict.ts'
import { doubtDeployments } from './doubt-deployments.ts'
import { readEvidence } from './evidence.ts'
import type { FixPolicy } from './fix-policy.ts'
import { assessOccurrences, countUnread, type DeployedAttempt, isDeployed } from './gather-facts.ts'
import { checkDeploymentJob } from './job-names.ts'
import type { JudgedDeployment } from './judge-deployments.ts'
import { toldAfter } from './late-words.ts'
import { readAlertGap } from './read-alert-rule.ts'
import type { AttemptRow } from './store/attempts.ts'
import { type ErrorSource, hasLastingSignal, listErrorSources } from './store/channels.ts'
import { storedProof } from './stored-verdict.ts'
import { reopenAttempt } from './take-back.ts'
import { verdictFacts, withRecords } from './verdict-facts.ts'

interface Weighed {
  policy: FixPolicy
  fold: Pick<AttemptFold, 'history'>
  run: WatchedRun<JudgedDeployment> | null
}

/** True when the verdict is not what it was. */
export async function weighVerdict(tx: Tx, attempt: AttemptRow, weighed: Weighed): Promise<boolean> {
  if (!isDeployed(attempt)) return false
  return attempt.state === 'verified' ? doubt(tx, attempt, weighed) : trust(tx, attempt, weighed)
}

async function doubt(tx: Tx, attempt: DeployedAttempt, { policy, run }: Omit<Weighed, 'fold'>): Promise<boolean> {
  const sources = await listErrorSources(tx.db, attempt.issue_id)
  const { containment } = readEvidence(attempt.evidence)
  const channels = storedProof(attempt.evidence)?.channels ?? []
  const window = { from: attempt.window_starts_at, until: attempt.window_ends_at }
  const decided = doubtVerified({
    source: sources[0]?.source ?? 'sentry',
    channels,
    alertGap: restsOnAlerts(channels, sources)
      ? await readAlertGap(tx, sources, window)
      : await readLasting(tx, sources, window.until),
    unreadable: (await countUnread(tx, attempt, sources)).unreadable,
    unknown: (run?.doubtful ?? []).map(({ sha, deployedAt }) => ({ sha, deployedAt, isAsked: containment[sha] !== undefined })),
    endsAt: attempt.window_ends_at.toISOString(),
    now: tx.now.toISOString(),
  })
  if (decided.action === 'ask')
    tx.enqueue(checkDeploymentJob, { workspace_id: tx.workspaceId, fix_id: attempt.id }, { singletonKey: attempt.id })
  if (decided.action !== 'doubt') return false
  await loseProof(tx, attempt, { policy, doubted: decided })
  return true
}

async function readLasting(tx: Tx, sources: readonly ErrorSource[], until: Date): Promise<'lasting' | null> {
  return (await hasLastingSignal(tx.db, { workspaceId: tx.workspaceId, sources, until })) ? 'lasting' : null
}

/** Where something else was heard as well, alerts matter only as what tells of a project of their own. */
function restsOnAlerts(channels: readonly string[], sources: readonly ErrorSource[]): boolean {
  const isNeeded = channels.length === 1 || sources.some(({ source, project }) => source === 'loki' && project !== null)
  return channels.includes('alert_rule') && isNeeded
}

interface Doubted {
  policy: FixPolicy
  doubted: { sentence: string; connect: string[] }
}

async function loseProof(tx: Tx, attempt: DeployedAttempt, { policy, doubted }: Doubted): Promise<void> {
  const assessed = await assessOccurrences(tx, attempt, { policy })
  const facts = await verdictFacts(tx, attempt, { policy, assessed, tracker: null })
  const sentence = `No recurrence was seen, but that proves nothing. ${doubted.sentence} ${toldAfter(attempt)}`
  const unproven = { channels: [], connect: doubted.connect, confidence: null, sureness: null, strength: 'none' as const }
  await concludeAttempt(tx, withRecords(attempt, assessed), {
    verdict: 'inconclusive',
    reason: { code: 'late_evidence', sentence },
    happenedAt: attempt.window_ends_at.toISOString(),
    evidence: { ...gatherEvidence(facts, tx.now.toISOString()), ...unproven, sentence },
  })
}

/** An inconclusive window that could be judged otherwise now is judged anew; the error tracker is asked once more then. */
async function trust(tx: Tx, attempt: DeployedAttempt, { policy, fold }: Omit<Weighed, 'run'>): Promise<boolean> {
  const assessed = await assessOccurrences(tx, attempt, { policy })
  const facts = await verdictFacts(tx, attempt, { policy, assessed, tracker: null })
  // What is being read now, or waits, speaks for itself when it is weighed: that it came proves nothing.
  const heard = { ...facts, undecidedDeliveries: 0 }
  const decision = await doubtDeployments(tx, attempt, decideVerdict(heard, tx.now.toISOString()))
  if (decision.action === 'conclude' && decision.verdict === 'inconclusive') return false
  return reopenAttempt(tx, attempt, { to: 'watching', isRolledBack: false, succeededAt: fold.history.succeededAt })
}
