// A keep-alive HTTP connection that costs next to nothing: finished requests go out as bytes, of answers only status and end are read.
import { connect, type Socket } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')

/** One request at a time. */
export class HttpSocket {
  readonly #socket: Socket
  #waiting: PromiseWithResolvers<number> | undefined
  #head: Buffer = Buffer.alloc(0)
  #status = 0
  #missing = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the connection was closed')))
  }

  static open(port: number): Promise<HttpSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpSocket>()
    const socket = connect(port, '127.0.0.1', () => resolve(new HttpSocket(socket)))
    socket.once('error', reject)
    return promise
  }

  /** A server closes a connection that was idle for some seconds. */
  get isOpen(): boolean {
    return this.#socket.writable && this.#socket.readable
  }

  /** The status, when the whole answer has come. */
  send(request: Buffer): Promise<number> {
    if (!this.isOpen) return Promise.reject(new Error('the connection was closed'))
    this.#waiting = Promise.withResolvers()
    this.#status = 0
    this.#socket.write(request)
    return this.#waiting.promise
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    if (this.#status !== 0) {
      this.#readBody(chunk)
      return
    }
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const end = this.#head.indexOf(headEnd)
    if (end === -1) return
    const head = this.#head.toString('latin1', 0, end).toLowerCase()
    const body = this.#head.subarray(end + headEnd.length)
    this.#head = Buffer.alloc(0)
    this.#status = Number(head.slice(9, 12))
    // -1: in chunks, until the empty one.
    this.#missing = head.includes('transfer-encoding: chunked') ? -1 : Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0)
    this.#readBody(body)
  }

  #readBody(chunk: Buffer): void {
    if (this.#missing === -1) {
      if (chunk.subarray(-lastChunk.length).equals(lastChunk)) this.#finish()
      return
    }
    this.#missing -= chunk.length
    if (this.#missing <= 0) this.#finish()
  }

  #finish(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(this.#status)
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}

/** A request as it goes over the wire. */
export function toRequestBytes(request: {
  method: string
  path: string
  port: number
  headers?: Record<string, string>
  body?: string
}): Buffer {
  const { method, path, port, headers = {}, body } = request
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers, ...length }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}
