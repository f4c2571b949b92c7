// Gives issues their vectors. Called by a job after the commit and by the sweep that finds what the jobs missed.
import { AppError } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { contentHash, type Document, toDocument } from './domain/document.ts'
import type { Embedder, Vector } from './embedder.ts'
import {
  confirmEmbeddings,
  type EmbeddableRow,
  type EmbeddingProblem,
  type NewEmbedding,
  saveEmbeddings,
  saveProblems,
  selectEmbeddable,
} from './store/embeddings.ts'
import { pauseModel, resumeModel } from './store/model-states.ts'

type Outcome = { vector: Vector | null } | { error: unknown }

interface Work {
  row: EmbeddableRow
  document: Document
  hash: string
}

/** Skips what is deleted or unchanged. What fails is recorded; the first failure is thrown after everything was stored. */
export async function embedIssues(runtime: Runtime, issueIds: readonly string[], signal?: AbortSignal): Promise<void> {
  const { embedder, database } = runtime
  if (!embedder || issueIds.length === 0) return
  const db = database.kysely
  const rows = await selectEmbeddable(db, embedder.model, issueIds)
  const all = rows.map((row): Work => {
    const document = toDocument(row)
    return { row, document, hash: contentHash(document) }
  })
  const changed = all.filter(({ row, hash }) => row.content_hash !== hash)
  await confirmEmbeddings(
    db,
    embedder.model,
    all.filter((work) => !changed.includes(work)).map(({ row }) => ({ id: row.id, updated_at: row.updated_at })),
  )
  const outcomes = await embedEach(
    embedder,
    changed.map(({ document }) => document),
    signal,
  )
  const results = changed.map((work, index) => ({ work, outcome: outcomes[index] ?? { vector: null } }))
  await saveEmbeddings(db, embedder.model, results.flatMap(toEmbedding))
  await saveProblems(db, embedder.model, results.flatMap(toProblem))
  const errors = results.flatMap(({ outcome }) => ('error' in outcome ? [outcome.error] : []))
  const ofService = errors.find((error) => blameOf(error) === 'service')
  if (ofService !== undefined)
    await pauseModel(db, embedder.model, { error: describe(ofService), seconds: secondsToWait(ofService) })
  else if (results.length > 0) await resumeModel(db, embedder.model)
  if (errors.length > 0) throw errors[0]
}

/** A failure of the service says nothing about the text; nobody is to blame when this process ends. */
function blameOf(error: unknown): 'text' | 'service' | 'nobody' {
  const code = codeOf(error)
  if (code === 'embedder_closed' || code === 'embedding_aborted') return 'nobody'
  return code.startsWith('embedding_') && code !== 'embedding_rejected' ? 'service' : 'text'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function secondsToWait(error: unknown): number {
  return error instanceof AppError && typeof error.extra.retry_after_seconds === 'number' ? error.extra.retry_after_seconds : 0
}

/** One text that the model refuses must not keep the others from theirs: then each goes alone. */
async function embedEach(embedder: Embedder, documents: Document[], signal: AbortSignal | undefined): Promise<Outcome[]> {
  try {
    return (await embedder.embedDocuments(documents, signal)).map((vector) => ({ vector }))
  } catch (error) {
    if (documents.length === 1 || codeOf(error) !== 'embedding_rejected') return documents.map(() => ({ error }))
    const outcomes: Outcome[] = []
    for (const document of documents) outcomes.push(...(await embedEach(embedder, [document], signal)))
    return outcomes
  }
}

interface Result {
  work: Work
  outcome: Outcome
}

function toEmbedding({ work, outcome }: Result): NewEmbedding[] {
  if (!('vector' in outcome) || outcome.vector === null) return []
  return [{ issueId: work.row.id, vector: outcome.vector, contentHash: work.hash, issueUpdatedAt: work.row.updated_at }]
}

function toProblem({ work, outcome }: Result): EmbeddingProblem[] {
  const base = { issueId: work.row.id, issueUpdatedAt: work.row.updated_at }
  if ('error' in outcome)
    return blameOf(outcome.error) === 'text' ? [{ ...base, reason: 'failed', detail: describe(outcome.error) }] : []
  if (outcome.vector === null)
    return [
      {
        ...base,
        reason: 'unsupported',
        detail: 'The search model does not know this language; words and spelling still find it.',
      },
    ]
  return []
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
