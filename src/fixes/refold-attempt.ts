// An attempt that has ended is held against all that is known by now: what is told late takes a verdict back where it has to.
import type { Tx } from '../platform/context.ts'
import { askAboutDeployments } from './ask-about-unknown.ts'
import { type AttemptFold, foldAttempt } from './attempt-history.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { isOpen } from './domain/attempt.ts'
import { decideCorrection, type EndedState, verdictMemoryMs } from './domain/correction.ts'
import { minute } from './domain/evidence-text.ts'
import { failByFold } from './fail-earlier-run.ts'
import { findLanding } from './find-landing.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { goesOn, heedSuccessor } from './heed-successor.ts'
import { mattersTo } from './judge-deployments.ts'
import { findRevert } from './known-reverts.ts'
import { isFailedByOccurrences, toldAfter } from './late-words.ts'
import { noteLaterRevert } from './note-later-revert.ts'
import { type AttemptRow, lockAttempt, lockAttemptsOfIssue, updateAttempt } from './store/attempts.ts'
import { isClosing } from './store/links.ts'
import { reopenAttempt, supersedeLate } from './take-back.ts'
import { weighVerdict } from './weigh-verdict.ts'

/** True when it is not what it was. One that is open goes on; only the next fix is heeded. */
export async function refoldAttempt(tx: Tx, attemptId: string): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (!attempt) return false
  if (!hasEnded(attempt)) return heedSuccessor(tx, attempt)
  if (isSettled(attempt, tx.now)) {
    await noteLaterRevert(tx, attempt, await findRevert(tx, attempt))
    return false
  }
  const policy = await loadFixPolicy(tx)
  // It never came to the branch that is deployed, as is known since.
  if (!(await findLanding(tx, { id: attempt.pull_request_id, repository: attempt.repository }, policy))) return false
  const fold = await foldAttempt(tx, attempt, policy)
  // A count that only the error tracker knows is not among what was told here.
  if (
    attempt.state === 'failed' &&
    !isFailedByOccurrences(attempt, fold.history.recurrencesToFail) &&
    fold.standing.state !== 'reverted'
  )
    return false
  return correct(tx, attempt, { fold, policy })
}

type Ended = AttemptRow & { state: EndedState }

function hasEnded(attempt: AttemptRow): attempt is Ended {
  return !isOpen(attempt.state)
}

interface Known {
  fold: AttemptFold
  policy: FixPolicy
}

async function correct(tx: Tx, attempt: Ended, known: Known): Promise<boolean> {
  const { standing, history } = known.fold
  const others = (await lockAttemptsOfIssue(tx.db, attempt.issue_id)).filter(({ id }) => id !== attempt.id)
  const correction = decideCorrection({
    state: attempt.state,
    standing,
    isSameWindow: isSameWindow(attempt, known.fold),
    isOtherOpen: others.some(goesOn),
    isLinked: await isClosing(tx.db, attempt.issue_id, attempt.pull_request_id),
    hasSuccessor: history.succeededAt !== null,
  })
  switch (correction.action) {
    case 'keep':
    case 'weigh': {
      await noteLaterRevert(tx, attempt, history.revertedAt)
      if (attempt.state === 'superseded') await noteSuccessor(tx, attempt, known.fold)
      return correction.action === 'weigh' && weighVerdict(tx, attempt, { ...known, run: standing.run })
    }
    case 'conclude':
      return correction.verdict === 'failed' ? failByFold(tx, attempt, known) : revert(tx, attempt, standing.at)
    case 'supersede':
      return supersedeLate(tx, attempt, history.succeededAt)
    case 'reopen': {
      const isRolledBack = standing.state === 'awaiting_deploy'
      return reopenAttempt(tx, attempt, { to: correction.to, isRolledBack, succeededAt: history.succeededAt })
    }
  }
}

/** Until then, what is told of it, and what deployments of which nobody knows contain, may be its own. */
async function noteSuccessor(tx: Tx, attempt: AttemptRow, { history: { succeededAt }, deployments }: AttemptFold): Promise<void> {
  const known = { ...attempt, succeeded_at: succeededAt === null ? null : new Date(succeededAt) }
  if (succeededAt !== (attempt.succeeded_at?.toISOString() ?? null))
    await updateAttempt(tx.db, attempt.id, { succeeded_at: succeededAt, now: tx.now })
  askAboutDeployments(tx, known, deployments.filter(mattersTo(known)))
}

function isSettled({ verdict_at }: AttemptRow, now: Date): boolean {
  return verdict_at !== null && now.getTime() - verdict_at.getTime() > verdictMemoryMs
}

function isSameWindow({ deployment_id, deployed_at }: AttemptRow, { standing: { run } }: AttemptFold): boolean {
  if (!run || !deployed_at) return false
  return run.deployments.some(({ id }) => id === deployment_id) && run.window.deployedAt === deployed_at.toISOString()
}

async function revert(tx: Tx, attempt: AttemptRow, revertedAt: string | null): Promise<boolean> {
  const when = revertedAt === null ? '' : ` at ${minute(revertedAt)}`
  const sentence = `The merge ${attempt.merge_sha.slice(0, 7)} was reverted${when}. ${toldAfter(attempt)}`
  await concludeAttempt(tx, attempt, {
    verdict: 'reverted',
    reason: { code: 'late_evidence', sentence },
    happenedAt: revertedAt,
    evidence: null,
  })
  return true
}
