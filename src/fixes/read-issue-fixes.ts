// The fix attempts of one issue with all that is known about them: the numbers as of now, a chart, and what became of each.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { bucketsAround } from './domain/buckets.ts'
import { missingChannels } from './domain/channels.ts'
import { gatherEvidence } from './domain/evidence.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { type Assessed, assessOccurrences, type DeployedAttempt, isDeployed } from './gather-facts.ts'
import { toFixAttempt } from './read-fixes.ts'
import type { FixDetail, FixProof } from './schemas.ts'
import { type FixRow, listFixesOfIssue, listStepsOfFixes } from './store/fix-views.ts'
import { proofOf } from './stored-verdict.ts'
import { verdictFacts } from './verdict-facts.ts'

/** All attempts at one issue. @throws NotFound */
export async function readIssueFixes(ctx: Ctx, idOrIdentifier: string): Promise<{ items: FixDetail[]; next_cursor: null }> {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const rows = await listFixesOfIssue(ctx.db, ctx.workspaceId, issue.id)
  const steps = await listStepsOfFixes(ctx.db, issue.id)
  const policy = await loadFixPolicy(ctx)
  const items: FixDetail[] = []
  // One after the other: an issue has a few, and each asks several questions.
  for (const row of rows) {
    const fix = await detail(ctx, row, policy)
    items.push({ ...fix, history: steps.filter((step) => step.fix_id === row.id).map(({ fix_id: _, ...step }) => step) })
  }
  return { items, next_cursor: null }
}

async function detail(ctx: Ctx, row: FixRow, policy: FixPolicy): Promise<Omit<FixDetail, 'history'>> {
  const fix = toFixAttempt(row)
  if (!isDeployed(row)) return { ...fix, occurrences: null }
  const from = chartFrom(row)
  const assessed = await assessOccurrences(ctx, row, { policy, since: from })
  const proof = row.state === 'watching' ? await proofSoFar(ctx, row, { policy, assessed }) : fix.proof
  return { ...fix, proof, sureness: fix.sureness ?? proof?.sureness ?? null, occurrences: chart(row, { from, assessed }) }
}

/** What the verdict would rest on, were the window to end now. */
async function proofSoFar(
  ctx: Ctx,
  attempt: DeployedAttempt,
  { policy, assessed }: { policy: FixPolicy; assessed: readonly Assessed[] },
): Promise<FixProof> {
  const facts = await verdictFacts(ctx, attempt, { policy, assessed, tracker: null })
  const evidence = gatherEvidence(facts, ctx.now.toISOString())
  return proofOf({ ...evidence, connect: evidence.channels.length > 0 ? [] : missingChannels(facts.source, facts.channels) })
}

/** As long before the deployment as it is watched after it, a week at least; not before the error was there. */
function chartFrom({ deployed_at, window_ends_at, first_seen }: DeployedAttempt & { first_seen: Date | null }): Date {
  const length = Math.max(7 * 86_400_000, window_ends_at.getTime() - deployed_at.getTime())
  const earliest = deployed_at.getTime() - length
  return new Date(Math.min(deployed_at.getTime(), Math.max(earliest, first_seen?.getTime() ?? earliest)))
}

function chart(attempt: DeployedAttempt, { from, assessed }: { from: Date; assessed: readonly Assessed[] }) {
  const happened = assessed.map(({ occurrence, decision }) => ({
    at: occurrence.occurred_at.toISOString(),
    isAgainst: decision.counts === 'yes',
  }))
  const span = { from: from.toISOString(), deployedAt: attempt.deployed_at.toISOString() }
  return bucketsAround(happened, { ...span, until: attempt.window_ends_at.toISOString() })
}
