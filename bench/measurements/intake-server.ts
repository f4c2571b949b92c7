// How fast deliveries become issues on PostgreSQL while they come in, how far the embeddings lag behind, and what a `kill -9` in the midst loses.
import { setTimeout as delay } from 'node:timers/promises'
import type { Progress } from '../children/dispatch.ts'
import { type Child, startChild } from '../kit/child.ts'
import { externalIdOf } from '../kit/deliveries.ts'
import { type Dispatch, startDispatch } from '../kit/dispatch.ts'
import { makePlace } from '../kit/engines.ts'
import type { LoadResult } from '../kit/load.ts'
import type { Figure, Measurement, Scale } from '../kit/measurement.ts'
import { describeSpent, type Spent } from '../kit/spent.ts'
import { median } from '../kit/statistics.ts'

const clients = 16
/** Twice what is promised, so that a second of load is worked off in a second at most when there is room to spare. */
const perSecondOfLoad = 200
/** Of bare inserts, while everything else takes its share of the processors: still several times as many as can be processed. */
const leastShare = 0.25

/** No two rounds share a number: a second delivery of it would be a duplicate. */
let next = 0

interface Bench {
  load: Child
  raw: Child
  scale: Scale
  say(line: string): void
}

export const intakeServer: Measurement = {
  name: 'intake-postgres',
  needsServer: true,
  async run(scale, say) {
    const { url } = await makePlace('PostgreSQL')
    const raw = await startChild('bare-intake', { url, connections: clients })
    const load = await startChild('load', null)
    const bench = { load, raw, scale, say }
    return [...(await measureProcessing(bench)), await measureLoss(bench)]
  },
}

interface Round {
  acknowledgedPerSecond: number
  processedPerSecond: number
  /** Issues without an embedding when the last delivery was processed. */
  behind: number
  /** By how many issues a second the embeddings fell behind until then. */
  lagPerSecond: number
  /** Embeddings a second afterwards, until they had caught up. */
  caughtUpPerSecond: number
}

async function measureProcessing(bench: Bench): Promise<Figure[]> {
  const dispatch = await startDispatch({ engine: 'PostgreSQL' })
  await deliverAll(bench.load, dispatch.port, 50)
  await settled(dispatch)
  const count = perSecondOfLoad * bench.scale.seconds
  const inserts: number[] = []
  const rounds: Round[] = []
  for (let round = 0; round < bench.scale.rounds; round++) {
    inserts.push(await insertBare(bench.raw, count))
    rounds.push(await oneRound(bench, dispatch, count))
  }
  await dispatch.child.stop()
  const of = (key: keyof Round) => median(rounds.map((round) => round[key]))
  const [behind, caughtUp] = [of('behind'), of('caughtUpPerSecond')]
  return [
    {
      what: 'deliveries processed into issues, PostgreSQL, while they come',
      value: of('processedPerSecond'),
      unit: '/s',
      budget: { kind: 'at_least', limit: 100 },
    },
    {
      what: 'embeddings fall behind meanwhile',
      value: of('lagPerSecond'),
      unit: '/s',
      note: `${behind} of ${count} behind when the last was processed; then ${caughtUp.toFixed(1)}/s, so ${(behind / caughtUp).toFixed(0)} s to catch up`,
    },
    {
      what: `webhooks acknowledged meanwhile, ${clients} clients`,
      value: of('acknowledgedPerSecond'),
      unit: '/s',
      raw: {
        value: median(inserts),
        what: `bare inserts of the same rows, no HTTP, ${clients} connections, with nothing to process`,
      },
      budget: { kind: 'share_of_raw', share: leastShare },
    },
  ]
}

async function oneRound({ load, say }: Bench, dispatch: Dispatch, count: number): Promise<Round> {
  const before = await progress(dispatch)
  const spentBefore = await spent(dispatch)
  const startedAt = performance.now()
  const { perSecond } = await deliverAll(load, dispatch.port, count)
  await dispatch.child.ask('processed')
  const seconds = (performance.now() - startedAt) / 1000
  const [done, spentAfter] = [await progress(dispatch), await spent(dispatch)]
  if (done.filed - before.filed !== count) throw new Error(`${done.filed - before.filed} issues of ${count} deliveries`)
  const behind = done.filed - done.embedded
  const caughtUpAt = performance.now()
  const embedded = (await settled(dispatch)).embedded - done.embedded
  say(`${count} in ${seconds.toFixed(1)} s: ${(count / seconds).toFixed(0)}/s processed, ${behind} embeddings behind`)
  say(`each: ${describeSpent(spentBefore, spentAfter, count)}`)
  return {
    acknowledgedPerSecond: perSecond,
    processedPerSecond: count / seconds,
    behind,
    lagPerSecond: behind / seconds,
    caughtUpPerSecond: (embedded * 1000) / (performance.now() - caughtUpAt),
  }
}

/** Killed while it stores and processes; the vendor sends nothing again. */
async function measureLoss({ load, scale, say }: Bench): Promise<Figure> {
  const place = await makePlace('PostgreSQL')
  const count = perSecondOfLoad * scale.seconds
  const first = await startDispatch({ engine: 'PostgreSQL', place })
  const sending = load.ask<number[]>('deliverUntilGone', { port: first.port, clients, first: next, count })
  next += count
  while (await hasFewerThan(first, count / 3)) await delay(5)
  await first.child.kill9()
  const acknowledged = await sending
  const second = await startDispatch({ engine: 'PostgreSQL', place })
  const { filed } = await progress(second)
  await second.child.ask('processed')
  const lost = await second.child.ask<string[]>('notFiledOnce', acknowledged.map(externalIdOf))
  await second.child.stop()
  say(`killed after ${acknowledged.length} acknowledgements, when ${filed} were issues`)
  return {
    what: 'acknowledged deliveries that are not exactly one issue after kill -9',
    value: lost.length,
    unit: 'lost',
    budget: { kind: 'below', limit: 1 },
    note: `${acknowledged.length} were acknowledged and ${filed} of them issues when the server was killed`,
  }
}

async function hasFewerThan(dispatch: Dispatch, received: number): Promise<boolean> {
  const { waiting, filed } = await progress(dispatch)
  return waiting + filed < received || filed === 0
}

const progress = ({ child }: Dispatch) => child.ask<Progress>('progress')
const spent = ({ child }: Dispatch) => child.ask<Spent>('spent')

/** All processed, all embedded. */
async function settled(dispatch: Dispatch): Promise<Progress> {
  for (;;) {
    const now = await progress(dispatch)
    if (now.waiting === 0 && now.embedded >= now.filed) return now
    await delay(50)
  }
}

async function deliverAll(load: Child, port: number, count: number): Promise<LoadResult> {
  const first = next
  next += count
  const result = await load.ask<LoadResult>('deliverAll', { port, clients, seconds: 600, first, count })
  if (result.statuses[202] !== count) throw new Error(`not every delivery was accepted: ${JSON.stringify(result.statuses)}`)
  return result
}

function insertBare(raw: Child, count: number): Promise<number> {
  next += count
  return raw.ask<number>('insert', { clients, seconds: 600, first: next - count, count })
}
