// One row of the access table: who may send this request, and what each caller gets.
import type { Role, Scope } from '#src/platform/context.ts'
import type { Ids, Thing } from './things.ts'

export interface Row {
  /** The least role of a person; `everyone`: it needs no login; `nobody`: people cannot use it. */
  people: Role | 'everyone' | 'nobody'
  /** The scopes that let a key in, each alone. */
  keys: readonly Scope[]
  /** What whoever may send it gets for this request. */
  ok: number
  /** What fills the path; made anew for each request that may succeed, unless it only reads. */
  thing?: Thing
  /** The body; default `{}`. */
  body?: (ids: Ids) => object
  query?: string
  /** For a run's token, where it is not 403. */
  run?: number
  /** For people where `people` is `nobody`. */
  refused?: number
  /** To people with too low a role it looks like nothing at all: 404. */
  hidden?: boolean
  /** On the raw server, beside the API; `stream` is left when it has begun. */
  raw?: 'answer' | 'stream'
}

/** Keys that may read, write, administer; admin keys may do everything that keys may. */
export const readers = ['read', 'write', 'agent', 'admin'] as const
export const writers = ['write', 'admin'] as const
export const reporters = ['write', 'agent', 'admin'] as const
export const admins = ['admin'] as const
export const none = [] as const
