// PGlite as a thing that takes wire-protocol messages and gives wire-protocol bytes; it knows no types and no queue.
import { readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import { serialize } from 'pg-protocol'
import { DurableFileSystem, durableStartParams } from './durable-file-system.ts'
import type { ThreadOptions, WireValue } from './protocol.ts'

const READY_FOR_QUERY = 'Z'.charCodeAt(0)
const READY_FOR_QUERY_LENGTH = 6
const IDLE = 'I'.charCodeAt(0)

export class Engine {
  readonly #pglite: PGlite
  readonly #files: DurableFileSystem | undefined

  private constructor(pglite: PGlite, files: DurableFileSystem | undefined) {
    this.#pglite = pglite
    this.#files = files
  }

  static async open({ clusterDirectory, template, code }: ThreadOptions): Promise<Engine> {
    const files = clusterDirectory ? new DurableFileSystem(clusterDirectory) : undefined
    const pglite = await PGlite.create({
      ...(files && { fs: files, startParams: durableStartParams }),
      ...(template && { loadDataDir: new Blob([readFileSync(template)]) }),
      extensions: { vector, pg_trgm },
      pgliteWasmModule: code,
      // In memory the log is never read again: the smallest pieces make the smallest archive.
      ...(!clusterDirectory && { initDbStartParams: ['--wal-segsize=1'] }),
    })
    return new Engine(pglite, files)
  }

  get fsyncs(): number {
    return this.#files?.fsyncs ?? 0
  }

  get fsyncMilliseconds(): number {
    return this.#files?.fsyncMilliseconds ?? 0
  }

  /** Without values: the simple protocol, which takes several statements. With values: the extended one. */
  run(sql: string, values: WireValue[] = []): Uint8Array {
    return this.#exchange(values.length === 0 ? serialize.query(sql) : extendedQuery(sql, values))
  }

  async dump(): Promise<Uint8Array> {
    this.run('checkpoint')
    const file = await this.#pglite.dumpDataDir('none')
    return new Uint8Array(await file.arrayBuffer())
  }

  close(): Promise<void> {
    return this.#pglite.close()
  }

  #exchange(messages: Buffer): Uint8Array {
    const bytes = this.#pglite.execProtocolRawSync(messages)
    // PGlite swallows WASM traps. An answer that does not end in ReadyForQuery means a broken instance: the thread
    // must die, so that its replacement recovers from the write-ahead log.
    if (bytes[bytes.length - READY_FOR_QUERY_LENGTH] !== READY_FOR_QUERY) throw new Error('PostgreSQL gave no complete answer')
    return bytes
  }
}

/** Whether the connection is outside any transaction, by the last byte of an answer. */
export function isIdle(answer: Uint8Array): boolean {
  return answer[answer.length - 1] === IDLE
}

/** All messages in one call into WASM: PGlite's own `query()` makes five, at half the speed. */
function extendedQuery(sql: string, values: WireValue[]): Buffer {
  return Buffer.concat([
    serialize.parse({ name: '', text: sql, types: [] }),
    serialize.bind({ statement: '', values: values.map(toBindValue) }),
    serialize.describe({ type: 'P', name: '' }),
    serialize.execute({ portal: '', rows: 0 }),
    serialize.sync(),
  ])
}

/** A Buffer arrives in the thread as a plain Uint8Array, which pg-protocol would send as text. */
function toBindValue(value: WireValue): string | Buffer | null {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}
