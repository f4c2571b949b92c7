// Pull requests that named issues before they were filed are linked once they are.
import { systemContext, type Tx } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { applyLink } from './apply-link.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { listNamesOfIssues, listPullsThatName } from './store/pull-history.ts'
import { lockPull } from './store/pulls.ts'
import { weighEvidence } from './weigh-evidence.ts'

/** Older pull requests than this cannot be about an error that is new. */
const memoryMs = 30 * 86_400_000
/** Of each issue. */
const mostPulls = 50

export async function rematchIssues(
  runtime: Runtime,
  { workspaceId, issueIds }: { workspaceId: string; issueIds: readonly string[] },
): Promise<void> {
  const ctx = systemContext(runtime, workspaceId)
  const names = await listNamesOfIssues(ctx.db, issueIds)
  if (names.length === 0) return
  const since = new Date(ctx.now.getTime() - memoryMs)
  const limit = mostPulls * issueIds.length
  for (const signal of await listPullsThatName(ctx.db, { workspaceId, names, since, limit })) {
    await weighEvidence(ctx, (tx) => rematch(tx, signal))
  }
}

async function rematch(tx: Tx, signal: Awaited<ReturnType<typeof listPullsThatName>>[number]): Promise<void> {
  const key = { workspaceId: tx.workspaceId, repository: signal.repository.fullName, number: signal.number }
  const pull = await lockPull(tx.db, key)
  if (!pull) return
  const policy = await loadFixPolicy(tx)
  const linked = await matchPullRequest(tx, { pull, text: { ...signal, commitMessages: [] }, prefixes: policy.prefixes })
  // Another issue that it names may have been filed at the same time, and is linked here as well.
  for (const { issueId } of linked.filter(({ kind }) => kind === 'closes')) await applyLink(tx, { issueId, pull, policy })
}
