import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { finishRun } from './finish-run.ts'
import { forgetTranscripts } from './forget-transcripts.ts'
import { startRun } from './start-run.ts'
import { readTranscript } from './store/transcript.ts'
import { tidyMirrors } from './tidy-mirrors.ts'

let kit: RunsKit
let acme: Shop
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())
beforeEach(async () => {
  kit.runtime.clock.setOffsetMs(0)
  acme = await shop(kit, { policy: { max_concurrent_runs: 50 } })
})

const db = () => kit.runtime.database.kysely
const day = 86_400

async function aRun(): Promise<string> {
  const run = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  const entry = { run_id: run.id, at: kit.runtime.clock.now(), kind: 'text' as const, content: JSON.stringify({ text: 'Hm.' }) }
  await db()
    .insertInto('dispatch_transcript')
    .values([
      { ...entry, seq: 1 },
      { ...entry, seq: 2 },
    ])
    .execute()
  return run.id
}

async function finished(): Promise<string> {
  const id = await aRun()
  const run = await db().selectFrom('dispatch_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const end = { reason: 'succeeded', outcome: 'completed', failureCode: null, detail: '' } as const
  await withTransaction(acme.system(), (tx) => finishRun(tx, run, { end }))
  return id
}

const entries = async (runId: string) => (await readTranscript(db(), runId, { after: 0, limit: 10 })).length
const forget = () => forgetTranscripts(kit.runtime, new AbortController().signal)

test('transcripts are kept for 90 days after the run ended, and as long as it goes on', async () => {
  const [old, going] = [await finished(), await aRun()]
  kit.runtime.advance(89 * day)
  await forget()
  expect(await entries(old)).toBe(2)
  kit.runtime.advance(2 * day)
  const young = await finished()
  await forget()
  expect([await entries(old), await entries(going), await entries(young)]).toEqual([0, 2, 2])
})

test('results in mirrors are kept for 30 days, and longer where a branch waits to be pushed', async () => {
  const [old, held, going] = [await finished(), await finished(), await aRun()]
  await db().updateTable('dispatch_run').set({ push_state: 'held' }).where('id', '=', held).execute()
  kit.git.results.set(acme.repositoryId, [old, held, going, 'run_unknown'])
  kit.runtime.advance(29 * day)
  await tidyMirrors(kit.runtime)
  expect(kit.git.results.get(acme.repositoryId)).toHaveLength(4)
  kit.runtime.advance(2 * day)
  await tidyMirrors(kit.runtime)
  expect(kit.git.results.get(acme.repositoryId)).toEqual([held, going, 'run_unknown'])
})
