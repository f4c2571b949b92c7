// How long a search takes with many issues, and what the same takes by the shortest way: the encoder and two statements.
import { loadavg } from 'node:os'
import { sql } from 'kysely'
import { seedTracker } from '#src/issues/seed-tracker.ts'
import { readQuery } from '#src/search/domain/query.ts'
import { keepModels } from '#src/search/keep-models.ts'
import { keepVectorIndex } from '#src/search/keep-vector-index.ts'
import { keepWords } from '#src/search/keep-words.ts'
import { LocalEmbedder } from '#src/search/local-embedder.ts'
import { searchQuery } from '#src/search/schemas.ts'
import { searchIssues } from '#src/search/search-issues.ts'
import { findByVector, toVectorText } from '#src/search/store/neighbours.ts'
import { testEngine } from '#test/database.ts'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { trackerQueues } from '#test/tracker.ts'
import { say } from '../kit/say.ts'
import { percentile } from '../kit/statistics.ts'
import { readIssues, readQueries } from './labelled-set.ts'
import { fillMany } from './speed-data.ts'

export interface SpeedScale {
  count: number
  /** How often each query is asked. */
  rounds: number
  budgetMs: number
}

export async function measureSpeed({ count, rounds, budgetMs }: SpeedScale): Promise<void> {
  const encoder = new LocalEmbedder()
  const issues = readIssues()
  const vectors = await encoder.embedDocuments(issues)
  const runtime = await testRuntime({ jobs: trackerQueues, embedder: encoder })
  const workspace = await testWorkspace(runtime, { prefix: 'BENCH' })
  await seedTracker(workspace.system())
  const startedAt = performance.now()
  await fillMany(runtime, workspace, { count, issues, centres: vectors.flatMap((vector) => (vector ? [vector] : [])) })
  const filledAt = performance.now()
  const signal = AbortSignal.timeout(3_600_000)
  await keepModels(runtime, { signal })
  await keepWords(runtime, { signal })
  const countedAt = performance.now()
  await keepVectorIndex(runtime)
  say(
    `${testEngine}, ${count} issues: filled in ${seconds(filledAt - startedAt)}, words counted in ${seconds(countedAt - filledAt)}, ` +
      `index kept in ${seconds(performance.now() - countedAt)}; load ${loadavg()[0]?.toFixed(1)}`,
  )
  await timeSearches({ runtime, workspace, encoder }, { rounds, budgetMs })
  if (testEngine === 'postgres') await compareIndex({ runtime, workspace, encoder })
  await runtime.close()
  await encoder.close()
}

interface Bench {
  runtime: TestRuntime
  workspace: TestWorkspace
  encoder: LocalEmbedder
}

const texts = readQueries().map(({ text }) => text)

async function timeSearches(bench: Bench, { rounds, budgetMs }: { rounds: number; budgetMs: number }): Promise<void> {
  const times: Record<string, number[]> = { search: [], lexical: [], raw: [], encoder: [] }
  const { embedder: _none, ...lexical } = bench.workspace.person().system
  const find = (text: string, system = bench.workspace.person().system) =>
    searchIssues({ ...bench.workspace.person(), system }, searchQuery.parse({ q: text }))
  for (const text of texts.slice(0, 30)) await find(text)
  for (let round = 0; round < rounds; round++)
    for (const text of texts) {
      times.search?.push(await timed(() => find(text)))
      times.lexical?.push(await timed(() => find(text, lexical)))
      times.encoder?.push(await timed(() => bench.encoder.embedQuery(readQuery(text).text)))
      times.raw?.push(await timed(() => bare(bench, text)))
    }
  for (const [name, sample] of Object.entries(times)) say(`  ${name.padEnd(10)}${describe(sample)}`)
  const p95 = percentile(times.search ?? [], 0.95)
  const ratio = p95 / percentile(times.raw ?? [], 0.95)
  say(`  p95 ${p95.toFixed(1)} ms, budget ${budgetMs} ms: ${p95 < budgetMs ? 'pass' : 'FAIL'}; ${ratio.toFixed(2)} × raw`)
}

/** The encoder, the nearest vectors, one full-text statement: nothing fused, nothing filtered, no cards. */
async function bare({ runtime, encoder }: Bench, text: string): Promise<void> {
  const db = runtime.database.kysely
  const vector = await encoder.embedQuery(readQuery(text).text)
  if (vector)
    await sql`select issue_id from dispatch_embedding e where e.model = 'energetic-512'
      order by (e.embedding::vector(512)) <=> ${toVectorText(vector)}::vector(512) limit 60`.execute(db)
  await sql`select id from dispatch_issue where fts @@ websearch_to_tsquery('english', ${text})
    order by ts_rank(fts, websearch_to_tsquery('english', ${text})) desc limit 60`.execute(db)
}

/** Recall of the index against comparing with every vector. */
async function compareIndex({ runtime, workspace, encoder }: Bench): Promise<void> {
  const place = { workspaceId: workspace.id, narrow: <T>(query: T) => query }
  const found = { 10: 0, 60: 0 }
  const wanted = { 10: 0, 60: 0 }
  for (const text of texts.filter((_, index) => index % 4 === 0)) {
    const vector = await encoder.embedQuery(text)
    if (!vector) continue
    const nearest = (isExact: boolean) =>
      runtime.database.kysely.transaction().execute(async (trx) => {
        return (await findByVector(trx, place, { model: 'energetic-512', vector, unless: null, isExact })).map(({ id }) => id)
      })
    const [exact, indexed] = [await nearest(true), await nearest(false)]
    for (const depth of [10, 60] as const) {
      wanted[depth] += exact.slice(0, depth).length
      found[depth] += exact.slice(0, depth).filter((id) => indexed.slice(0, depth).includes(id)).length
    }
  }
  for (const depth of [10, 60] as const) {
    const recall = found[depth] / wanted[depth]
    say(`  recall of the index, first ${depth}: ${recall.toFixed(3)}, budget 0.95: ${recall >= 0.95 ? 'pass' : 'FAIL'}`)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function describe(times: number[]): string {
  const at = (share: number) => percentile(times, share).toFixed(1).padStart(7)
  return `p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   p99 ${at(0.99)} ms   worst ${at(1)} ms   (${times.length}, one after another)`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
