import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { until } from '#test/runs/waiting.ts'
import { cancelRun } from './cancel-run.ts'
import { startRun } from './start-run.ts'
import { changeRun } from './store/runs.ts'
import { appendTranscript } from './store/transcript.ts'
import { streamRun } from './stream-run.ts'

let kit: RunsKit
let server: Server
let acme: Shop
beforeAll(async () => {
  kit = await runsKit()
  acme = await shop(kit, { policy: { max_concurrent_runs: 100, day_budget_usd: 1000 } })
  server = createServer((request, response) => {
    const runId = /runs\/([^/]+)\/stream/.exec(request.url ?? '')?.[1] ?? ''
    streamRun(acme.system(), request, response, runId).catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await kit.runtime.close()
})

const db = () => kit.runtime.database.kysely

async function aRun(): Promise<string> {
  return (await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).id
}

const append = (id: string, from: number, count: number) =>
  appendTranscript(
    db(),
    { id, fence: 0, from },
    Array.from({ length: count }, (_, n) => ({
      at: new Date(),
      kind: 'text' as const,
      content: { text: `entry ${from + n + 1}` },
    })),
  )

interface Frame {
  event: string
  id: string | undefined
  data: Record<string, unknown>
}

/** Collects frames until one of them satisfies, then leaves. */
async function listen(
  runId: string,
  until: (frames: Frame[]) => boolean,
  headers: Record<string, string> = {},
): Promise<Frame[]> {
  const leave = new AbortController()
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/api/runs/${runId}/stream`, { headers, signal: leave.signal })
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const frames: Frame[] = []
  const parser = createParser({ onEvent: ({ event = '', id, data }) => frames.push({ event, id, data: JSON.parse(data) }) })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (until(frames)) break
  }
  leave.abort()
  return frames
}

const seqs = (frames: Frame[]) => frames.filter((frame) => frame.event === 'entry').map((frame) => frame.data.seq)

test('a run is told from its beginning: hello, its entries, itself', async () => {
  const id = await aRun()
  await append(id, 0, 450)
  const frames = await listen(id, (seen) => seen.some((frame) => frame.event === 'run'))
  expect(frames[0]).toMatchObject({ event: 'hello' })
  expect(seqs(frames)).toEqual(Array.from({ length: 450 }, (_, n) => n + 1))
  expect(frames.at(-1)).toMatchObject({ event: 'run', data: { id, state: 'queued' } })
})

test('an entry is there within 300 ms', async () => {
  const id = await aRun()
  const heardAt: number[] = []
  const writtenAt: number[] = []
  const heard = listen(id, (seen) => {
    while (heardAt.length < seqs(seen).length) heardAt.push(performance.now())
    return heardAt.length === 5
  })
  for (let from = 0; from < 5; from++) {
    await until(async () => heardAt.length === from)
    writtenAt.push(performance.now())
    await append(id, from, 1)
  }
  await heard
  // The first may come from the beginning of the stream; of the others the quickest says what the way itself takes.
  const delays = heardAt.slice(1).map((at, index) => at - (writtenAt[index + 1] ?? 0))
  expect(Math.min(...delays)).toBeLessThan(300)
})

test('whoever comes back gets what was missed, once', async () => {
  const id = await aRun()
  await append(id, 0, 3)
  const first = await listen(id, (seen) => seqs(seen).length === 3)
  await append(id, 3, 4)
  const lastId = first.filter((frame) => frame.event === 'entry').at(-1)?.id ?? ''
  const second = await listen(id, (seen) => seqs(seen).length === 4, { 'last-event-id': lastId })
  expect(seqs(second)).toEqual([4, 5, 6, 7])
})

test('while entries are written and listeners come and go, nobody misses or repeats one', async () => {
  const id = await aRun()
  const writing = (async () => {
    for (let from = 0; from < 100; from += 5) await append(id, from, 5)
  })()
  const listeners = await Promise.all([0, 1, 2].map(() => listen(id, (seen) => seqs(seen).length >= 100)))
  await writing
  for (const frames of listeners) expect(seqs(frames)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
})

test('a change of the run is told, and its end ends the stream after the last entry', async () => {
  const id = await aRun()
  const heard = listen(id, () => false)
  await append(id, 0, 2)
  await withTransaction(acme.system(), async (tx) => {
    const run = await changeRun(tx.db, { id, states: ['queued'] }, { activity: 'running tests' })
    tx.emit({ type: 'run.updated', issueId: run?.issue_id ?? null, runId: id })
  })
  await cancelRun(acme.person(), id)
  const frames = await heard
  expect(seqs(frames)).toEqual([1, 2])
  expect(frames.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'finished' } })
  expect(frames.at(-2)).toMatchObject({ event: 'run', data: { state: 'finished', reason: 'canceled' } })
})

test('an unknown run has no stream', async () => {
  const { port } = server.address() as AddressInfo
  expect((await fetch(`http://127.0.0.1:${port}/api/runs/run_unknown/stream`)).status).toBe(404)
})
