import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { Conflict } from '#src/platform/errors.ts'
import { type AnyJob, defineJob, type JobInfo, Jobs, type SweepDefinition } from '#src/platform/jobs.ts'
import { createLogger } from '#src/platform/log.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { testDatabase } from '#test/database.ts'

const payload = z.object({ n: z.number() })
const log = createLogger('silent')

/** The jobs under test never look at the runtime, so an empty one is enough. */
const runtime = {} as Runtime

async function startJobs(definitions: AnyJob[], options: { paused?: boolean; sweeps?: SweepDefinition[] } = {}) {
  const { database, db, close } = await testDatabase()
  const jobs = new Jobs({ database, log, definitions, ...options })
  await jobs.start(runtime)
  onTestFinished(async () => {
    await jobs.stop({ graceful: false })
    await close()
  })
  const enqueue = async (...entries: Parameters<Jobs['insertInto']>[1]) => {
    await db.transaction().execute((trx) => jobs.insertInto(trx, entries))
    for (const { name } of entries) jobs.wake(name)
  }
  return { jobs, db, enqueue }
}

function recorder(
  name: string,
  settings: Partial<Omit<AnyJob, 'handler'>> & { fail?: (info: JobInfo) => Error | undefined } = {},
) {
  const seen: number[] = []
  const startedAt: number[] = []
  const job = defineJob({
    name,
    schema: payload,
    retryLimit: settings.retryLimit ?? 0,
    expireInSeconds: settings.expireInSeconds ?? 30,
    ...(settings.singleton !== undefined && { singleton: settings.singleton }),
    handler: async (_runtime, { n }, info) => {
      startedAt.push(performance.now())
      seen.push(n)
      const failure = settings.fail?.(info)
      if (failure) throw failure
    },
  })
  return { job, seen, startedAt }
}

test('a job runs when its transaction commits, and never when it rolls back', async () => {
  const { job, seen } = recorder('test.greet')
  const { jobs, db, enqueue } = await startJobs([job])
  await enqueue({ name: 'test.greet', payload: { n: 1 } })
  await expect(
    db.transaction().execute(async (trx) => {
      await jobs.insertInto(trx, [{ name: 'test.greet', payload: { n: 2 } }])
      throw new Conflict('no', 'rolled back')
    }),
  ).rejects.toThrow('rolled back')
  await jobs.drain()
  expect(seen).toEqual([1])
})

test('entries of several queues go in together, and counts and payloads can be read', async () => {
  const one = recorder('test.one')
  const two = recorder('test.two')
  const { jobs, enqueue } = await startJobs([one.job, two.job], { paused: true })
  await enqueue(
    { name: 'test.one', payload: { n: 1 } },
    { name: 'test.two', payload: { n: 2 } },
    { name: 'test.one', payload: { n: 3 } },
  )
  expect(await jobs.counts()).toEqual({
    'test.one': { queued: 2, active: 0, failed: 0, dead: 0 },
    'test.two': { queued: 1, active: 0, failed: 0, dead: 0 },
  })
  expect(await jobs.queued('test.two')).toEqual([{ n: 2 }])
  await jobs.resume()
  await jobs.drain()
  expect([...one.seen].sort()).toEqual([1, 3])
  expect(two.seen).toEqual([2])
})

test('an unknown job and a payload that does not fit are bugs of the caller', async () => {
  const { job } = recorder('test.strict')
  const { enqueue } = await startJobs([job], { paused: true })
  await expect(enqueue({ name: 'test.other', payload: {} })).rejects.toThrow('no job is called test.other')
  await expect(enqueue({ name: 'test.strict', payload: { n: 'one' } })).rejects.toThrow()
})

test('a failing job is tried again and ends in the dead letters', async () => {
  const attempts: [number, boolean][] = []
  const { job } = recorder('test.fragile', {
    retryLimit: 1,
    fail: ({ attempt, isLastAttempt }) => {
      attempts.push([attempt, isLastAttempt])
      return new Conflict('broken', 'it is broken')
    },
  })
  const { jobs, enqueue } = await startJobs([job])
  await enqueue({ name: 'test.fragile', payload: { n: 1 } })
  await expect
    .poll(() => jobs.counts(), { timeout: 10_000 })
    .toEqual({ 'test.fragile': { queued: 0, active: 0, failed: 1, dead: 1 } })
  expect(attempts).toEqual([
    [1, false],
    [2, true],
  ])
})

test('one failing job of a batch leaves the others alone', async () => {
  const job = defineJob({
    name: 'test.mixed',
    schema: payload,
    retryLimit: 0,
    expireInSeconds: 30,
    handler: async (_runtime, { n }) => {
      if (n === 3) throw new Conflict('three', 'three is broken')
    },
  })
  const { jobs, enqueue } = await startJobs([job], { paused: true })
  await enqueue(...[1, 2, 3, 4, 5].map((n) => ({ name: 'test.mixed', payload: { n } })))
  await jobs.resume()
  await jobs.drain()
  expect(await jobs.counts()).toEqual({ 'test.mixed': { queued: 0, active: 0, failed: 1, dead: 1 } })
})

