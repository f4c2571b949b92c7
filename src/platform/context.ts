// What every command receives: who asks, in which workspace, at what time, over which database handle.
import type { Db } from './db/open-database.ts'
import { databaseErrorOf } from './errors.ts'
import { appendEvents, type EventSubject, type NewEvent, subjectOf } from './events.ts'
import { newId } from './ids.ts'
import type { Logger } from './log.ts'
import type { Runtime } from './runtime.ts'

/** Who did it. `webhook` is a connection, `run` an agent at work, `system` a job of our own. */
export interface Actor {
  type: 'person' | 'key' | 'run' | 'webhook' | 'system'
  id: string
  name: string
}

export type Scope = 'read' | 'write' | 'agent' | 'admin' | 'deploy'

/** What a person is in a workspace; each may do what the one before may, and more. */
export type Role = 'viewer' | 'member' | 'admin' | 'owner'

export interface Ctx {
  db: Db
  actor: Actor
  scopes: ReadonlySet<Scope>
  /** For a person: what they are in this workspace. Nobody else is judged by it. */
  role?: Role
  workspaceId: string
  /** Business time of this command. */
  now: Date
  log: Logger
  newId(prefix: string): string
  system: Runtime
  requestId?: string
  /** For a run's token: the only issue it may touch. */
  runIssueId?: string
  /** For a key or signature that speaks for an agent: only that agent's runs may it report for. */
  agentId?: string
  /** For a person's login. */
  session?: SessionFacts
  /**
   * Runs inside each transaction, before its events, with what they are about: it says under the request's
   * Idempotency-Key that the work is done. What it throws takes the work back.
   */
  beforeCommit?(db: Db, subjects: readonly EventSubject[]): Promise<void>
}

export interface SessionFacts {
  id: string
  /** When the password was last asked for. */
  confirmedAt: Date
  expiresAt: Date
  /** Opened by the shared password or a login link, not by an account. */
  isShared: boolean
}

export interface JobOptions {
  startAfterSeconds?: number
  singletonKey?: string
}

export interface Tx extends Ctx {
  /** Collected, and appended as the last statement before the commit. */
  emit(event: NewEvent): void
  /** What was emitted so far, in its order: no reader of the log sees it yet. */
  pending(): readonly NewEvent[]
  /** Enqueued in this transaction: a rollback takes it along. */
  enqueue(job: string, payload: object, options?: JobOptions): void
  /** Runs after the commit, in this process only: for wake-ups, never for effects that must happen. */
  afterCommit(callback: () => void): void
}

const systemActor: Actor = { type: 'system', id: 'system', name: 'Dispatch' }
const allScopes: ReadonlySet<Scope> = new Set<Scope>(['read', 'write', 'agent', 'admin', 'deploy'])

/** The context of work that nobody asked for by request: jobs and sweeps. May do everything in its workspace. */
export function systemContext(system: Runtime, workspaceId: string, actor: Actor = systemActor): Ctx {
  return {
    db: system.database.kysely,
    actor,
    scopes: allScopes,
    role: 'owner',
    workspaceId,
    now: system.clock.now(),
    log: system.log,
    newId,
    system,
  }
}

/** Runs `body` in one transaction; inside another one it joins that. Events and jobs are written at its end, events last. */
export async function withTransaction<T>(ctx: Ctx, body: (tx: Tx) => Promise<T>): Promise<T> {
  if (isTx(ctx)) return body(ctx)
  const { result, afterCommit } = await retryDeadlocks(() => commitOnce(ctx, body))
  for (const callback of afterCommit) callback()
  return result
}

async function commitOnce<T>(ctx: Ctx, body: (tx: Tx) => Promise<T>): Promise<{ result: T; afterCommit: (() => void)[] }> {
  const afterCommit: (() => void)[] = []
  const result = await ctx.db.transaction().execute(async (trx) => {
    const events: NewEvent[] = []
    const jobs: { name: string; payload: object; startAfterSeconds?: number; singletonKey?: string }[] = []
    const tx: Tx = {
      ...ctx,
      db: trx,
      emit: (event) => void events.push(event),
      pending: () => events,
      enqueue: (name, payload, options) => void jobs.push({ name, payload, ...options }),
      afterCommit: (callback) => void afterCommit.push(callback),
    }
    const value = await body(tx)
    if (jobs.length > 0) await ctx.system.jobs.insertInto(trx, jobs)
    await ctx.beforeCommit?.(trx, subjectsOf(ctx, events))
    if (events.length > 0) {
      await appendEvents(trx, { workspaceId: ctx.workspaceId, at: ctx.now, actor: ctx.actor, requestId: ctx.requestId, events })
    }
    for (const name of new Set(jobs.filter((job) => !job.startAfterSeconds).map((job) => job.name))) {
      afterCommit.push(() => ctx.system.jobs.wake(name))
    }
    return value
  })
  return { result, afterCommit }
}

function subjectsOf(ctx: Ctx, events: readonly NewEvent[]): EventSubject[] {
  const subjects = events.map((event) => subjectOf(event, ctx.workspaceId))
  return [...new Map(subjects.map((subject) => [`${subject.type} ${subject.id}`, subject])).values()]
}

const maxTries = 4

/** A deadlock or a serialization failure rolled everything back and says nothing about the request: it runs again as it was. */
async function retryDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const code = databaseErrorOf(error)?.code
      if (tries >= maxTries || (code !== '40P01' && code !== '40001')) throw error
    }
  }
}

function isTx(ctx: Ctx): ctx is Tx {
  return 'emit' in ctx
}
