// How long a search takes with many issues.
//
// usage: node bench/search.ts [number of issues, default 10000] [--real]
// --real embeds every title with the shipped model (15 ms each) instead of drawing vectors around random centres.
// DISPATCH_TEST_ENGINE=postgres DISPATCH_TEST_PG_URL=… measures a server instead of the embedded engine.
import { sql } from 'kysely'
import { createIssue } from '#src/issues/create-issue.ts'
import { seedTracker } from '#src/issues/seed-tracker.ts'
import { runAs } from '#src/platform/db/lanes.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import type { Embedder } from '#src/search/embedder.ts'
import { findSimilar } from '#src/search/find-similar.ts'
import { keepVectorIndex } from '#src/search/keep-vector-index.ts'
import { LocalEmbedder } from '#src/search/local-embedder.ts'
import { searchQuery } from '#src/search/schemas.ts'
import { searchIssues } from '#src/search/search-issues.ts'
import { findByVector } from '#src/search/store/candidates.ts'
import { saveEmbeddings } from '#src/search/store/embeddings.ts'
import { testEngine } from '#test/database.ts'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { trackerQueues } from '#test/tracker.ts'

const count = Number(process.argv[2] ?? 10_000) || 10_000
const isReal = process.argv.includes('--real')

const subjects =
  'login,checkout,invoice,search,board,upload,webhook,session,password,payment,worker,cache,queue,report,export,import,editor,profile,avatar,billing,settings,migration,deploy,pipeline,parser'.split(
    ',',
  )
const verbs =
  'fails,times out,crashes,is slow,shows stale data,returns 500,leaks memory,loses changes,is duplicated,shows wrong totals,ignores the filter,never finishes,breaks the layout,throws TypeError,sends two mails'.split(
    ',',
  )
const wheres =
  'after password reset,on Safari,with large files,for new customers,under load,behind the proxy,in dark mode,after the update,when offline,with empty input,on the second page,for archived projects,in the nightly job,at midnight,with two tabs'.split(
    ',',
  )
const titleOf = (index: number) =>
  `The ${subjects[index % 25]} ${verbs[Math.floor(index / 25) % 15]} ${wheres[Math.floor(index / 375) % 15]} (${index})`
const queries = [
  'login broken',
  'checkout TypeError',
  'cannot sign in after changing the password',
  'slow invoice export',
  'uplod timeout',
  'duplicate mails',
  'nightly job',
  'BENCH-42',
  'memory',
  'the board shows old data when I have two tabs open',
]

const local = new LocalEmbedder()
const vectors = isReal ? await embedTitles() : drawVectors()
const embedder: Embedder = isReal
  ? local
  : {
      model: 'energetic-512',
      embedDocuments: async () => [],
      embedQuery: async (text) => vectors[text.length % count] ?? null,
      close: async () => {},
    }

await measure(testEngine)
await local.close()

async function measure(engine: string): Promise<void> {
  const runtime = await testRuntime({ jobs: trackerQueues, embedder })
  const workspace = await testWorkspace(runtime, { prefix: 'BENCH' })
  await seedTracker(workspace.system())
  const first = await createIssue(workspace.person(), { title: 'first' })
  await fill(runtime, first.id)
  const show = (name: string, times: number[]) => console.log(`${engine} ${count} issues, ${name}: ${describe(times)}`)
  const search = (q: string) => searchIssues(workspace.person(), searchQuery.parse({ q }))
  show('search, exact vectors', await timeEach(queries, search))
  show(
    'search, lexical',
    await timeEach(queries, (q) =>
      searchIssues({ ...workspace.person(), system: lexicalOnly(runtime) }, searchQuery.parse({ q })),
    ),
  )
  const exact = await nearest(runtime, workspace)
  const started = performance.now()
  await keepVectorIndex(runtime)
  if (engine === 'postgres') {
    console.log(`${engine} index built in ${Math.round(performance.now() - started)} ms`)
    show('search, indexed vectors', await timeEach(queries, search))
    const indexed = await nearest(runtime, workspace)
    const found = exact.flatMap((ids, index) => ids.filter((id) => indexed[index]?.includes(id)))
    console.log(`${engine} recall of the first 10: ${((100 * found.length) / exact.flat().length).toFixed(1)} %`)
  }
  show(
    'similar',
    await timeEach(['BENCH-10', 'BENCH-500', 'BENCH-900'], (issueId) => findSimilar(workspace.person(), { issueId, limit: 5 })),
  )
  await runtime.close()
}

