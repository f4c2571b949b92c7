// A workspace with the issues of the labelled set, their words counted and their vectors made.
import { sql } from 'kysely'
import { createIssue } from '#src/issues/create-issue.ts'
import { seedTracker } from '#src/issues/seed-tracker.ts'
import { embedIssues } from '#src/search/embed-issues.ts'
import type { Embedder } from '#src/search/embedder.ts'
import { keepModels } from '#src/search/keep-models.ts'
import { keepWords } from '#src/search/keep-words.ts'
import { learnWords } from '#src/search/store/words.ts'
import { type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { trackerQueues } from '#test/tracker.ts'
import type { SetIssue } from './labelled-set.ts'

export interface FilledSet {
  runtime: TestRuntime
  workspace: TestWorkspace
  keyOf: Map<string, string>
}

export async function fillSet(issues: readonly SetIssue[], embedder: Embedder): Promise<FilledSet> {
  const runtime = await testRuntime({ jobs: trackerQueues, embedder })
  const workspace = await testWorkspace(runtime, { prefix: 'BENCH' })
  await seedTracker(workspace.system())
  const keyOf = new Map<string, string>()
  for (const { key, title, description } of issues)
    keyOf.set((await createIssue(workspace.person(), { title, description })).id, key)
  const signal = AbortSignal.timeout(600_000)
  await learnWords(runtime.database.kysely, [...keyOf.keys()])
  await keepWords(runtime, { signal })
  await embedIssues(runtime, [...keyOf.keys()], signal)
  await keepModels(runtime, { signal })
  return { runtime, workspace, keyOf }
}

/** The stems that a query shares with an issue: for paraphrases there must be none. */
export async function sharedWords({ runtime }: FilledSet, query: string, issue: SetIssue): Promise<string[]> {
  const stems = (text: string) => sql`select unnest(tsvector_to_array(to_tsvector('english', dispatch_search_words(${text}))))`
  const { rows } = await sql<{ word: string }>`
    select word from (${stems(query)} intersect ${stems(`${issue.title} ${issue.description}`)}) as shared (word)`.execute(
    runtime.database.kysely,
  )
  return rows.map(({ word }) => word)
}
