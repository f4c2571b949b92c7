import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authenticateRequest } from '#src/access/authenticate.ts'
import { changeRole, removeMember } from '#src/access/change-membership.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { type Ctx, withTransaction } from '#src/platform/context.ts'
import { type TestMember, testMember } from '#test/members.ts'
import { seededWorkspace, type TestTracker, testTracker } from '#test/tracker.ts'
import { EventTails } from './event-tails.ts'
import { readBoard } from './read-board.ts'
import { streamBoard } from './stream-board.ts'

let tracker: TestTracker
let tails: EventTails
let server: Server
let caller: Ctx
let owner: TestMember

beforeAll(async () => {
  tracker = await testTracker()
  owner = await testMember(tracker.runtime, tracker.workspace.id, 'owner')
  caller = await logIn(owner)
  tails = new EventTails(tracker.runtime)
  await tails.start()
  server = createServer((request, response) => void streamBoard(caller, tails, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await tails.stop()
  await tracker.runtime.close()
})

/** As a request with a new session of theirs would be. */
async function logIn(member: TestMember): Promise<Ctx> {
  const headers = new Headers({ host: '127.0.0.1:3002', cookie: await member.cookie() })
  return authenticateRequest(tracker.runtime, { method: 'GET', path: '/api/board/stream', headers })
}

/** Listens as somebody else. */
async function listenAs(ctx: Ctx, ...args: Parameters<typeof listen>): Promise<Received[]> {
  const before = caller
  caller = ctx
  try {
    return await listen(...args)
  } finally {
    caller = before
  }
}

interface Received {
  id: number | undefined
  event: string
  data: { seq?: number; position?: number; issue?: { title: string } | null; changes?: Record<string, [unknown, unknown]> }
}

/** Reads frames until `isEnough`, then hangs up. */
async function listen(
  options: { after?: number; lastEventId?: number },
  isEnough: (frames: Received[]) => boolean,
  onHello: () => void = () => {},
): Promise<Received[]> {
  const { port } = server.address() as AddressInfo
  const hangUp = new AbortController()
  const response = await fetch(
    `http://127.0.0.1:${port}/api/board/stream${options.after === undefined ? '' : `?after=${options.after}`}`,
    {
      signal: hangUp.signal,
      headers: options.lastEventId === undefined ? {} : { 'last-event-id': String(options.lastEventId) },
    },
  )
  const frames: Received[] = []
  const parser = createParser({
    onEvent: ({ id, event = '', data }) => {
      frames.push({ id: id === undefined ? undefined : Number(id), event, data: JSON.parse(data) })
      if (event === 'hello') onHello()
    },
  })
  const decoder = new TextDecoder()
  if (!response.body) throw new Error('the stream has no body')
  for await (const chunk of response.body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (isEnough(frames)) break
  }
  hangUp.abort()
  return frames
}

const position = async () => (await readBoard(tracker.workspace.person(), { limit: 1 })).position
const sequences = (frames: Received[]) => frames.flatMap((frame) => frame.id ?? [])

test('the first frame says hello with the position, then come events as they happen', async () => {
  const start = await position()
  const frames = await listen(
    {},
    (received) => received.length === 2,
    () => void createIssue(tracker.workspace.person(), { title: 'Live' }),
  )
  expect(frames[0]).toMatchObject({ event: 'hello', data: { position: start } })
  expect(frames[1]).toMatchObject({ id: start + 1, event: 'issue.created', data: { seq: start + 1, issue: { title: 'Live' } } })
})

test('a board and a stream from its position have no gap, whatever happens between them', async () => {
  const start = await position()
  const { id } = await createIssue(tracker.workspace.person(), { title: 'Between' })
  await updateIssue(tracker.workspace.person(), { id, changes: { status: 'done' } })
  const frames = await listen({ after: start }, (received) => sequences(received).length === 2)
  expect(frames.map((frame) => frame.event)).toEqual(['hello', 'issue.created', 'issue.moved'])
  expect(frames[2]?.data.changes?.status).toMatchObject([{ category: 'backlog' }, { category: 'done' }])
})

test('clients that connect, resume and leave while 100 events happen each see every event once and in order', async () => {
  const start = await position()
  const end = start + 100
  const client = async () => {
    let last = start
    const seen: number[] = []
    while (last < end) {
      // Hangs up after a few events each time, and goes on from the last it saw.
      const frames = await listen(
        { after: start, lastEventId: last },
        (received) => sequences(received).length >= 7 || sequences(received).includes(end),
      )
      seen.push(...sequences(frames))
      last = seen.at(-1) ?? last
    }
    return seen
  }
  const writers = Array.from({ length: 10 }, async (_, writer) => {
    for (let index = 0; index < 10; index++) await createIssue(tracker.workspace.person(), { title: `Storm ${writer}.${index}` })
  })
  const clients = await Promise.all([client(), client(), client(), ...writers.map((writer) => writer.then(() => undefined))])
  const expected = Array.from({ length: 100 }, (_, index) => start + 1 + index)
  for (const seen of clients.slice(0, 3)) expect(seen).toEqual(expected)
})

test('a position from the future is answered with a reset to the present one', async () => {
  const start = await position()
  const frames = await listen({ lastEventId: start + 1000 }, (received) => received.length === 2)
  expect(frames.map((frame) => [frame.event, frame.data.position])).toEqual([
    ['reset', start],
    ['hello', start],
  ])
})

test('another workspace stays out of the stream', async () => {
  const other = await seededWorkspace(tracker.runtime)
  const start = await position()
  const frames = await listen(
    { after: start },
    (received) => sequences(received).length === 1,
    () => {
      void createIssue(other.person(), { title: 'Foreign' }).then(() => createIssue(tracker.workspace.person(), { title: 'Own' }))
    },
  )
  expect(frames[1]).toMatchObject({ id: start + 1, data: { issue: { title: 'Own' } } })
})

test('the stream of a member ends when they are removed', async () => {
  const gone = await testMember(tracker.runtime, tracker.workspace.id, 'member')
  const frames = await listenAs(
    await logIn(gone),
    {},
    (received) => received.some((frame) => frame.event === 'bye'),
    () => void removeMember(owner.person(), gone.id),
  )
  expect(frames.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'unauthorized' } })
})

