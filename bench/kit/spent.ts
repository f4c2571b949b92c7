// What this process has spent so far, with its connections to PostgreSQL: processor time and statements.
import { readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { DB } from '#src/platform/db/schema.generated.ts'

export interface Spent {
  /** Milliseconds of processor time: of the whole process, and of its main thread (the rest is the encoder, nearly). */
  process: number
  mainThread: number
  /** Of the server's processes that work for this database; null where it runs on another machine. */
  server: number | null
  statements: number
}

/** Of Linux, on every machine that anybody uses. */
const ticksPerSecond = 100

let statements = 0

/** From now on; before the first connection is opened. */
export function countStatements(): void {
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...input: unknown[]) {
    statements += 1
    return Reflect.apply(query, this, input)
  }
}

export async function readSpent(db: Kysely<DB>): Promise<Spent> {
  const { user, system } = process.cpuUsage()
  const thread = process.threadCpuUsage()
  const spent = { process: (user + system) / 1000, mainThread: (thread.user + thread.system) / 1000, statements }
  return { ...spent, server: await readServer(db) }
}

async function readServer(db: Kysely<DB>): Promise<number | null> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity where datname = current_database()`.execute(db)
  try {
    const times = await Promise.all(rows.map(({ pid }) => readProcess(pid)))
    return times.reduce((sum, time) => sum + time, 0)
  } catch {
    return null // another machine has other processes, or none of these ids
  }
}

async function readProcess(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

/** Per piece of work, for a person. */
export function describeSpent(before: Spent, after: Spent, count: number): string {
  const each = (key: 'process' | 'mainThread' | 'statements') => (after[key] - before[key]) / count
  const server = before.server === null || after.server === null ? null : (after.server - before.server) / count
  const parts = [
    `${each('statements').toFixed(1)} statements`,
    `${each('mainThread').toFixed(1)} ms of the main thread`,
    `${(each('process') - each('mainThread')).toFixed(1)} ms of other threads`,
    server !== null && `${server.toFixed(1)} ms of PostgreSQL`,
  ]
  return parts.filter(Boolean).join(', ')
}
