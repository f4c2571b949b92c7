// From "start a run" to its agent's process, without the checkout, which depends on the repository.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { makeRemote } from '#test/git/scratch-repository.ts'
import type { Phase } from '../children/dispatch.ts'
import { type Dispatch, startDispatch } from '../kit/dispatch.ts'
import type { EngineName } from '../kit/engines.ts'
import { serverUrl } from '../kit/env.ts'
import { type Figure, interleave, type Measurement } from '../kit/measurement.ts'
import { median, percentile } from '../kit/statistics.ts'

/** The words that the journal of a run has for its phases. */
const preparing = 'preparing the checkout'
const starting = 'starting the agent'
const running = 'thinking'

export const agentStart: Measurement = {
  name: 'agent-start',
  async run({ rounds, seconds }, say) {
    const figures: Figure[] = []
    const engines: EngineName[] = serverUrl ? ['embedded', 'PostgreSQL'] : ['embedded']
    for (const engine of engines) figures.push(await measure(engine, { rounds, starts: Math.max(3, seconds), say }))
    return figures
  },
}

interface Start {
  /** Both in milliseconds. */
  withoutCheckout: number
  checkout: number
}

/** The seeded issues lie in turn in the seven columns: each seventh is in the first one, and open. */
const columns = 7

async function measure(
  engine: EngineName,
  { rounds, starts, say }: { rounds: number; starts: number; say(line: string): void },
): Promise<Figure> {
  const remote = makeRemote()
  try {
    const dispatch = await startDispatch({ engine })
    await dispatch.child.ask('seed', 1_000)
    await dispatch.request('POST', '/api/repositories', { git_url: remote.url, is_default: true })
    await dispatch.request('PATCH', '/api/workspaces/current', { policy: { runs_per_day_other: 1_000 } })
    await dispatch.request('POST', '/api/agents', { name: 'Starter', adapter: 'simulator' })
    let issue = 0
    const start = () => {
      issue += columns
      return startRun(dispatch, `DISPATCH-${issue}`)
    }
    await start() // the first one clones the mirror
    const results = await interleave(rounds, {
      dispatch: () => repeat(starts, start),
      raw: () => repeat(starts, async () => ({ withoutCheckout: await timeSpawn(), checkout: 0 })),
    })
    await dispatch.child.stop()
    const all = (results.dispatch ?? []).flat()
    const times = (of: Start[] | undefined) => (of ?? []).map(({ withoutCheckout }) => withoutCheckout)
    say(`${engine}: ${all.length} starts, p90 ${percentile(times(all), 0.9).toFixed(0)} ms`)
    return {
      what: `from "start run" to the agent's process, ${engine}, without the checkout: median`,
      value: median(times(all)),
      unit: 'ms',
      raw: { value: median(times((results.raw ?? []).flat())), what: 'spawning a Node process' },
      budget: { kind: 'below', limit: 300 },
      note: `the checkout of a small repository took ${median(all.map(({ checkout }) => checkout)).toFixed(0)} ms besides`,
    }
  } finally {
    remote.remove()
  }
}

async function startRun(dispatch: Dispatch, issue: string): Promise<Start> {
  const startedAt = Date.now()
  const path = `/api/issues/${issue}/runs`
  const { id } = (await dispatch.request('POST', path, { kind: 'investigate', agent: 'Starter' })) as { id: string }
  for (;;) {
    const { state, failure_detail } = (await dispatch.request('GET', `/api/runs/${id}`)) as {
      state: string
      failure_detail: string | null
    }
    if (failure_detail) throw new Error(`the run failed: ${failure_detail}`)
    if (state === 'finished') break
    await delay(25)
  }
  const phases = await dispatch.child.ask<Phase[]>('phases', id)
  const at = (activity: string) => phases.find((phase) => phase.activity === activity)?.at ?? Number.NaN
  const checkout = at(starting) - at(preparing)
  return { withoutCheckout: at(running) - startedAt - checkout, checkout }
}

async function timeSpawn(): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const milliseconds = performance.now() - startedAt
  await once(child, 'exit')
  return milliseconds
}

async function repeat<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let index = 0; index < times; index++) results.push(await work())
  return results
}
