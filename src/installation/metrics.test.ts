import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OutboundKit, testOutbound } from '#test/outbound.ts'
import { createMetrics } from './metrics.ts'

let kit: OutboundKit
beforeAll(async () => {
  kit = await testOutbound()
})
afterAll(() => kit?.close())

test('what waits to be sent is counted, and so is what was switched off', async () => {
  const metrics = createMetrics(kit.runtime)
  const lines = async () => (await metrics.text()).split('\n').filter((line) => line.startsWith('dispatch_outbound{'))
  expect(await lines()).toEqual(['dispatch_outbound{what="waiting"} 0', 'dispatch_outbound{what="switched_off"} 0'])
  kit.receiver.answer = ({ path }, response) => response.writeHead(path === '/gone' ? 410 : 500).end()
  await kit.subscribe({ event_types: ['issue.*'] })
  await kit.subscribe({ event_types: ['issue.*'], url: `${kit.receiver.origin}/gone` })
  await kit.file()
  await kit.flush()
  expect(await lines()).toEqual(['dispatch_outbound{what="waiting"} 1', 'dispatch_outbound{what="switched_off"} 1'])
})
