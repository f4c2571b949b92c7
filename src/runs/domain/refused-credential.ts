// A model credential that was refused: other starts with it would end the same way, so they wait until it may work again.

export interface RefusedCredential {
  /** Tells one credential from another; says nothing about its value. */
  credential: string
  /** ISO 8601 UTC. */
  refusedAt: string
  /** From then on a start tries it again. */
  retryAt: string
}

const PAUSE_MS = 5 * 60_000

/** @param now ISO 8601 UTC */
export function refuseCredential(credential: string, now: string): RefusedCredential {
  return { credential, refusedAt: now, retryAt: new Date(Date.parse(now) + PAUSE_MS).toISOString() }
}

/** Until when starts with this credential wait; null when they need not. */
export function refusedUntil(known: RefusedCredential | null, credential: string | null, now: Date): Date | null {
  if (!known || known.credential !== credential) return null
  const until = new Date(known.retryAt)
  return until > now ? until : null
}