test('a queued job of the same key is not added twice, and the earlier start counts', async () => {
  const { job, seen } = recorder('test.keyed')
  const { jobs, enqueue } = await startJobs([job], { paused: true })
  await enqueue({ name: 'test.keyed', payload: { n: 1 }, singletonKey: 'a', startAfterSeconds: 3600 })
  await enqueue({ name: 'test.keyed', payload: { n: 2 }, singletonKey: 'b' })
  await enqueue(
    { name: 'test.keyed', payload: { n: 3 }, singletonKey: 'a' },
    { name: 'test.keyed', payload: { n: 4 }, singletonKey: 'b' },
  )
  expect(await jobs.queued('test.keyed')).toEqual([{ n: 1 }, { n: 2 }])
  await jobs.resume()
  await jobs.drain()
  expect([...seen].sort()).toEqual([1, 2])
})

test('a singleton runs one job at a time and keeps one waiting', async () => {
  let running = 0
  let most = 0
  const seen: number[] = []
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const job = defineJob({
    name: 'test.single',
    schema: payload,
    retryLimit: 0,
    expireInSeconds: 30,
    singleton: true,
    handler: async (_runtime, { n }) => {
      most = Math.max(most, ++running)
      seen.push(n)
      await gates[seen.length - 1]?.promise
      running--
    },
  })
  const { jobs, enqueue } = await startJobs([job])
  await enqueue({ name: 'test.single', payload: { n: 1 } })
  await expect.poll(() => seen).toEqual([1])
  await enqueue({ name: 'test.single', payload: { n: 2 } })
  await enqueue({ name: 'test.single', payload: { n: 3 } })
  expect(await jobs.queued('test.single')).toEqual([{ n: 2 }])
  for (const gate of gates) gate.resolve()
  await jobs.drain()
  expect(seen).toEqual([1, 2])
  expect(most).toBe(1)
})

test('a delayed job waits', async () => {
  const { job, seen } = recorder('test.later')
  const { jobs, enqueue } = await startJobs([job])
  await enqueue({ name: 'test.later', payload: { n: 1 }, startAfterSeconds: 3600 })
  await jobs.drain()
  expect(seen).toEqual([])
  expect(await jobs.queued('test.later')).toEqual([{ n: 1 }])
})

test('a job that runs out of time is failed and told so by its signal', async () => {
  const aborted = Promise.withResolvers<void>()
  const job = defineJob({
    name: 'test.slow',
    schema: payload,
    retryLimit: 0,
    expireInSeconds: 1,
    handler: (_runtime, _payload, { signal }) => new Promise(() => signal.addEventListener('abort', () => aborted.resolve())),
  })
  const { jobs, enqueue } = await startJobs([job])
  await enqueue({ name: 'test.slow', payload: { n: 1 } })
  await aborted.promise
  await expect.poll(() => jobs.counts(), { timeout: 5000 }).toMatchObject({ 'test.slow': { failed: 1, dead: 1 } })
})

test('half of all jobs start within 20 ms of their commit', async () => {
  const { job, startedAt } = recorder('test.quick')
  const { jobs, enqueue } = await startJobs([job])
  const latencies: number[] = []
  for (let n = 0; n < 21; n++) {
    await enqueue({ name: 'test.quick', payload: { n } })
    const committedAt = performance.now()
    await expect.poll(() => startedAt.length, { interval: 1 }).toBe(n + 1)
    latencies.push((startedAt[n] ?? Number.POSITIVE_INFINITY) - committedAt)
    await jobs.drain()
  }
  latencies.sort((a, b) => a - b)
  expect(latencies[10]).toBeLessThan(20)
})

test('a sweep runs on demand, survives a failure, and is never beside itself', async () => {
  let runs = 0
  const sweep: SweepDefinition = {
    name: 'test.sweep',
    everySeconds: 3600,
    run: async () => {
      runs++
      if (runs === 1) throw new Conflict('first', 'the first one fails')
    },
  }
  const { jobs } = await startJobs([], { sweeps: [sweep], paused: true })
  await jobs.sweepNow()
  await jobs.sweepNow('test.sweep')
  await jobs.sweepNow('test.another')
  expect(runs).toBe(2)
})

test('a sweep takes its first turn at the start, and one on demand waits for the one that runs', async () => {
  const order: string[] = []
  const started = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const sweep: SweepDefinition = {
    name: 'test.first',
    everySeconds: 3600,
    run: async () => {
      order.push('begin')
      started.resolve()
      await mayEnd.promise
      order.push('end')
    },
  }
  const { jobs } = await startJobs([], { sweeps: [sweep] })
  await started.promise
  const onDemand = jobs.sweepNow()
  mayEnd.resolve()
  await onDemand
  expect(order).toEqual(['begin', 'end', 'begin', 'end'])
})
