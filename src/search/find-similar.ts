// The issues that say much the same as a given one, or as a text that somebody is about to file.
import { authorize } from '../access/authorize.ts'
import { type IssueRow, resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { findBySpelling } from './by-spelling.ts'
import { toDocument } from './domain/document.ts'
import { fuse } from './domain/fuse.ts'
import { readQuery } from './domain/query.ts'
import { embedQueryInTime, findNeighbours, rankNeighbours } from './neighbours.ts'
import type { SearchResult } from './schemas.ts'
import { findByText, type Place } from './store/candidates.ts'
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
  const vector = (await storedVector(ctx, issue.id)) ?? (await embedQueryInTime(ctx, title))
  // All words of a title are seldom in another one: `some` of them, ranked, is what a look-alike shares.
  const query = { ...readQuery(title), identifier: null, hasOperators: false }
  const [text, trigram, neighbours] = await Promise.all([
    findByText(ctx.db, place, query),
    vector ? [] : findBySpelling(ctx, place, query),
    vector ? findNeighbours(ctx, place, vector) : [],
  ])
  const hits = fuse([
    { channel: 'text', ids: text },
    { channel: 'trigram', ids: trigram },
    rankNeighbours(ctx, neighbours),
  ]).slice(0, limit)
  return { items: await toHits(ctx, hits, { text: query.text, neighbours }), mode: vector ? 'hybrid' : 'lexical' }
}

function storedVector(ctx: Ctx, issueId: string): Promise<number[] | undefined> {
  const model = ctx.system.embedder?.model
  return model ? findVector(ctx.db, model, issueId) : Promise.resolve(undefined)
}
