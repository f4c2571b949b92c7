// Finds issues by identifier, words, spelling and meaning at once. Without the search model it does the same by words.
import { authorize } from '../access/authorize.ts'
import { filterIssues } from '../issues/filter-issues.ts'
import type { Ctx } from '../platform/context.ts'
import { findBySpelling } from './by-spelling.ts'
import { fuse, type Ranking } from './domain/fuse.ts'
import { readQuery } from './domain/query.ts'
import { embedQueryInTime, findNeighbours, rankNeighbours } from './neighbours.ts'
import type { SearchQuery, SearchResult } from './schemas.ts'
import { findByIdentifier, findByText, type Place } from './store/candidates.ts'
import { toHits } from './to-hits.ts'

/** Answers with the words of all issues, so runs may not ask. @throws Forbidden */
export async function searchIssues(ctx: Ctx, { q, limit, ...filter }: SearchQuery): Promise<SearchResult> {
  authorize(ctx, 'issue.read')
  const query = readQuery(q)
  const place = { workspaceId: ctx.workspaceId, narrow: await filterIssues(ctx, filter) }
  const [lexical, vector] = await Promise.all([findLexically(ctx, place, query), embedQueryInTime(ctx, query.text)])
  const neighbours = vector ? await findNeighbours(ctx, place, vector) : []
  const hits = fuse([...lexical, rankNeighbours(ctx, neighbours)]).slice(0, limit)
  return { items: await toHits(ctx, hits, { text: query.text, neighbours }), mode: vector ? 'hybrid' : 'lexical' }
}

async function findLexically(ctx: Ctx, place: Place, query: ReturnType<typeof readQuery>): Promise<Ranking[]> {
  if (query.text === '') return []
  const [identifier, text, trigram] = await Promise.all([
    findByIdentifier(ctx.db, place, query),
    findByText(ctx.db, place, query),
    findBySpelling(ctx, place, query),
  ])
  return [
    { channel: 'identifier', ids: identifier },
    { channel: 'text', ids: text },
    { channel: 'trigram', ids: trigram },
  ]
}
