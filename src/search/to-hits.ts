// Dresses the ids that search found as cards with a snippet and the reasons why they matched.
import { loadCards } from '../issues/load-issue.ts'
import type { Ctx } from '../platform/context.ts'
import type { Hit } from './domain/fuse.ts'
import { models } from './domain/models.ts'
import { highlight, toSnippet, wordsOf } from './domain/snippet.ts'
import type { Meaning } from './neighbours.ts'
import type { SearchHit } from './schemas.ts'
import { selectBeginnings } from './store/candidates.ts'

interface Reasons {
  /** In the syntax of `tsquery`. */
  terms: readonly string[]
  meanings: readonly Meaning[]
}

export async function toHits(ctx: Ctx, hits: readonly Hit[], { terms, meanings }: Reasons): Promise<SearchHit[]> {
  const ids = hits.map(({ id }) => id)
  const [cards, beginnings] = await Promise.all([loadCards(ctx, ids), selectBeginnings(ctx.db, ids)])
  const cardOf = new Map(cards.map((card) => [card.id, card]))
  const nearness = new Map(meanings.flatMap(toNearness))
  const words = wordsOf(terms)
  return hits.flatMap(({ id, score, matchedBy }) => {
    const issue = cardOf.get(id)
    if (!issue) return [] // deleted between two statements
    const snippet = toSnippet(beginnings.get(id) ?? '', words)
    const near = nearness.get(id)
    return [
      {
        issue,
        score: round(score),
        matched_by: matchedBy,
        snippet: snippet.text,
        highlights: { title: highlight(issue.title, words), snippet: snippet.highlights },
        similarity: near ? round(near.similarity) : null,
        likely_duplicate: near?.isDuplicate ?? false,
      },
    ]
  })
}

function toNearness({ model, neighbours }: Meaning) {
  const { duplicateSimilarity } = models[model]
  return neighbours.map(({ id, similarity }) => [id, { similarity, isDuplicate: similarity >= duplicateSimilarity }] as const)
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