function lexicalOnly({ embedder: _embedder, ...runtime }: TestRuntime): Runtime {
  return runtime
}

/** Through SQL: ten thousand commands would measure something else. */
async function fill({ database }: TestRuntime, like: string): Promise<void> {
  const db = database.kysely
  const model = await db.selectFrom('dispatch_issue').selectAll().where('id', '=', like).executeTakeFirstOrThrow()
  const description = 'When this happens people see an error and support has to help. '.repeat(8)
  const ids: string[] = []
  for (let start = 0; start < count; start += 500) {
    const rows = Array.from({ length: Math.min(500, count - start) }, (_, offset) => {
      const index = start + offset
      const id = `iss_bench${String(index).padStart(8, '0')}`
      ids.push(id)
      const { fts: _fts, ...columns } = model
      return {
        ...columns,
        created_by: JSON.stringify(model.created_by),
        id,
        number: index + 10,
        title: titleOf(index),
        description: `${index} ${description}`,
        rank: `a${index}`,
      }
    })
    await runAs('job', () => db.insertInto('dispatch_issue').values(rows).execute())
    await saveEmbeddings(
      db,
      'energetic-512',
      rows.map(({ id }, offset) => ({
        issueId: id,
        vector: vectors[start + offset] ?? [],
        contentHash: 'bench',
        issueUpdatedAt: model.updated_at,
      })),
    )
  }
  await db.updateTable('dispatch_issue').set({ deleted_at: model.created_at }).where('id', '=', like).execute()
  await sql`analyze`.execute(db)
}

async function nearest(runtime: TestRuntime, workspace: TestWorkspace): Promise<string[][]> {
  const place = { workspaceId: workspace.id, narrow: <T>(query: T) => query }
  const results: string[][] = []
  for (let index = 0; index < 50; index++) {
    const vector = vectors[(index * 197) % count] ?? []
    const hits = await findByVector(runtime.database.kysely, place, { model: 'energetic-512', vector })
    results.push(hits.slice(0, 10).map(({ id }) => id))
  }
  return results
}

async function timeEach(inputs: readonly string[], work: (input: string) => Promise<unknown>): Promise<number[]> {
  for (const input of inputs) await work(input)
  const times: number[] = []
  for (let round = 0; round < 10; round++) {
    for (const input of inputs) {
      const started = performance.now()
      await work(input)
      times.push(performance.now() - started)
    }
  }
  return times
}

function describe(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms (${sorted.length} requests, one after another)`
}

async function embedTitles(): Promise<number[][]> {
  const all: number[][] = []
  for (let start = 0; start < count; start += 200) {
    const documents = Array.from({ length: Math.min(200, count - start) }, (_, offset) => ({
      title: titleOf(start + offset),
      description: '',
    }))
    all.push(...(await local.embedDocuments(documents)).map((vector) => [...(vector ?? [])]))
  }
  return all
}

/** Around 200 centres, since the vectors of real issues are not spread evenly either. */
function drawVectors(): number[][] {
  let state = 42
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296 - 0.5
  }
  const centres = Array.from({ length: 200 }, () => Array.from({ length: 512 }, random))
  return Array.from({ length: count }, (_, index) => {
    const sum = (centres[index % 200] ?? []).map((value) => value + random() * 1.5)
    const length = Math.hypot(...sum)
    return sum.map((value) => value / length)
  })
}
