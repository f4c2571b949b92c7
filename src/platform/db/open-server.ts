// A PostgreSQL server as a Database.
import { PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { Db as BossDb } from 'pg-boss'
import { Unavailable } from '../errors.ts'
import { currentLane, type Lane } from './lanes.ts'
import type { Database, DatabaseEvents, ServerDatabaseOptions } from './open-database.ts'
import type { DB } from './schema.generated.ts'
import { ServerListener } from './server-listener.ts'
import { assertOutsideTransaction, GuardedKysely } from './transaction-guard.ts'
import { valueTypes } from './value-types.ts'

const DEFAULT_POOL_SIZE = 10
const JOB_SHARE = 0.4
const QUEUE_CONNECTIONS = 3
/** The same limit as the embedded engine's: a transaction that sends nothing is forgotten by its owner. */
const SESSION_SETUP = "set timezone = 'UTC'; set idle_in_transaction_session_timeout = '10s'"

export async function openServer({
  url,
  poolSize = DEFAULT_POOL_SIZE,
  onDisturbance,
}: ServerDatabaseOptions & DatabaseEvents): Promise<Database> {
  const createPool = (max: number, name: string) => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      types: valueTypes,
      application_name: `dispatch ${name}`,
      connectionTimeoutMillis: 10_000,
      onConnect: setUpSession,
    })
    pool.on('error', (error) => onDisturbance?.('an idle database connection was lost', error))
    return pool
  }
  const jobConnections = Math.max(1, Math.floor(poolSize * JOB_SHARE))
  const pools: Record<Lane, pg.Pool> = {
    http: createPool(Math.max(1, poolSize - jobConnections), 'http'),
    job: createPool(jobConnections, 'jobs'),
  }
  const queuePool = createPool(QUEUE_CONNECTIONS, 'queue')
  await assertReachable(pools.http)
  const kysely = new GuardedKysely<DB>(new PostgresDialect({ pool: poolOfLane(pools) }))
  const listener = new ServerListener(url, (error) => onDisturbance?.('the notification connection was lost', error))
  return {
    engine: 'postgres',
    kysely,
    listen: (channel, onPayload, onGap) => listener.listen(channel, onPayload, onGap),
    bossOptions: () => ({ db: bossDb(queuePool) }),
    statistics: async () => undefined,
    close: async () => {
      await kysely.destroy()
      await Promise.all([
        listener.close(),
        ...[pools.http, pools.job, queuePool].map((pool) => (pool.ended ? undefined : pool.end())),
      ])
    },
  }
}

async function setUpSession(client: pg.ClientBase): Promise<void> {
  await client.query(SESSION_SETUP)
}

/** Someone who waits for an answer never queues behind jobs for a connection: each lane has its own. */
function poolOfLane(pools: Record<Lane, pg.Pool>): PostgresPool {
  return {
    options: pools.http.options,
    connect: () => pools[currentLane()].connect(),
    end: async () => {}, // whoever made the pools ends them
  }
}

function bossDb(pool: pg.Pool): BossDb {
  return {
    executeSql: async (text, values) => {
      assertOutsideTransaction()
      return pool.query(text, values)
    },
  }
}

async function assertReachable(pool: pg.Pool): Promise<void> {
  try {
    await pool.query('select 1')
  } catch (error) {
    // The message of pg names host and port, never the password.
    const reason = error instanceof Error ? error.message || String(error) : String(error)
    await pool.end()
    throw new Unavailable('database_unreachable', `The PostgreSQL server in PG_DATABASE_URL does not answer: ${reason}`)
  }
}
