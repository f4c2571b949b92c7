// The live stream over a whole server: nothing lost, doubled or reordered across a restart; ends, resets and slow readers.
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BoardEvent } from './kit/board-stream.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { waitFor } from './kit/wait-for.ts'

let dispatch: Dispatch
beforeAll(async () => {
  dispatch = await startDispatch()
})
afterAll(() => dispatch?.stop())
showLogsOfFailures(() => dispatch)

const createIssue = (title: string) => dispatch.api.post<{ id: string; identifier: string }>('/api/issues', { title })
const positionNow = async () => (await dispatch.api.get<{ position: number }>('/api/board')).position
const story = (events: BoardEvent[]) =>
  events.filter(({ seq }) => seq !== null).map(({ seq, type, data }) => `${seq} ${type} ${data.issue_id}`)

test('a client that resumes after a crash of the server misses nothing and gets nothing twice', async () => {
  const before = await dispatch.stream()
  const start = await positionNow()
  const acknowledged: string[] = []
  const writing = Promise.allSettled(
    Array.from({ length: 60 }, async (_, index) => acknowledged.push((await createIssue(`Crash ${index}`)).id)),
  )
  await waitFor(() => acknowledged.length >= 10, { what: 'ten creations', everyMs: 1 })
  await dispatch.kill9()
  await writing
  await waitFor(() => before.isOver, { what: 'the stream to break off' })
  expect(before.breaks(start)).toEqual([])

  await dispatch.restart()
  await createIssue('After the crash')
  const lastSeq = before.lastSeq ?? start
  const after = await dispatch.stream({ lastEventId: lastSeq })
  const end = await positionNow()
  await after.waitFor(({ seq }) => seq === end, { what: 'the last event' })
  expect(after.breaks(lastSeq)).toEqual([])
  expect(after.events.some(({ type }) => type === 'reset')).toBe(false)

  // What a client would know that had never been interrupted.
  const whole = await dispatch.stream({ lastEventId: start })
  await whole.waitFor(({ seq }) => seq === end, { what: 'the last event' })
  expect([...story(before.events), ...story(after.events)]).toEqual(story(whole.events))
  const created = new Set(whole.events.filter(({ type }) => type === 'issue.created').map(({ data }) => data.issue_id))
  expect(acknowledged.filter((id) => !created.has(id))).toEqual([])
  after.close()
  whole.close()
})

test('a position that the log has not reached is answered with a reset, and the stream goes on from the present', async () => {
  const present = await positionNow()
  const stream = await dispatch.stream({ lastEventId: present + 1_000_000 })
  expect(stream.events.map(({ type, data }) => [type, data.position])).toEqual([
    ['reset', present],
    ['hello', present],
  ])
  await createIssue('After the reset')
  await stream.waitFor(({ type }) => type === 'issue.created', { what: 'the new issue' })
  expect(stream.breaks(present)).toEqual([])
  stream.close()
})

test('fifty readers see the same events in the same order', async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => dispatch.stream()))
  const start = await positionNow()
  await Promise.all(Array.from({ length: 20 }, (_, index) => createIssue(`Seen by many ${index}`)))
  const end = await positionNow()
  for (const stream of streams) await stream.waitFor(({ seq }) => seq === end, { what: 'the last event' })
  const told = new Set(streams.map((stream) => JSON.stringify(story(stream.events))))
  expect(told.size).toBe(1)
  expect(streams[0]?.breaks(start)).toEqual([])
  for (const stream of streams) stream.close()
})

test('the stream of a revoked session or key ends at once', async () => {
  const login = await dispatch.api.call(
    'POST',
    '/api/auth/login',
    { password: dispatch.password, display_name: 'Tester' },
    { key: null },
  )
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const { items } = await dispatch.api.get<{ items: { id: string; user: { name: string } }[] }>('/api/auth/sessions')
  const session = items.find(({ user }) => user.name === 'Tester')
  const key = await dispatch.api.post<{ id: string; key: string }>('/api/keys', { name: 'Reader', scopes: ['read'] })
  const bystander = await dispatch.stream()
  const streams = [await dispatch.stream({ cookie }), await dispatch.stream({ key: key.key })]

  await dispatch.api.call('DELETE', `/api/auth/sessions/${session?.id}`)
  await dispatch.api.call('DELETE', `/api/keys/${key.id}`)
  for (const stream of streams) {
    await stream.waitFor(({ type }) => type === 'bye', { what: 'the farewell', timeoutMs: 5_000 })
    await waitFor(() => stream.isOver, { what: 'the end of the stream', timeoutMs: 5_000 })
  }
  expect(bystander.isOver).toBe(false)
  expect((await dispatch.stream({ key: key.key })).status).toBe(401)
  bystander.close()
})

test('a reader that does not read is dropped, and nobody else notices', async () => {
  const labels = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const name = `${String(index).padStart(2, '0')} ${'label with a long name '.repeat(2)}`.slice(0, 60)
      return (await dispatch.api.post<{ id: string }>('/api/labels', { name })).id
    }),
  )
  const heavy = { title: 'Heavy '.repeat(80), labels }
  const made = await Promise.all(Array.from({ length: 40 }, () => dispatch.api.post<{ id: string }>('/api/issues', heavy)))
  const ids = made.map(({ id }) => id)
  const reader = await dispatch.stream()
  const start = await positionNow()
  const sleeper = silentReader()
  await waitFor(() => sleeper.bytesRead > 0, { what: 'the silent reader to be connected' })

  // Each event carries the whole card, some kilobytes; the kernel's buffers have to be full before ours fill.
  let n = 0
  await waitFor(
    async () => {
      await dispatch.api.patch('/api/issues', { ids, changes: { priority: `P${(n++ % 4) + 1}` } })
      return sleeper.isClosed()
    },
    { what: 'the silent reader to be dropped', timeoutMs: 60_000, everyMs: 0 },
  )
  const end = await positionNow()
  await reader.waitFor(({ seq }) => seq === end, { what: 'the last event' })
  expect(reader.breaks(start)).toEqual([])
  reader.close()
})

/** A client that asks for the stream, reads its head, and never again. */
function silentReader() {
  const { port } = new URL(dispatch.origin)
  const socket = connect(Number(port), '127.0.0.1')
  let isClosed = false
  socket.on('error', () => {
    isClosed = true
  })
  socket.write(`GET /api/board/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${dispatch.apiKey}\r\n\r\n`)
  socket.once('data', () => socket.pause())
  return {
    get bytesRead() {
      return socket.bytesRead
    },
    // A paused socket does not notice that the other side is gone, a write does.
    isClosed: () => {
      if (!isClosed) socket.write('\r\n')
      return isClosed
    },
  }
}
