// Two server processes on one PostgreSQL: whoever listens to one hears what is written through the other, and may go on there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServerDatabase } from '#test/database/server-template.ts'
import type { BoardEvent } from './kit/board-stream.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { waitFor } from './kit/wait-for.ts'

const server = process.env.DISPATCH_TEST_PG_URL

describe.runIf(server)('two servers on one database', () => {
  let database: { url: string; drop(): Promise<void> }
  let first: Dispatch
  let second: Dispatch
  let key: string

  beforeAll(async () => {
    database = await createServerDatabase(server ?? '', { isMigrated: false })
    const environment = { PG_DATABASE_URL: database.url }
    first = await startDispatch({ environment })
    second = await startDispatch({ environment })
    // Each has a key of its own in its environment; one that is stored is known to both.
    key = (await first.api.post<{ key: string }>('/api/keys', { name: 'Reader', scopes: ['read'] })).key
  })
  afterAll(async () => {
    await first?.stop()
    await second?.stop()
    await database?.drop()
  })
  showLogsOfFailures(() => first)

  const create = (through: Dispatch, title: string) => through.api.post<{ id: string }>('/api/issues', { title })
  const positionOf = async (through: Dispatch) => (await through.api.get<{ position: number }>('/api/board')).position
  const told = (events: BoardEvent[]) =>
    events.filter(({ seq }) => seq !== null).map(({ seq, type, data }) => `${seq} ${type} ${data.issue_id ?? ''}`)

  test('a client of the first hears at once and in order what is written through the second', async () => {
    const stream = await first.stream({ key })
    const start = await positionOf(first)
    const ids: string[] = []
    for (let index = 0; index < 20; index++) ids.push((await create(second, `Through the second ${index}`)).id)
    const end = await positionOf(second)
    await stream.waitFor(({ seq }) => seq === end, { what: 'the last event', timeoutMs: 10_000 })
    const created = stream.events.filter(({ type }) => type === 'issue.created').map(({ data }) => data.issue_id)
    expect(created).toEqual(ids)
    expect(stream.breaks(start)).toEqual([])
    stream.close()
  })

  test('both tell the same story while both are written through at once', async () => {
    const start = await positionOf(first)
    const streams = [await first.stream({ key, lastEventId: start }), await second.stream({ key, lastEventId: start })]
    await Promise.all(Array.from({ length: 40 }, (_, index) => create(index % 2 === 0 ? first : second, `Both ${index}`)))
    const end = await positionOf(first)
    for (const stream of streams) await stream.waitFor(({ seq }) => seq === end, { what: 'the last event' })
    const [one, other] = streams.map((stream) => told(stream.events))
    expect(one).toEqual(other)
    expect(streams[0]?.breaks(start)).toEqual([])
    for (const stream of streams) stream.close()
  })

  test('a client goes on at the second from its position at the first, which was killed', async () => {
    const start = await positionOf(first)
    const before = await first.stream({ key })
    for (let index = 0; index < 5; index++) await create(second, `Before ${index}`)
    await before.waitFor(({ data }) => data.issue?.title === 'Before 4', { what: 'the fifth' })
    await first.kill9()
    await waitFor(() => before.isOver, { what: 'the stream to break off' })
    for (let index = 0; index < 5; index++) await create(second, `Meanwhile ${index}`)

    const last = before.lastSeq ?? start
    const after = await second.stream({ key, lastEventId: last })
    const end = await positionOf(second)
    await after.waitFor(({ seq }) => seq === end, { what: 'the last event' })
    expect(after.events.some(({ type }) => type === 'reset')).toBe(false)
    expect([before.breaks(start), after.breaks(last)]).toEqual([[], []])
    const whole = await second.stream({ key, lastEventId: start })
    await whole.waitFor(({ seq }) => seq === end, { what: 'the last event' })
    expect([...told(before.events), ...told(after.events)]).toEqual(told(whole.events))
    after.close()
    whole.close()
    await first.restart()
  })

  test('a key that is revoked through the second ends its stream at the first', async () => {
    const { id, key: other } = await second.api.post<{ id: string; key: string }>('/api/keys', { name: 'Gone', scopes: ['read'] })
    const stream = await first.stream({ key: other })
    await second.api.call('DELETE', `/api/keys/${id}`)
    await stream.waitFor(({ type }) => type === 'bye', { what: 'the farewell', timeoutMs: 5_000 })
    await waitFor(() => stream.isOver, { what: 'the end of the stream' })
  })
})
