// Hands requests on with a key: the conformance suite cannot send one. Host and Origin go through as the suite wrote them.
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface KeyedProxy {
  url: string
  close(): Promise<void>
}

/** @param origin of the server @param key sent as a bearer token */
export async function startKeyedProxy(origin: string, key: string): Promise<KeyedProxy> {
  const target = new URL(origin)
  const server = createServer((incoming, outgoing) => {
    const own = incoming.socket.localPort
    // Its own address stands for the server's; any other name is none of its business.
    const asServer = (text: string) => text.replaceAll(`127.0.0.1:${own}`, target.host)
    const headers = Object.fromEntries(
      Object.entries({ ...incoming.headers, authorization: `Bearer ${key}` }).map(([name, value]) => [
        name,
        typeof value === 'string' ? asServer(value) : value,
      ]),
    )
    const { method, url: path } = incoming
    const answer = forward({ host: target.hostname, port: target.port, method, path, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
    })
    answer.on('error', () => outgoing.destroy())
    incoming.pipe(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