/** One event of each kind of audience, and one of the work at the end. */
async function tellEverything(notified: string): Promise<void> {
  await withTransaction(tracker.workspace.system(), async (tx) => {
    tx.emit({ type: 'key.used', subject: { type: 'key', id: 'key_1' } })
    tx.emit({ type: 'notification.updated', subject: { type: 'notification', id: 'ntf_1' }, payload: { user_id: notified } })
    tx.emit({ type: 'login.failed', subject: { type: 'user', id: 'usr_1' } })
  })
  await createIssue(tracker.workspace.person(), { title: 'The work' })
}

test.each([
  ['viewer', false],
  ['member', false],
  ['admin', true],
] as const)('a %s hears what is for them; of the rest they get the positions, live and replayed', async (role, isAdmin) => {
  const start = await position()
  const member = await testMember(tracker.runtime, tracker.workspace.id, role)
  const ctx = await logIn(member)
  const isEnough = (received: Received[]) => received.some((frame) => frame.event === 'issue.created')
  const live = await listenAs(ctx, { after: start }, isEnough, () => void tellEverything(owner.id))
  const replayed = await listenAs(ctx, { after: start }, isEnough)
  for (const frames of [live, replayed]) {
    expect(frames.slice(1).map((frame) => [frame.id, frame.event])).toEqual([
      [start + 1, isAdmin ? 'key.used' : 'position'],
      [start + 2, 'position'],
      [start + 3, isAdmin ? 'login.failed' : 'position'],
      [start + 4, 'issue.created'],
    ])
    for (const { event, data } of frames) if (event === 'position') expect(Object.keys(data)).toEqual(['position'])
  }
})

test('a person hears of their own notices, a key of none', async () => {
  const member = await testMember(tracker.runtime, tracker.workspace.id, 'viewer')
  const start = await position()
  await tellEverything(member.id)
  const isEnough = (received: Received[]) => sequences(received).length === 4
  const own = await listenAs(await logIn(member), { after: start }, isEnough)
  expect(own.map((frame) => frame.event)).toEqual(['hello', 'position', 'notification.updated', 'position', 'issue.created'])
  const system = await listenAs(tracker.workspace.system(), { after: start }, isEnough)
  expect(system[2]?.event).toBe('position')
})

test('a new role counts from the event that tells of it: nothing after it is judged by the old one', async () => {
  const member = await testMember(tracker.runtime, tracker.workspace.id, 'admin')
  const ctx = await logIn(member)
  const start = await position()
  const frames = await listenAs(
    ctx,
    { after: start },
    (received) => received.filter((frame) => frame.event === 'issue.created').length === 3,
    () => {
      void tellEverything(owner.id)
        .then(() => changeRole(owner.person(), { userId: member.id, role: 'viewer' }))
        .then(() => tellEverything(owner.id))
        .then(() => changeRole(owner.person(), { userId: member.id, role: 'admin' }))
        .then(() => tellEverything(owner.id))
    },
  )
  const told = frames.map((frame) => frame.event)
  expect(sequences(frames)).toEqual(Array.from({ length: 14 }, (_, index) => start + 1 + index))
  expect(told).toEqual([
    'hello',
    ...['key.used', 'position', 'login.failed', 'issue.created', 'member.updated'],
    ...['position', 'position', 'position', 'issue.created', 'member.updated'],
    ...['key.used', 'position', 'login.failed', 'issue.created'],
  ])
})

test('a burst that was written before anybody could be asked is judged by the new role, too', async () => {
  const member = await testMember(tracker.runtime, tracker.workspace.id, 'admin')
  const ctx = await logIn(member)
  const frames = await listenAs(
    ctx,
    {},
    (received) => received.some((frame) => frame.event === 'issue.created'),
    () => {
      // One transaction: the stream gets all of it in one piece.
      void withTransaction(owner.person(), async (tx) => {
        await changeRole(tx, { userId: member.id, role: 'viewer' })
        for (let index = 0; index < 20; index++) tx.emit({ type: 'key.used', subject: { type: 'key', id: 'key_1' } })
        await createIssue(tx, { title: 'The end of the burst' })
      })
    },
  )
  expect(frames.map((frame) => frame.event).filter((event) => event === 'key.used')).toEqual([])
  expect(frames.filter((frame) => frame.event === 'position')).toHaveLength(20)
})

test('the stream of a revoked session ends with a bye', async () => {
  const session = caller.session
  await tracker.runtime.database.kysely
    .updateTable('dispatch_session')
    .set({ revoked_at: tracker.runtime.clock.now() })
    .where('id', '=', session?.id ?? '')
    .execute()
  const frames = await listen(
    {},
    (received) => received.some((frame) => frame.event === 'bye'),
    () => {
      void withTransaction(tracker.workspace.system(), async (tx) =>
        tx.emit({ type: 'session.revoked', subject: { type: 'session', id: session?.id ?? '' } }),
      )
    },
  )
  expect(frames.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'unauthorized' } })
})
