// Many issues that are like real ones: texts put together from the labelled set, vectors scattered around its real ones.
import { sql } from 'kysely'
import { createIssue } from '#src/issues/create-issue.ts'
import { runAs } from '#src/platform/db/lanes.ts'
import { saveEmbeddings } from '#src/search/store/embeddings.ts'
import type { TestRuntime, TestWorkspace } from '#test/runtime.ts'
import type { SetIssue } from './labelled-set.ts'

const page = 1_000

export interface SpeedData {
  count: number
  issues: readonly SetIssue[]
  /** One for each issue of the set. */
  centres: readonly (readonly number[])[]
}

/** Through SQL: so many commands would measure something else. */
export async function fillMany({ database }: TestRuntime, workspace: TestWorkspace, data: SpeedData): Promise<void> {
  const db = database.kysely
  const { id: like } = await createIssue(workspace.person(), { title: 'first' })
  const model = await db.selectFrom('dispatch_issue').selectAll().where('id', '=', like).executeTakeFirstOrThrow()
  const { fts: _generated, ...columns } = model
  const random = createRandom(42)
  for (let start = 0; start < data.count; start += page) {
    const rows = Array.from({ length: Math.min(page, data.count - start) }, (_, offset) => {
      const number = start + offset + 10
      return {
        ...columns,
        ...writeIssue(data.issues, random, number),
        created_by: JSON.stringify(model.created_by),
        id: `iss_bench${String(number).padStart(8, '0')}`,
        number,
        rank: `a${number}`,
        updated_at: new Date(model.updated_at.getTime() + number * 1000),
      }
    })
    await runAs('job', () => insertIssues(rows))
    const vectors = rows.map(({ id, updated_at }) => ({
      issueId: id,
      vector: scatter(data.centres, random),
      contentHash: 'bench',
      issueUpdatedAt: updated_at,
    }))
    for (let first = 0; first < vectors.length; first += 250)
      await runAs('job', () => saveEmbeddings(db, 'energetic-512', vectors.slice(first, first + 250)))
  }
  await db.updateTable('dispatch_issue').set({ deleted_at: model.created_at }).where('id', '=', like).execute()
  await runAs('job', () => sql`vacuum analyze`.execute(db))

  async function insertIssues(rows: (typeof columns & { created_by: string })[]): Promise<void> {
    for (let first = 0; first < rows.length; first += 250)
      await db
        .insertInto('dispatch_issue')
        .values(rows.slice(first, first + 250))
        .execute()
  }
}

/** A title of the set with another detail, two to eight sentences of it, and names that no other issue has. */
function writeIssue(issues: readonly SetIssue[], random: () => number, number: number) {
  const any = () => issues[Math.floor(random() * issues.length)]
  const own = `handler${Math.floor(random() * 40_000)}`
  const sentences = Array.from({ length: 2 + Math.floor(random() * 7) }, () => any()?.description || any()?.title || '')
  return {
    title: `${any()?.title} (${own}, build ${number})`,
    description: `Seen in module_${number % 9_973}.${own} on node-${number % 211}.\n\n${sentences.join('\n\n')}`,
  }
}

/**
 * Mostly one subject, a little of three others, and some noise: as issues mix subjects. Pure noise would spread them over
 * 512 directions, and who is nearest would be chance; the vectors of a language have far fewer.
 */
function scatter(centres: SpeedData['centres'], random: () => number): number[] {
  const any = () => centres[Math.floor(random() * centres.length)] ?? []
  const parts = [any(), any(), any(), any()]
  const shares = [1, random() * 0.7, random() * 0.5, random() * 0.3]
  const moved = (parts[0] ?? []).map((_, index) =>
    parts.reduce((sum, part, place) => sum + (shares[place] ?? 0) * (part[index] ?? 0), (random() - 0.5) * noise),
  )
  const length = Math.hypot(...moved)
  return moved.map((value) => value / length)
}

/** At 512 numbers, about 0.2 of a vector's length. */
const noise = 0.03

function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
