import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { withTransaction } from '#src/platform/context.ts'
import { type OutboundKit, startReceiver, testOutbound } from '#test/outbound.ts'
import { fanOut, fanOutAll } from './fan-out.ts'
import { recordAttempt } from './record-attempt.ts'
import { sendDelivery } from './senders/send-delivery.ts'
import { claimDeliveries, listDue, loadClaimed } from './store/sending.ts'

let kit: OutboundKit
beforeAll(async () => {
  kit = await testOutbound()
})
beforeEach(() => kit.fresh())
afterAll(() => kit?.close())

/** For a busy machine. */
const patience = { timeout: 20_000 }
const fanOutNow = () => fanOutAll(kit.runtime, kit.ports, new AbortController().signal)

test('a process that dies between sending and recording sends again, under the same id', async () => {
  await kit.subscribe({ event_types: ['issue.*'] })
  await kit.file()
  await fanOutNow()
  const db = kit.runtime.database.kysely
  const [due] = await listDue(db, { perWebhook: 4, total: 10 })
  const [claimed] = await loadClaimed(db, await claimDeliveries(db, [due!.id], -1))
  // It arrives, and then there is nobody left to write that down.
  await sendDelivery({ runtime: kit.runtime, ports: kit.ports, signal: new AbortController().signal }, claimed!)
  await kit.flush()
  expect(kit.receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual([due?.id, due?.id])
  const { body } = await kit.call('GET', `/api/webhooks/${due?.webhook_id}/deliveries/${due?.id}`)
  // The attempt that nobody recorded is missing, and can be seen to be.
  expect(body).toMatchObject({ state: 'succeeded', attempts: 2, tries: [{ number: 2, outcome: 'delivered', status: 204 }] })
})

test('messages and the cursor are written together or not at all', async () => {
  await kit.subscribe({ event_types: ['issue.*'] })
  await kit.file()
  await expect(
    withTransaction(kit.workspace.system(), async (tx) => {
      expect(await fanOut(tx, kit.ports)).toBeGreaterThan(0)
      throw new Error('the process dies here')
    }),
  ).rejects.toThrow('dies here')
  await kit.flush()
  expect(kit.receiver.got).toHaveLength(1)
})

test('a slow receiver holds up nobody but itself', async () => {
  const slow = await startReceiver('127.0.0.9')
  const stuck: (() => void)[] = []
  slow.answer = (_request, response) => void stuck.push(() => response.writeHead(204).end())
  const { id } = await kit.subscribe({ url: `${slow.origin}/`, event_types: ['issue.*'] })
  await kit.subscribe({ event_types: ['issue.*'] })
  for (let index = 0; index < 12; index++) await kit.file(`Issue ${index}`)
  await fanOutNow()
  const done = kit.sender.settle()
  await expect.poll(() => kit.receiver.got.length, patience).toBe(12)
  // Never more than its share at once, however much waits.
  expect(slow.got).toHaveLength(4)
  const timer = setInterval(() => {
    for (const answer of stuck.splice(0)) answer()
  }, 5)
  await done
  clearInterval(timer)
  expect(slow.got).toHaveLength(12)
  expect(await kit.read(id)).toMatchObject({ waiting: 0 })
  await slow.close()
})

test('two processes that send share the work: each message goes out once', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  for (let index = 0; index < 30; index++) await kit.file(`Shared ${index}`)
  await fanOutNow()
  await Promise.all([kit.sender, kit.newSender()].map((sender) => sender.settle()))
  expect(new Set(kit.receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(30)
  expect(kit.receiver.got).toHaveLength(30)
  expect(await kit.read(id)).toMatchObject({ waiting: 0 })
})

test('a process that stops lets go what it could not finish, and the next one sends it at once', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  kit.receiver.answer = () => {}
  await kit.file()
  await fanOutNow()
  const leaving = kit.newSender({ stopGraceMs: 10 })
  leaving.wake()
  await expect.poll(() => kit.receiver.got.length, patience).toBe(1)
  await leaving.stop()
  kit.receiver.answer = (_request, response) => response.writeHead(204).end()
  await kit.flush()
  expect(kit.receiver.got).toHaveLength(2)
  expect(await kit.read(id)).toMatchObject({ waiting: 0, last_failure_at: null })
})

test('a claim that was lost to another process changes nothing any more', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  await kit.file()
  await fanOutNow()
  const db = kit.runtime.database.kysely
  const [due] = (await listDue(db, { perWebhook: 4, total: 10 })).filter(({ webhook_id }) => webhook_id === id)
  const [late] = await loadClaimed(db, await claimDeliveries(db, [due!.id], -1))
  await kit.flush()
  const gone = { outcome: { kind: 'gone' as const, code: 'gone', detail: 'too late' }, status: 410, response: null }
  await recordAttempt(kit.runtime, kit.ports, { delivery: late!, sent: gone, durationMs: 1 })
  expect(await kit.newest(id)).toMatchObject({ state: 'succeeded', attempts: 2 })
  expect(await kit.read(id)).toMatchObject({ enabled: true })
})
