// How many pages of 50 issues a second, against the same statement over a bare Node server, and whether it depends on how many there are.
import { startChild } from '../kit/child.ts'
import { type Dispatch, startDispatch } from '../kit/dispatch.ts'
import type { EngineName } from '../kit/engines.ts'
import type { LoadResult } from '../kit/load.ts'
import { type Figure, interleave, type Measurement } from '../kit/measurement.ts'
import { median, percentile } from '../kit/statistics.ts'

const clients = 16
const path = '/api/issues?limit=50'

export const issuesEmbedded: Measurement = {
  name: 'issues-embedded',
  run: (scale, say) => measure('embedded', [10_000], { scale, say }),
}

export const issuesServer: Measurement = {
  name: 'issues-postgres',
  needsServer: true,
  run: (scale, say) => measure('PostgreSQL', [1_000, 10_000, 100_000], { scale, say }),
}

type Run = { scale: Parameters<Measurement['run']>[0]; say: Parameters<Measurement['run']>[1] }

async function measure(engine: EngineName, sizes: number[], { scale, say }: Run): Promise<Figure[]> {
  const load = await startChild('load', null)
  const servers = new Map<number, { dispatch: Dispatch; rawPort: number }>()
  for (const size of sizes) servers.set(size, await startFilled(engine, size, say))
  const read = (port: number, headers: Record<string, string>) => () =>
    load.ask<LoadResult>('read', { port, path, headers, clients, seconds: scale.seconds }).then(assertOk)
  const contenders: Record<string, () => Promise<LoadResult>> = {}
  for (const [size, { dispatch, rawPort }] of servers) {
    contenders[`dispatch ${size}`] = read(dispatch.port, dispatch.headers)
    contenders[`raw ${size}`] = read(rawPort, {})
  }
  for (const warmUp of Object.values(contenders)) await warmUp()
  const results = await interleave(scale.rounds, contenders)
  const rate = (name: string) => median((results[name] ?? []).map(({ perSecond }) => perSecond))
  const p99 = (name: string) => median((results[name] ?? []).map(({ latencies }) => percentile(latencies, 0.99)))
  const figures = sizes.map(
    (size): Figure => ({
      what: `GET ${path}, ${engine}, ${size.toLocaleString('en')} issues, ${clients} clients`,
      value: rate(`dispatch ${size}`),
      unit: '/s',
      raw: { value: rate(`raw ${size}`), what: 'the same statement over a bare Node server, same pool' },
      ...(size === 10_000 && { budget: { kind: 'share_of_raw', share: 0.4 } }),
      note: `p99 ${p99(`dispatch ${size}`).toFixed(1)} ms, raw ${p99(`raw ${size}`).toFixed(1)} ms`,
    }),
  )
  return sizes.length > 1 ? [...figures, flatness(sizes, rate)] : figures
}

async function startFilled(engine: EngineName, size: number, say: Run['say']) {
  const dispatch = await startDispatch({ engine, isHeldBack: true })
  const startedAt = performance.now()
  await dispatch.child.ask('seed', size)
  say(`${size.toLocaleString('en')} issues made in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  return { dispatch, rawPort: await dispatch.child.ask<number>('serveBareList', 50) }
}

function flatness(sizes: number[], rate: (name: string) => number): Figure {
  const [smallest = 0] = sizes
  const largest = sizes.at(-1) ?? 0
  return {
    what: `the same at ${largest.toLocaleString('en')} issues against ${smallest.toLocaleString('en')}`,
    value: rate(`dispatch ${largest}`),
    unit: '/s',
    raw: {
      value: rate(`dispatch ${smallest}`),
      what: `Dispatch with ${smallest.toLocaleString('en')} issues, in the same rounds`,
    },
    budget: { kind: 'share_of_raw', share: 0.85 },
    note: 'flat: within the noise of the machine',
  }
}

function assertOk(result: LoadResult): LoadResult {
  if (Object.keys(result.statuses).join() !== '200')
    throw new Error(`not every answer was 200: ${JSON.stringify(result.statuses)}`)
  return result
}
