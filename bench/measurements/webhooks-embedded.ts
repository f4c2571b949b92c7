// How soon a webhook is acknowledged on the embedded database: with processing held back, and with it.
import { type Child, startChild } from '../kit/child.ts'
import { type Dispatch, startDispatch } from '../kit/dispatch.ts'
import { makePlace } from '../kit/engines.ts'
import type { LoadResult } from '../kit/load.ts'
import { type Figure, interleave, type Measurement, type Scale } from '../kit/measurement.ts'
import { median, percentile } from '../kit/statistics.ts'

export const webhooksEmbedded: Measurement = {
  name: 'webhooks-embedded',
  async run(scale, say) {
    const place = await makePlace('embedded')
    const load = await startChild('load', null)
    const raw = await startChild('bare-intake', { dataDirectory: place.directory })
    const figures: Figure[] = []
    const bench = { load, raw, scale, say }
    figures.push(...(await measure(bench, { isHeldBack: true, rate: 100, limit: 25 })))
    figures.push(...(await measure(bench, { isHeldBack: false, rate: 30, limit: 60 })))
    return figures
  },
}

interface Bench {
  load: Child
  raw: Child
  scale: Scale
  say(line: string): void
}

/** No two rounds share a number: a second delivery of it would be a duplicate. */
let next = 0

async function measure(bench: Bench, aim: { isHeldBack: boolean; rate: number; limit: number }): Promise<Figure[]> {
  const { scale, say } = bench
  const dispatch = await startDispatch({ engine: 'embedded', isHeldBack: aim.isHeldBack })
  const drained: number[] = []
  await deliver(bench.load, { port: dispatch.port, rate: 20, seconds: 2 })
  const rounds = await interleave(scale.rounds, {
    dispatch: async () => {
      const times = await deliver(bench.load, { port: dispatch.port, rate: aim.rate, seconds: scale.seconds })
      if (!aim.isHeldBack) drained.push(await waitUntilProcessed(dispatch))
      return times
    },
    raw: () => deliver(bench.load, { port: bench.raw.port, rate: aim.rate, seconds: scale.seconds }),
  })
  await dispatch.child.stop()
  const p99 = (name: string) => median((rounds[name] ?? []).map((times) => percentile(times, 0.99)))
  const p50 = (name: string) => median((rounds[name] ?? []).map((times) => percentile(times, 0.5)))
  const how = aim.isHeldBack ? 'processing held back' : 'with processing'
  say(`p99 of each round: ${(rounds.dispatch ?? []).map((times) => percentile(times, 0.99).toFixed(1)).join(', ')} ms`)
  const rawWhat = 'the same rate, signature and insert over a bare Node server on the same engine'
  return [
    {
      what: `webhook acknowledged, embedded, ${how}, ${aim.rate}/s: p99`,
      value: p99('dispatch'),
      unit: 'ms',
      raw: { value: p99('raw'), what: rawWhat },
      budget: { kind: 'below', limit: aim.limit },
      ...(drained.length > 0 && { note: `all of it processed ${median(drained).toFixed(2)} s after the last acknowledgement` }),
    },
    {
      what: `webhook acknowledged, embedded, ${how}, ${aim.rate}/s: p50`,
      value: p50('dispatch'),
      unit: 'ms',
      raw: { value: p50('raw'), what: rawWhat },
    },
  ]
}

async function waitUntilProcessed({ child }: Dispatch): Promise<number> {
  const startedAt = performance.now()
  await child.ask('processed')
  return (performance.now() - startedAt) / 1000
}

async function deliver(load: Child, { port, rate, seconds }: { port: number; rate: number; seconds: number }): Promise<number[]> {
  const count = rate * seconds
  const { latencies, statuses } = await load.ask<LoadResult>('deliver', { port, rate, first: next, count })
  next += count
  if (statuses[202] !== count) throw new Error(`not every delivery was accepted: ${JSON.stringify(statuses)}`)
  return latencies
}
