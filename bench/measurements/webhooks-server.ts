// How many webhooks a second are acknowledged on PostgreSQL, against bare inserts of the same rows, and how soon at half of that.
import { type Child, startChild } from '../kit/child.ts'
import { startDispatch } from '../kit/dispatch.ts'
import { makePlace } from '../kit/engines.ts'
import type { LoadResult } from '../kit/load.ts'
import { type Figure, interleave, type Measurement, type Scale } from '../kit/measurement.ts'
import { median, percentile } from '../kit/statistics.ts'

const clients = 16
/** More than any of the contenders can take in a second. */
const supplyPerSecond = 8_000

let next = 0

interface Contenders {
  load: Child
  raw: Child
  /** Of Dispatch. */
  port: number
}

export const webhooksServer: Measurement = {
  name: 'webhooks-postgres',
  needsServer: true,
  async run(scale, say) {
    const place = await makePlace('PostgreSQL')
    const dispatch = await startDispatch({ engine: 'PostgreSQL', isHeldBack: true })
    const raw = await startChild('bare-intake', { url: place.url, connections: clients })
    const load = await startChild('load', null)
    const contenders = { load, raw, port: dispatch.port }
    await deliverAll(load, dispatch.port, 1)
    const rates = await measureRates(contenders, scale)
    const acknowledged = median(rates.dispatch ?? [])
    say(`acknowledged a second, each round: ${(rates.dispatch ?? []).map(Math.round).join(', ')}`)
    return [...rateFigures(rates), ...(await measureLatency(contenders, scale, Math.floor(acknowledged / 2)))]
  },
}

function measureRates({ load, raw, port }: Contenders, { rounds, seconds }: Scale): Promise<Record<string, number[]>> {
  return interleave(rounds, {
    dispatch: () => deliverAll(load, port, seconds),
    inserts: () => {
      const count = supplyPerSecond * 2 * seconds
      next += count
      return raw.ask<number>('insert', { clients, seconds, first: next - count, count })
    },
    http: () => deliverAll(load, raw.port, seconds),
  })
}

function rateFigures(rates: Record<string, number[]>): Figure[] {
  const value = median(rates.dispatch ?? [])
  const inserts = median(rates.inserts ?? [])
  const http = median(rates.http ?? [])
  return [
    {
      what: `webhooks acknowledged, PostgreSQL, ${clients} clients`,
      value,
      unit: '/s',
      raw: { value: inserts, what: `bare inserts of the same rows, no HTTP, ${clients} connections` },
      budget: { kind: 'share_of_raw', share: 0.6 },
    },
    {
      what: `webhooks acknowledged, PostgreSQL, ${clients} clients, against HTTP`,
      value,
      unit: '/s',
      raw: { value: http, what: 'signature and insert over a bare Node server' },
    },
  ]
}

async function measureLatency({ load, raw, port }: Contenders, scale: Scale, rate: number): Promise<Figure[]> {
  const results = await interleave(scale.rounds, {
    dispatch: () => deliver(load, { port, rate, seconds: scale.seconds }),
    raw: () => deliver(load, { port: raw.port, rate, seconds: scale.seconds }),
  })
  const p99 = (name: string) => median((results[name] ?? []).map((times) => percentile(times, 0.99)))
  return [
    {
      what: `webhook acknowledged, PostgreSQL, at half of that rate (${rate}/s): p99`,
      value: p99('dispatch'),
      unit: 'ms',
      raw: { value: p99('raw'), what: 'the same over a bare Node server' },
      budget: { kind: 'below', limit: 50 },
    },
  ]
}

async function deliverAll(load: Child, port: number, seconds: number): Promise<number> {
  const count = supplyPerSecond * seconds
  const { perSecond, statuses } = await load.ask<LoadResult>('deliverAll', { port, clients, seconds, first: next, count })
  next += count
  if (Object.keys(statuses).some((status) => status !== '202')) throw new Error(`refused: ${JSON.stringify(statuses)}`)
  return perSecond
}

async function deliver(load: Child, { port, rate, seconds }: { port: number; rate: number; seconds: number }): Promise<number[]> {
  const count = rate * seconds
  const { latencies } = await load.ask<LoadResult>('deliver', { port, rate, first: next, count })
  next += count
  return latencies
}
