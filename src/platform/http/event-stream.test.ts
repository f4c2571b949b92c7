import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { type EventStream, formatEvent, openEventStream } from './event-stream.ts'

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

/** A server that opens a stream for each client, and one client that has its head. */
async function connected(patienceMs?: number) {
  const opened = Promise.withResolvers<EventStream>()
  const server = createServer((_, response) => opened.resolve(openEventStream(response, patienceMs)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const reader = await new Promise<IncomingMessage>((resolve) => get({ port, host: '127.0.0.1' }, resolve))
  const stop = () => {
    reader.destroy()
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { stream: await opened.promise, reader, stop }
}

test('frames of more than a megabyte, and many of them, reach whoever reads', async () => {
  const { stream, reader, stop } = await connected()
  let received = 0
  reader.on('data', (bytes: Buffer) => {
    received += bytes.length
  })
  const frame = formatEvent('entry', { text: 'x'.repeat(1_500_000) }, 1)
  for (let sent = 0; sent < 6; sent += 2) {
    expect(await stream.ready()).toBe(true)
    expect(stream.write(frame, frame)).toBe(true)
  }
  stream.end('finished')
  await new Promise((resolve) => reader.on('end', resolve))
  expect(received).toBe(6 * frame.length + formatEvent('bye', { reason: 'finished' }).length)
  await stop()
})

test('whoever takes nothing is dropped, and nothing more is kept for them', async () => {
  const { stream, reader, stop } = await connected(100)
  reader.pause()
  reader.on('error', () => undefined) // the cut connection
  const frame = Buffer.alloc(200_000, 0x20)
  let written = 0
  while (await stream.ready()) {
    stream.write(frame)
    written += frame.length
  }
  expect(stream.write(frame)).toBe(false)
  // What the kernel takes for a reader that sleeps, and a quarter of a megabyte of ours.
  expect(written).toBeLessThan(20_000_000)
  await stop()
})
