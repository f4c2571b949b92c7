// From a change until every one of a hundred open boards has the event.
import type { Delays, ListenersInput } from '../children/listeners.ts'
import { startChild } from '../kit/child.ts'
import { startDispatch } from '../kit/dispatch.ts'
import { type EngineName, makePlace } from '../kit/engines.ts'
import { type Figure, interleave, type Measurement, type Scale } from '../kit/measurement.ts'
import { median, percentile } from '../kit/statistics.ts'

const clients = 100
/** A change and its pause take about so long. */
const changesPerSecond = 20

export const streamEmbedded: Measurement = { name: 'stream-embedded', run: (scale) => measure('embedded', scale) }
export const streamServer: Measurement = {
  name: 'stream-postgres',
  needsServer: true,
  run: (scale) => measure('PostgreSQL', scale),
}

async function measure(engine: EngineName, scale: Scale): Promise<Figure[]> {
  const dispatch = await startDispatch({ engine })
  await dispatch.child.ask('seed', 1_000)
  const place = await makePlace(engine)
  const raw = await startChild('bare-stream', place)
  const shared = { clients, headers: dispatch.headers }
  const listening = {
    dispatch: await listen({
      ...shared,
      port: dispatch.port,
      streamPath: '/api/board/stream',
      changePath: '/api/issues/DISPATCH-42',
    }),
    raw: await listen({ ...shared, port: raw.port, streamPath: '/', changePath: '/' }),
  }
  const changes = Math.max(20, changesPerSecond * scale.seconds)
  for (const warmUp of Object.values(listening)) await warmUp.ask('change', 20)
  const rounds = await interleave(scale.rounds, {
    dispatch: () => listening.dispatch.ask<Delays>('change', changes),
    raw: () => listening.raw.ask<Delays>('change', changes),
  })
  const p = (name: string, share: number, since: keyof Delays) =>
    median((rounds[name] ?? []).map((delays) => percentile(delays[since], share)))
  const rawWhat = 'one insert with a notification, one select, a write to each open response'
  return [
    {
      what: `change sent until all ${clients} boards have it, ${engine}: p99`,
      value: p('dispatch', 0.99, 'sinceSent'),
      unit: 'ms',
      raw: { value: p('raw', 0.99, 'sinceSent'), what: rawWhat },
      budget: { kind: 'below', limit: 50 },
      note: `p50 ${p('dispatch', 0.5, 'sinceSent').toFixed(1)} ms, raw ${p('raw', 0.5, 'sinceSent').toFixed(1)} ms`,
    },
    {
      what: `change answered until all ${clients} boards have it, ${engine}: p99`,
      value: p('dispatch', 0.99, 'sinceAnswered'),
      unit: 'ms',
      raw: { value: p('raw', 0.99, 'sinceAnswered'), what: rawWhat },
    },
  ]
}

function listen(input: ListenersInput) {
  return startChild('listeners', input)
}
