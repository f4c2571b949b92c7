// A PostgreSQL server as a Database.
import { PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { Db as BossDb } from 'pg-boss'
import { databaseErrorOf, Unavailable } from '../errors.ts'
import { currentLane, type Lane } from './lanes.ts'
import type { Database, DatabaseEvents, ServerDatabaseOptions } from './open-database.ts'
import type { DB } from './schema.generated.ts'
import { ServerListener } from './server-listener.ts'
import { assertOutsideTransaction, GuardedKysely } from './transaction-guard.ts'
import { valueTypes } from './value-types.ts'

const DEFAULT_POOL_SIZE = 10
const JOB_SHARE = 0.4
const QUEUE_CONNECTIONS = 3
const CONNECTION_TIMEOUT_MS = 10_000
const RETRY_AFTER_SECONDS = 5
/**
 * The same limit as the embedded engine's: a transaction that sends nothing is forgotten by its owner. Compiling our short
 * statements costs more than it saves: 20 cards took 45 ms of 64 ms so.
 */
const SESSION_SETUP = "set timezone = 'UTC'; set idle_in_transaction_session_timeout = '10s'; set jit = off"

interface Pools {
  lanes: Record<Lane, pg.Pool>
  queue: pg.Pool
}

export async function openServer(options: ServerDatabaseOptions & DatabaseEvents): Promise<Database> {
  const { url, onDisturbance } = options
  const pools = createPools(options)
  await assertReachable(pools)
  const kysely = new GuardedKysely<DB>(new PostgresDialect({ pool: poolOfLane(pools.lanes) }))
  const listener = new ServerListener(url, (error) => onDisturbance?.('the notification connection was lost', error))
  return {
    engine: 'postgres',
    kysely,
    listen: (channel, onPayload, onGap) => listener.listen(channel, onPayload, onGap),
    bossOptions: () => ({ db: bossDb(pools.queue) }),
    statistics: async () => undefined,
    close: async () => {
      await kysely.destroy()
      await Promise.all([listener.close(), endPools(pools)])
    },
  }
}

function createPools(options: ServerDatabaseOptions & DatabaseEvents): Pools {
  const { url, poolSize = DEFAULT_POOL_SIZE, connectionTimeoutMs = CONNECTION_TIMEOUT_MS, onDisturbance } = options
  const create = (max: number, name: string) => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      types: valueTypes,
      application_name: `dispatch ${name}`,
      connectionTimeoutMillis: connectionTimeoutMs,
      onConnect: setUpSession,
    })
    pool.on('error', (error) => onDisturbance?.('an idle database connection was lost', error))
    return pool
  }
  const jobs = Math.max(1, Math.floor(poolSize * JOB_SHARE))
  const lanes = { http: create(Math.max(1, poolSize - jobs), 'http'), job: create(jobs, 'jobs') }
  return { lanes, queue: create(QUEUE_CONNECTIONS, 'queue') }
}

async function setUpSession(client: pg.ClientBase): Promise<void> {
  // While a connection is in use nobody else listens for its end, and an unheard 'error' ends the process. Whoever
  // uses it learns of it from its next statement.
  client.on('error', () => {})
  await client.query(SESSION_SETUP)
}

async function endPools({ lanes, queue }: Pools): Promise<void> {
  await Promise.all([lanes.http.end(), lanes.job.end(), queue.end()])
}

/** Someone who waits for an answer never queues behind jobs for a connection: each lane has its own. */
function poolOfLane(lanes: Record<Lane, pg.Pool>): PostgresPool {
  return {
    options: lanes.http.options,
    connect: () => lanes[currentLane()].connect().catch(refuseWaiting),
    end: async () => {}, // whoever made the pools ends them
  }
}

/** The texts of pg-pool, which gives no code: every connection was in use, or a new one was not answered in time. */
const timeouts = ['timeout exceeded when trying to connect', 'Connection terminated due to connection timeout']

function refuseWaiting(error: unknown): never {
  if (!(error instanceof Error) || !timeouts.includes(error.message)) throw error
  const detail = 'The database has had no free connection for a while. Nothing was changed. Repeat the request in a moment.'
  throw new Unavailable('database_busy', detail, RETRY_AFTER_SECONDS)
}

function bossDb(pool: pg.Pool): BossDb {
  return {
    executeSql: async (text, values) => {
      assertOutsideTransaction()
      return pool.query(text, values)
    },
  }
}

async function assertReachable(pools: Pools): Promise<void> {
  try {
    await pools.lanes.http.query('select 1')
  } catch (error) {
    await endPools(pools)
    throw new Unavailable('database_unreachable', unreachable(error))
  }
}

/** A server that refuses has answered: it is there, and something else is wrong. The messages of pg never name the password. */
export function unreachable(error: unknown): string {
  const reason = error instanceof Error ? error.message || String(error) : String(error)
  const code = databaseErrorOf(error)?.code ?? ''
  const said = (refusals.find(({ codes }) => codes.test(code)) ?? silent).said
  return `The PostgreSQL server in PG_DATABASE_URL ${said}: ${reason}`
}

const silent = { codes: /^$/, said: 'does not answer' }
const refusals = [
  { codes: /^28/, said: 'refuses the user or the password' },
  { codes: /^3D000$/, said: 'has no database of that name' },
  { codes: /^42501$/, said: 'does not let this user in' },
  { codes: /^(53300|57P0[13])$/, said: 'takes no more connections now' },
  { codes: /./, said: 'answers, and refuses' },
]
