// How well search finds what it should: recall@5 and mean reciprocal rank by words, by meaning and by both.
import type { Ctx } from '#src/platform/context.ts'
import { readQuery } from '#src/search/domain/query.ts'
import type { Embedder, Vector } from '#src/search/embedder.ts'
import { LocalEmbedder } from '#src/search/local-embedder.ts'
import { findByMeaning } from '#src/search/neighbours.ts'
import { searchQuery } from '#src/search/schemas.ts'
import { searchIssues } from '#src/search/search-issues.ts'
import { say } from '../kit/say.ts'
import { type FilledSet, fillSet, sharedWords } from './fill-set.ts'
import { readIssues, readQueries, type SetIssue, type SetQuery } from './labelled-set.ts'

const ways = ['lexical', 'vector', 'hybrid'] as const
type Way = (typeof ways)[number]

interface Judged extends SetQuery {
  /** Keys of what was found, the best first. */
  found: Record<Way, string[]>
}

export async function measureQuality(isVerbose: boolean): Promise<void> {
  const local = new LocalEmbedder()
  const embedder = patient(local)
  const issues = readIssues()
  const set = await fillSet(issues, embedder)
  await assertParaphrases(set, issues)
  const judged: Judged[] = []
  for (const query of readQueries()) judged.push(await judge(set, query))
  await set.runtime.close()
  await local.close()
  report(judged)
  if (isVerbose) listMisses(judged)
}

/** What the set promises: nothing but meaning connects a paraphrase to its issue. */
async function assertParaphrases(set: FilledSet, issues: SetIssue[]): Promise<void> {
  for (const { text, relevant } of readQueries().filter(({ kind }) => kind === 'paraphrases'))
    for (const issue of issues.filter(({ key }) => relevant.includes(key))) {
      const words = await sharedWords(set, text, issue)
      if (words.length > 0) throw new Error(`"${text}" shares ${words.join(', ')} with ${issue.key}`)
    }
}

/** A query waits for its vector however busy the machine is: what is measured here is not speed. */
function patient(local: LocalEmbedder): Embedder {
  const known = new Map<string, Promise<Vector | null>>()
  return {
    model: local.model,
    embedDocuments: (documents, signal) => local.embedDocuments(documents, signal),
    embedQuery: (text) => {
      const vector = known.get(text) ?? local.embedQuery(text)
      known.set(text, vector)
      return vector
    },
    close: () => local.close(),
  }
}

async function judge({ workspace, keyOf }: FilledSet, query: SetQuery): Promise<Judged> {
  const ctx = workspace.person()
  await ctx.system.embedder?.embedQuery(readQuery(query.text).text)
  const input = searchQuery.parse({ q: query.text, limit: 20 })
  const { embedder: _none, ...lexical } = ctx.system
  const keys = (ids: string[]) => ids.map((id) => keyOf.get(id) ?? '')
  const ids = async (asked: Ctx) => (await searchIssues(asked, input)).items.map(({ issue }) => issue.id)
  return {
    ...query,
    found: {
      lexical: keys(await ids({ ...ctx, system: lexical })),
      vector: keys(await idsByMeaning(ctx, query.text)),
      hybrid: keys(await ids(ctx)),
    },
  }
}

async function idsByMeaning(ctx: Ctx, text: string): Promise<string[]> {
  const place = { workspaceId: ctx.workspaceId, narrow: <T>(issues: T) => issues }
  const meanings = await findByMeaning(ctx, place, async (known) => (await known.embedQuery(readQuery(text).text)) ?? undefined)
  return meanings.flatMap(({ neighbours }) => neighbours.map(({ id }) => id)).slice(0, 20)
}

function report(judged: Judged[]): void {
  const english = judged.filter(({ kind }) => kind !== 'other-languages')
  say(`${''.padEnd(28)}${ways.map((way) => way.padStart(22)).join('')}`)
  say(`${'queries'.padEnd(28)}${ways.map(() => 'recall@5     MRR'.padStart(22)).join('')}`)
  for (const kind of new Set(judged.map((query) => query.kind)))
    line(
      kind,
      judged.filter((query) => query.kind === kind),
    )
  line(
    'English, tuned on',
    english.filter(({ half }) => half === 'tuned'),
  )
  line(
    'English, held out',
    english.filter(({ half }) => half === 'held out'),
  )
  line('English, all', english)
  judgeBudget(english)
}

function line(name: string, judged: Judged[]): void {
  const cells = ways.map((way) =>
    `${mean(judged, way, recall).toFixed(3)}   ${mean(judged, way, reciprocalRank).toFixed(3)}`.padStart(22),
  )
  say(`${`${name} (${judged.length})`.padEnd(28)}${cells.join('')}`)
}

function mean(judged: Judged[], way: Way, measure: (found: string[], relevant: string[]) => number): number {
  return judged.reduce((sum, { found, relevant }) => sum + measure(found[way], relevant), 0) / judged.length
}

function recall(found: string[], relevant: string[]): number {
  return found.slice(0, 5).filter((key) => relevant.includes(key)).length / Math.min(5, relevant.length)
}

function reciprocalRank(found: string[], relevant: string[]): number {
  const rank = found.findIndex((key) => relevant.includes(key))
  return rank < 0 ? 0 : 1 / (rank + 1)
}

/** Both together must be worth it: better than either alone, also where nothing was tuned. */
function judgeBudget(english: Judged[]): void {
  const isBetter = (half: Judged[]) =>
    [recall, reciprocalRank].every((measure) => {
      const hybrid = mean(half, 'hybrid', measure)
      return hybrid > mean(half, 'lexical', measure) && hybrid > mean(half, 'vector', measure)
    })
  for (const half of ['tuned', 'held out'] as const) {
    const verdict = isBetter(english.filter((query) => query.half === half)) ? 'pass' : 'FAIL'
    say(`hybrid above both, in both figures, on the half that is ${half}: ${verdict}`)
  }
}

function listMisses(judged: Judged[]): void {
  for (const { kind, text, relevant, found } of judged) {
    const ranks = ways.map((way) => `${way} ${found[way].findIndex((key) => relevant.includes(key)) + 1 || '–'}`)
    if (reciprocalRank(found.hybrid, relevant) < 1)
      say(`${kind}: ${text}\n    wants ${relevant.join(' ')}; ${ranks.join(', ')}; first ${found.hybrid.slice(0, 3).join(' ')}`)
  }
}
