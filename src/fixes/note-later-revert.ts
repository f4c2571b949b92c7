// A merge that is taken back after its fix was judged: the verdict was right when it was given, and the history says what came then.
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import { minute } from './domain/evidence-text.ts'
import { readEvidence } from './evidence.ts'
import { issueOrNull } from './issue-or-null.ts'
import { type AttemptRow, updateAttempt } from './store/attempts.ts'

const judged: readonly AttemptRow['state'][] = ['verified', 'inconclusive', 'failed']

/** Once; nothing for an attempt that was not judged. */
export async function noteLaterRevert(tx: Tx, attempt: AttemptRow, revertedAt: string | null): Promise<void> {
  const evidence = readEvidence(attempt.evidence)
  if (revertedAt === null || evidence.reverted_later || !judged.includes(attempt.state)) return
  await updateAttempt(tx.db, attempt.id, { evidence: { ...evidence, reverted_later: revertedAt }, now: tx.now })
  if (!(await issueOrNull(tx, attempt.issue_id))) return
  const detail = `The merge ${attempt.merge_sha.slice(0, 7)} was reverted at ${minute(revertedAt)}. The verdict stays: it is about the window before.`
  tx.emit({
    type: 'fix.noted',
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: attempt.state, reason: 'reverted_later', detail, happened_at: revertedAt },
  })
  await recordDecision(tx, {
    issueId: attempt.issue_id,
    rule: 'fix_verdict',
    result: 'kept',
    reason: 'reverted_later',
    detail,
    inputs: { fix_id: attempt.id, reverted_at: revertedAt },
  })
}
