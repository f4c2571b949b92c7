// Dresses the ids that search found as cards with a snippet and the reasons why they matched.
import { loadCards } from '../issues/load-issue.ts'
import type { Ctx } from '../platform/context.ts'
import type { Hit } from './domain/fuse.ts'
import { models } from './domain/models.ts'
import { toSnippet } from './domain/snippet.ts'
import type { SearchHit } from './schemas.ts'
import { type Neighbour, selectSnippets } from './store/candidates.ts'

interface Found {
  text: string
  neighbours: readonly Neighbour[]
}

export async function toHits(ctx: Ctx, hits: readonly Hit[], { text, neighbours }: Found): Promise<SearchHit[]> {
  const ids = hits.map(({ id }) => id)
  const [cards, snippets] = await Promise.all([loadCards(ctx, ids), selectSnippets(ctx.db, ids, text)])
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  const similarityOf = new Map(neighbours.map(({ id, similarity }) => [id, similarity]))
  const model = ctx.system.embedder?.model
  return hits.flatMap(({ id, score, matchedBy }) => {
    const issue = cardOf.get(id)
    if (!issue) return [] // deleted between two statements
    const similarity = similarityOf.get(id) ?? null
    return [
      {
        issue,
        score: round(score),
        matched_by: matchedBy,
        snippet: toSnippet(snippets.get(id) ?? ''),
        similarity: similarity === null ? null : round(similarity),
        likely_duplicate: similarity !== null && model !== undefined && similarity >= models[model].duplicateSimilarity,
      },
    ]
  })
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
