import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { type EventStream, openEventStream } from './event-stream.ts'

test('a stream that opens when its client has left already is closed, with nothing left to tick', async () => {
  const opened = Promise.withResolvers<EventStream>()
  const hangUp = new AbortController()
  const server = createServer((_, response) => {
    response.on('close', () => opened.resolve(openEventStream(response)))
    hangUp.abort()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await expect(fetch(`http://127.0.0.1:${port}/`, { signal: hangUp.signal })).rejects.toThrow()
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()
  const stream = await opened.promise
  expect(stream.closed.aborted).toBe(true)
  expect(stream.write(Buffer.from('x'))).toBe(false)
  expect(timers()).toBeLessThanOrEqual(before)
  await new Promise((resolve) => server.close(resolve))
})
