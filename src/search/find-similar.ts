// The issues that say much the same as a given one, or as a text that somebody is about to file.
import { authorize } from '../access/authorize.ts'
import { type IssueRow, resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { toDocument } from './domain/document.ts'
import { fuse } from './domain/fuse.ts'
import { readTerms } from './domain/terms.ts'
import { type Ask, embedInTime, findByMeaning, rankNeighbours } from './neighbours.ts'
import { rankByWords } from './rank-by-words.ts'
import type { SearchResult } from './schemas.ts'
import type { Place } from './store/candidates.ts'
import { findVector } from './store/embeddings.ts'
import { toHits } from './to-hits.ts'

interface Question {
  issueId: string
  limit: number
}

/** Answers with the words of other issues, so runs may not ask. @throws NotFound, Forbidden */
export async function findSimilar(ctx: Ctx, question: Question): Promise<SearchResult> {
  authorize(ctx, 'issue.read')
  return similarTo(ctx, await resolveIssue(ctx, question.issueId), question.limit)
}

export interface SimilarName {
  identifier: string
  status: string
  similarity: number | null
}

/** For runs too: which issues are like theirs, without a word of them. @throws NotFound, Forbidden */
export async function nameSimilar(ctx: Ctx, question: Question): Promise<SimilarName[]> {
  const issue = await resolveIssue(ctx, question.issueId)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const { items } = await similarTo(ctx, issue, question.limit)
  return items.map(({ issue: { identifier, status }, similarity }) => ({ identifier, status: status.name, similarity }))
}

async function similarTo(ctx: Ctx, issue: IssueRow, limit: number): Promise<SearchResult> {
  const place: Place = { workspaceId: ctx.workspaceId, narrow: (query) => query.where('i.id', '<>', issue.id) }
  const { title } = toDocument(issue)
  const [byWords, meanings] = await Promise.all([
    rankByWords(ctx, place, { text: title, terms: readTerms(title) }),
    findByMeaning(ctx, place, storedOrEmbedded(ctx, issue.id, title)),
  ])
  const hits = fuse([...byWords.rankings, ...meanings.map(rankNeighbours)]).slice(0, limit)
  return { items: await toHits(ctx, hits, { terms: byWords.terms, meanings }), mode: meanings.length > 0 ? 'hybrid' : 'lexical' }
}

function storedOrEmbedded(ctx: Ctx, issueId: string, title: string): Ask {
  const embed = embedInTime(ctx, title)
  return async (embedder) => (await findVector(ctx.db, embedder.model, issueId)) ?? (await embed(embedder))
}
