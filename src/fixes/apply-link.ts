// What becomes of a link that is new or stronger: the issue moves, a merge begins an attempt, and a release that carried it is linked too.
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { applyToIssue } from './apply-to-issue.ts'
import { carryWithKnownReleases } from './carry-release.ts'
import type { OpenAttempt } from './open-fix-attempt.ts'

export async function applyLink(tx: Tx, claim: OpenAttempt): Promise<Effect[]> {
  const { id, repository, base_branch: branch, merged_at: since } = claim.pull
  const effects = await applyToIssue(tx, claim)
  if (branch && since) effects.push(...(await carryWithKnownReleases(tx, { repository, branch, since }, id)))
  return effects
}
