// Suggests issues for a pull request that names none. A suggestion moves nothing until a person confirms it.
import { recordDecision } from '../issues/record-decision.ts'
import { type Ctx, systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { toDocument } from '../search/domain/document.ts'
import type { Embedder } from '../search/embedder.ts'
import { findByMeaning } from '../search/neighbours.ts'
import { type Alike, chooseSuggestions, findAlike, mostSuggestions, suggestFrom } from './domain/alike.ts'
import { suggestLinksJob } from './job-names.ts'
import { linkPullRequest } from './link-pull-request.ts'
import { findPull, lockPull, type PullRow } from './store/pulls.ts'
import { findStagingBranches } from './store/releases.ts'
import { countLinks, findPullText, listSuggestible, narrowToOpenWork } from './store/suggestions.ts'

/** Has issues looked for once the transaction is over: only for one that is open, by a person, and belongs to none. */
export function lookForSuggestions(tx: Tx, pull: PullRow, { isBot, links }: { isBot: boolean; links: number }): void {
  if (links > 0 || isBot || (pull.state !== 'open' && pull.state !== 'draft')) return
  tx.enqueue(suggestLinksJob, { workspace_id: tx.workspaceId, pull_id: pull.id }, { singletonKey: pull.id })
}

export interface SuggestLinks {
  workspaceId: string
  pullId: string
  signal: AbortSignal
}

export async function suggestLinks(runtime: Runtime, { workspaceId, pullId, signal }: SuggestLinks): Promise<void> {
  const { embedder } = runtime
  const ctx = systemContext(runtime, workspaceId)
  const pull = embedder && (await findPull(ctx.db, workspaceId, pullId))
  if (!pull || (await placesLeft(ctx, pull)) === 0 || (await isRelease(ctx, pull))) return
  const text = await findPullText(ctx.db, workspaceId, pull)
  if (!text || text.authorIsBot) return
  const alike = await compare(ctx, pull, { text, signal })
  if (chooseSuggestions(alike).length > 0) await withTransaction(ctx, (tx) => suggest(tx, pull, alike))
}

/** None once it belongs to an issue. */
async function placesLeft(ctx: Pick<Ctx, 'db'>, pull: PullRow): Promise<number> {
  const { suggested, written } = await countLinks(ctx.db, pull.id)
  return written > 0 || (pull.state !== 'open' && pull.state !== 'draft') ? 0 : Math.max(0, mostSuggestions - suggested)
}

/** What a release carries is known by its commits. */
async function isRelease(ctx: Ctx, { repository, head_branch }: PullRow): Promise<boolean> {
  return head_branch !== null && (await findStagingBranches(ctx.db, ctx.workspaceId, repository)).includes(head_branch)
}

interface Comparison {
  text: { title: string; body: string }
  signal: AbortSignal
}

async function compare(ctx: Ctx, pull: PullRow, { text, signal }: Comparison): Promise<Alike[]> {
  const candidates = await listSuggestible(ctx.db, { workspaceId: ctx.workspaceId, pullId: pull.id })
  if (candidates.length === 0) return []
  const document = toDocument({ title: text.title, description: text.body })
  const place = { workspaceId: ctx.workspaceId, narrow: narrowToOpenWork }
  const ask = async (embedder: Embedder) => (await embedder.embedDocuments([document], signal))[0] ?? undefined
  const near = (await findByMeaning(ctx, place, ask)).flatMap(({ neighbours }) => neighbours)
  const similarity = new Map(near.map((neighbour) => [neighbour.id, neighbour.similarity]))
  return findAlike({ title: text.title, description: text.body }, candidates, similarity)
}

async function suggest(tx: Tx, { repository, number }: PullRow, alike: readonly Alike[]): Promise<void> {
  const pull = await lockPull(tx.db, { workspaceId: tx.workspaceId, repository, number })
  if (!pull) return
  for (const { id: issueId, score, words } of chooseSuggestions(alike, await placesLeft(tx, pull))) {
    const isNew = await linkPullRequest(tx, { issueId, pull, kind: 'suggested', matchedBy: 'similarity', score })
    if (!isNew) continue
    const detail = `${repository}#${number} may be about this issue: alike by ${score.toFixed(2)}, ${suggestFrom} is asked for. Both say: ${words.join(', ')}.`
    const inputs = { pull_request: `${repository}#${number}`, score, threshold: suggestFrom, words }
    await recordDecision(tx, { issueId, rule: 'suggest_link', result: 'suggested', reason: 'alike', detail, inputs })
  }
}
