// What GitHub's API does around every answer: it counts them, and sends again only what has changed.
import { createHash } from 'node:crypto'
import type { Asked, Reply } from './http.ts'

export interface StandInBudget {
  limit: number
  remaining: number
  /** Unix seconds. */
  resetsAt: number
}

export const fullBudget = (): StandInBudget => ({
  limit: 5_000,
  remaining: 5_000,
  resetsAt: Math.floor(Date.now() / 1_000) + 3_000,
})

/** The answer with its ETag and the headers of the budget; 304, which costs nothing, for who has it already. */
export function metered(budget: StandInBudget, asked: Asked, reply: Reply): Reply {
  const etag = `W/"${createHash('sha256')
    .update(JSON.stringify(reply.json ?? null))
    .digest('hex')}"`
  const isCacheable = asked.method === 'GET' && reply.status === 200
  const isKnown = isCacheable && asked.headers['if-none-match'] === etag
  if (!isKnown) budget.remaining -= 1
  const headers = {
    ...reply.headers,
    ...(isCacheable && { etag }),
    'x-ratelimit-resource': 'core',
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(budget.resetsAt),
  }
  return isKnown ? { status: 304, headers } : { ...reply, headers }
}
