// Finds issues by identifier, words, spelling and meaning at once. Without the search model it does the same by words.
import { authorize } from '../access/authorize.ts'
import { filterIssues } from '../issues/filter-issues.ts'
import type { Ctx } from '../platform/context.ts'
import { fuse, type Ranking } from './domain/fuse.ts'
import { type Query, readQuery } from './domain/query.ts'
import { embedInTime, findByMeaning, rankNeighbours } from './neighbours.ts'
import { rankByWords } from './rank-by-words.ts'
import type { SearchQuery, SearchResult } from './schemas.ts'
import { findByIdentifier, type Place, whereOperators } from './store/candidates.ts'
import { toHits } from './to-hits.ts'

/** Answers with the words of all issues, so runs may not ask. @throws Forbidden */
export async function searchIssues(ctx: Ctx, { q, limit, ...filter }: SearchQuery): Promise<SearchResult> {
  authorize(ctx, 'issue.read')
  const query = readQuery(q)
  if (query.text === '') return { items: [], mode: 'lexical' }
  const place = await choosePlace(ctx, filter, query)
  const [identifier, byWords, meanings] = await Promise.all([
    rankIdentifier(ctx, place, query),
    rankByWords(ctx, place, query),
    findByMeaning(ctx, place, embedInTime(ctx, query.text)),
  ])
  const hits = fuse([identifier, ...byWords.rankings, ...meanings.map(rankNeighbours)]).slice(0, limit)
  const items = await toHits(ctx, hits, { terms: byWords.terms, meanings })
  return { items, mode: meanings.length > 0 ? 'hybrid' : 'lexical' }
}

async function choosePlace(ctx: Ctx, filter: Omit<SearchQuery, 'q' | 'limit'>, query: Query): Promise<Place> {
  const narrow = await filterIssues(ctx, filter)
  const obey = whereOperators(query)
  return { workspaceId: ctx.workspaceId, narrow: (issues) => obey(narrow(issues)) }
}

/** Exactly what was asked for: nothing outranks it. */
async function rankIdentifier(ctx: Ctx, place: Place, query: Query): Promise<Ranking> {
  const ids = await findByIdentifier(ctx.db, place, query)
  return { weight: 100, found: ids.map((id) => ({ id, channels: ['identifier'] })) }
}
