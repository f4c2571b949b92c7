// pg-boss, set up for both engines: the queue's engine. Nothing outside this folder knows that it is pg-boss.
import { PgBoss, type Queue, type QueueResult } from 'pg-boss'
import type { Database } from '../db/open-database.ts'
import type { AnyJob } from '../jobs.ts'
import type { Logger } from '../log.ts'

export const jobSchema = 'dispatch_jobs'
/** Where jobs end that failed for the last time. Nobody works on it: people look at it. */
export const deadQueue = 'dead'

const RETENTION_DAYS = 30
const DAY_SECONDS = 86_400
/** Finished jobs say nothing that the event log doesn't; those that failed stay in the dead letters. */
const KEEP_FINISHED_SECONDS = 3600
const UPKEEP_SECONDS = 600
/** The smallest that pg-boss takes; with a supervisor each second a killed worker's job is back within 11 s. */
const HEARTBEAT_SECONDS = 10
const LONGEST_RETRY_DELAY_SECONDS = 300
/** More than the limit that the worker itself applies to each job, so that one slow job doesn't fail its batch. */
const EXPIRY_MARGIN_SECONDS = 15

export function createBoss(database: Database, log: Logger): PgBoss {
  const isServer = database.engine === 'postgres'
  const boss = new PgBoss({
    ...database.bossOptions(),
    schema: jobSchema,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    flowIntervalSeconds: 60,
    maintenanceIntervalSeconds: UPKEEP_SECONDS,
    schedule: false,
    registerInstance: false,
    persistWarnings: false,
    openTelemetry: { enabled: false },
    // Both are for a server's storage; on the embedded engine they would hold the only connection.
    reindex: isServer,
    monitorVacuum: isServer,
  })
  boss.on('error', (error) => log.error({ error: error.message }, 'jobs.error'))
  boss.on('warning', ({ message, data }) => log.warn({ message, data }, 'jobs.warning'))
  return boss
}

/** Installs pg-boss's schema and nothing else: for templates of test databases. */
export async function installJobSchema(database: Database, log: Logger): Promise<void> {
  const boss = createBoss(database, log)
  await boss.start()
  await boss.stop({ graceful: false, close: false })
}

/** Creates the queues that are missing and updates those whose settings changed. */
export async function ensureQueues(boss: PgBoss, definitions: readonly AnyJob[]): Promise<void> {
  const present = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  if (!present.has(deadQueue)) await boss.createQueue(deadQueue, { retentionSeconds: RETENTION_DAYS * DAY_SECONDS })
  for (const definition of definitions) {
    const settings = queueSettings(definition)
    const queue = present.get(definition.name)
    if (!queue) await boss.createQueue(definition.name, { ...settings, policy: policyOf(definition) })
    else if (queue.policy !== policyOf(definition))
      throw new Error(`job ${definition.name} changed \`singleton\`: give it a new name`)
    else if (differs(queue, settings)) await boss.updateQueue(definition.name, settings)
  }
}

/** `short` keeps one queued job for each key, `stately` besides one active job. */
export function policyOf({ singleton }: Pick<AnyJob, 'singleton'>): 'short' | 'stately' {
  return singleton ? 'stately' : 'short'
}

function queueSettings({ retryLimit, expireInSeconds }: AnyJob) {
  return {
    retryLimit,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: LONGEST_RETRY_DELAY_SECONDS,
    expireInSeconds: expireInSeconds + EXPIRY_MARGIN_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    retentionSeconds: RETENTION_DAYS * DAY_SECONDS,
    deleteAfterSeconds: KEEP_FINISHED_SECONDS,
    deadLetter: deadQueue,
  } satisfies Omit<Queue, 'name'>
}

function differs(queue: QueueResult, settings: ReturnType<typeof queueSettings>): boolean {
  const keys = Object.keys(settings) as (keyof typeof settings)[]
  return keys.some((key) => queue[key] !== settings[key])
}
