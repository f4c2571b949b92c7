// A stream of deliveries while servers are killed without warning, and while two of them work on one queue.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createServerDatabase } from '#test/database/server-template.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { waitFor } from './kit/wait-for.ts'
import { sendSentryIssue, webhookSecrets } from './kit/webhooks.ts'

/** The same points in every run; DISPATCH_FUZZ_SEED searches elsewhere. */
const seed = Number(process.env.DISPATCH_FUZZ_SEED ?? 20_260_302)

const hookOf = (index: number) => ({ id: String(91_000 + index), title: `Under fire ${index}`, shortId: `FIRE-${index}` })

interface Listed {
  items: { title: string }[]
  next_cursor: string | null
}

/** The numbers of the errors that have an issue, one for each issue. */
async function filedBy(dispatch: Dispatch): Promise<number[]> {
  const numbers: number[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Listed = await dispatch.api.get(`/api/issues?limit=100&source=sentry${cursor && `&cursor=${cursor}`}`)
    for (const { title } of page.items) numbers.push(Number(/Under fire (\d+)/.exec(title)?.[1]))
    cursor = page.next_cursor
  }
  return numbers.toSorted((a, b) => a - b)
}

async function waitUntilDecided(dispatch: Dispatch): Promise<void> {
  await waitFor(
    async () => {
      const waiting = ['received', 'failed'].map((state) => dispatch.api.get<Listed>(`/api/deliveries?state=${state}&limit=1`))
      return (await Promise.all(waiting)).every(({ items }) => items.length === 0)
    },
    { what: 'every stored delivery to be decided', timeoutMs: 60_000 },
  )
}

describe('a server that is killed twice in the midst of 200 deliveries', () => {
  let dispatch: Dispatch
  beforeAll(async () => {
    dispatch = await startDispatch({ environment: webhookSecrets })
  })
  afterAll(() => dispatch?.stop())
  showLogsOfFailures(() => dispatch)

  test('has one issue for each that it acknowledged', async () => {
    const acknowledged = new Set<number>()
    const killAt = [20 + (seed % 61), 110 + (seed % 59)]
    let next = 0
    let isDown: Promise<void> | undefined
    const killAndRestart = async () => {
      await dispatch.kill9()
      await dispatch.restart()
    }
    const sendOn = async () => {
      for (let index = next++; index < 200; index = next++) {
        await isDown
        const answer = await sendSentryIssue(dispatch, 'issue-created', hookOf(index)).catch(() => null)
        if (answer?.status !== 202) continue
        acknowledged.add(index)
        if (acknowledged.size === killAt[0]) {
          killAt.shift()
          isDown = killAndRestart()
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, sendOn))
    expect(killAt).toEqual([])
    await waitUntilDecided(dispatch)

    const filed = await filedBy(dispatch)
    expect(new Set(filed).size).toBe(filed.length)
    expect([...acknowledged].filter((index) => !filed.includes(index))).toEqual([])
    // Besides, at most what was stored and could not be acknowledged any more: one a client and kill.
    expect(acknowledged.size).toBeGreaterThanOrEqual(200 - 2 * 8)
    expect(filed.length - acknowledged.size).toBeLessThanOrEqual(2 * 8)
  })
})

const server = process.env.DISPATCH_TEST_PG_URL

describe.runIf(server)('two servers with one queue', () => {
  const servers: Dispatch[] = []
  let database: { url: string; drop(): Promise<void> }
  beforeAll(async () => {
    database = await createServerDatabase(server ?? '', { isMigrated: false })
    const environment = { ...webhookSecrets, PG_DATABASE_URL: database.url }
    for (let count = 0; count < 2; count++) servers.push(await startDispatch({ environment }))
  })
  afterAll(async () => {
    for (const one of servers) await one.stop()
    await database?.drop()
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') for (const one of servers) console.error(one.logs().slice(-4_000))
  })

  test('decide each delivery once, though both receive and one is killed', async () => {
    const [first, second] = servers
    if (!first || !second) throw new Error('two servers were to be started')
    // Sixty errors; every second one is told again, with the same id or with another, to the other server.
    const tellings = Array.from({ length: 60 }, (_, index) => ({ index, requestId: `fire-${index}` }))
    const again = tellings
      .filter(({ index }) => index % 3 !== 0)
      .map(({ index, requestId }) => ({ index, requestId: index % 2 ? requestId : `${requestId}-again` }))
    const statuses: (number | undefined)[] = []
    const send = async (to: Dispatch, { index, requestId }: { index: number; requestId: string }) => {
      const answer = await sendSentryIssue(to, 'issue-created', hookOf(index), requestId).catch(() => undefined)
      statuses.push(answer?.status)
    }
    await Promise.all([
      ...tellings.map((telling) => send(telling.index % 2 ? first : second, telling)),
      ...again.map((telling) => send(telling.index % 2 ? second : first, telling)),
    ])
    expect(statuses).toHaveLength(100)
    expect(statuses.filter((status) => status !== 200 && status !== 202)).toEqual([])
    await first.kill9()
    await waitUntilDecided(second)

    expect(await filedBy(second)).toEqual(tellings.map(({ index }) => index))
    interface Decided {
      state: string
      attempts: number
      decision: { result: string; reason: string } | null
    }
    const { items } = await second.api.get<{ items: Decided[] }>('/api/deliveries?limit=200')
    const ways = Object.groupBy(items, ({ state, decision }) => `${state} ${decision?.reason ?? ''}`.trim())
    expect(ways['processed new_error']).toHaveLength(60)
    expect(items.filter(({ state, attempts }) => attempts !== (state === 'duplicate' ? 0 : 1))).toEqual([])
    // Two servers that store an equal body in the same instant do not see each other's; then its content is known.
    expect(
      Object.keys(ways).filter((way) => !['processed new_error', 'duplicate', 'ignored content_known'].includes(way)),
    ).toEqual([])
  })
})
