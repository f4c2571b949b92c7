// Messages between the server's main thread and the database thread.
//
// Statements travel as text; results come back as the bytes that PostgreSQL wrote. The main thread decodes them with
// the code that decodes a network connection, so both engines give the same values and the same DatabaseError, and a
// result of any size is handed over instead of copied.
import type { Lane } from '../lanes.ts'

/** A parameter in PostgreSQL's text format, or bytes in its binary format. */
export type WireValue = string | Uint8Array | null

export type Request =
  /** Without values: one or more statements, atomic together. `session` null: runs when the connection is free. */
  | { kind: 'query'; id: number; lane: Lane; session: number | null; sql: string; values: WireValue[] }
  /** Waits for the connection, takes it exclusively, then runs `sql` (a BEGIN). */
  | { kind: 'begin'; id: number; lane: Lane; session: number; sql: string }
  /** Runs `sql` (COMMIT or ROLLBACK) and gives the connection back. */
  | { kind: 'end'; id: number; session: number; sql: string }
  /** An archive of the cluster, which an in-memory engine can start from. */
  | { kind: 'dump'; id: number }
  | { kind: 'statistics'; id: number }
  /** Runs when nothing else is waiting. */
  | { kind: 'close'; id: number }

export type Reply =
  | { kind: 'ready' }
  /** Backend messages in wire format. `id` 0 answers nobody, but may carry notifications. */
  | { kind: 'answer'; id: number; bytes: Uint8Array }
  | { kind: 'archive'; id: number; bytes: Uint8Array }
  | { kind: 'failed'; id: number; code: string; message: string }
  | { kind: 'statistics'; id: number; statistics: EmbeddedStatistics }
  /** A statement held the connection longer than the budget. */
  | { kind: 'slow'; sql: string; milliseconds: number }

export interface EmbeddedStatistics {
  statements: number
  slowStatements: number
  fsyncs: number
  fsyncMilliseconds: number
  waitingHttp: number
  waitingJob: number
}

export interface ThreadOptions {
  /** Directory of the cluster; absent: in memory. */
  clusterDirectory?: string
  /** An archive made by `dump`, which an in-memory engine starts from. */
  template?: string
  /** Compiled once for all threads of the process: what was optimised for one is optimised for the next. */
  code: WebAssembly.Module
  /** A transaction that sends nothing for this long is rolled back: its owner is gone or stuck. */
  idleInTransactionMs: number
  /** No transaction may hold the only connection longer than this. */
  maxTransactionMs: number
  /** Statements above this are counted and reported. */
  slowStatementMs: number
}
