// A thousand open boards on one process: how late the last of them has an event, and what they cost in memory.
import { setTimeout as delay } from 'node:timers/promises'
import type { Delays, ListenersInput } from '../children/listeners.ts'
import { startChild } from '../kit/child.ts'
import { startDispatch } from '../kit/dispatch.ts'
import { makePlace } from '../kit/engines.ts'
import type { Figure, Measurement, Scale } from '../kit/measurement.ts'
import type { MemoryReport } from '../kit/memory.ts'
import { median, percentile } from '../kit/statistics.ts'

const clients = 1_000
const changesPerSecond = 5
/** Long enough for what the start and the connecting left to be collected. */
const settleMs = 10_000

export const streamScale: Measurement = { name: 'stream-scale', run: measure }

async function measure(scale: Scale, say: (line: string) => void): Promise<Figure[]> {
  const dispatch = await startDispatch({ engine: 'embedded' })
  await dispatch.child.ask('seed', 1_000)
  const changePath = '/api/issues/DISPATCH-42'
  // The first change loads what changes need; it is no cost of the clients.
  await dispatch.request('PATCH', changePath, { title: 'Before anybody listens' })
  await delay(settleMs)
  const idle = await dispatch.child.ask<MemoryReport>('memory')
  const listening = await listen({
    clients,
    headers: dispatch.headers,
    port: dispatch.port,
    streamPath: '/api/board/stream',
    changePath,
  })
  const delays = await hear(listening, scale)
  await delay(settleMs)
  const crowded = await dispatch.child.ask<MemoryReport>('memory')
  say(
    `resident ${idle.rssMb.toFixed(0)} MB before, ${crowded.rssMb.toFixed(0)} MB with ${clients} clients, at most ${crowded.peakMb.toFixed(0)} MB`,
  )
  await listening.stop()
  await dispatch.child.stop()
  const raw = await measureRaw(scale)
  return [
    {
      what: `change sent until all ${clients} boards have it: p99`,
      value: middle(delays, 0.99, 'sinceSent'),
      unit: 'ms',
      raw: {
        value: middle(raw, 0.99, 'sinceSent'),
        what: 'one insert with a notification, one select, a write to each open response',
      },
      budget: { kind: 'below', limit: 100 },
      note: `p50 ${middle(delays, 0.5, 'sinceSent').toFixed(1)} ms, raw ${middle(raw, 0.5, 'sinceSent').toFixed(1)} ms`,
    },
    {
      what: `memory of ${clients} open boards, resident`,
      value: crowded.rssMb - idle.rssMb,
      unit: 'MB',
      budget: { kind: 'below', limit: 150 },
      note: `heap of the main thread ${(crowded.mainHeapMb - idle.mainHeapMb).toFixed(0)} MB more, buffers ${(crowded.mainExternalMb - idle.mainExternalMb).toFixed(0)} MB more`,
    },
  ]
}

async function measureRaw(scale: Scale): Promise<Delays[]> {
  const raw = await startChild('bare-stream', await makePlace('embedded'))
  const listening = await listen({ clients, headers: {}, port: raw.port, streamPath: '/', changePath: '/' })
  const delays = await hear(listening, scale)
  await listening.stop()
  await raw.stop()
  return delays
}

/** Rounds of changes, after one to get warm. */
async function hear(listening: Awaited<ReturnType<typeof listen>>, { rounds, seconds }: Scale): Promise<Delays[]> {
  await listening.ask('change', 10)
  const delays: Delays[] = []
  for (let round = 0; round < rounds; round++)
    delays.push(await listening.ask<Delays>('change', Math.max(20, changesPerSecond * seconds)))
  return delays
}

function middle(rounds: Delays[], share: number, since: keyof Delays): number {
  return median(rounds.map((delays) => percentile(delays[since], share)))
}

function listen(input: ListenersInput) {
  return startChild('listeners', input)
}
