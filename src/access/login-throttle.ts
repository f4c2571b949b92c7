// Slows down guessing: attempts are counted before the password is checked, so that parallel ones count too.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { LimitExceeded } from '../platform/errors.ts'

export interface Throttle {
  /** Counts an attempt by someone: an address, or a session. Throws TooManyLogins when there were too many. */
  attempt(by: string): Promise<void>
  /** Forgets the attempts of someone who turned out to know the one secret that there is. */
  succeeded(by: string): Promise<void>
  /** Takes back this one attempt: whoever knows their own password may still be guessing others'. */
  passed(by: string): Promise<void>
}

/** The first of a series stands in the audit trail. */
export class TooManyLogins extends LimitExceeded {
  readonly isFirst: boolean
  constructor(retryAfterSeconds: number, isFirst: boolean) {
    super('too_many_logins', 'Too many attempts to log in. Wait, then try again.', retryAfterSeconds)
    this.isFirst = isFirst
  }
}

export interface Limits {
  each: number
  /** Of all together, against guessing from many addresses. */
  all: number
  seconds: number
}

export interface LoginThrottles {
  passwords: Throttle
  /** Apart from passwords: a link is too long to guess, and must let its owner in while someone guesses passwords. */
  links: Throttle
  /** For people who are logged in. */
  confirmations: Throttle
  /** Journeys to GitHub, each of which is remembered for a while. */
  departures: Throttle
}

export function createLoginThrottles(passwords: Limits = { each: 10, all: 100, seconds: 900 }): LoginThrottles {
  return {
    passwords: createThrottle(passwords),
    links: createThrottle({ each: 20, all: 10_000, seconds: 900 }),
    confirmations: createThrottle({ each: 10, all: 1000, seconds: 900 }),
    departures: createThrottle({ each: 30, all: 1000, seconds: 900 }),
  }
}

const everyone = 'everyone'

/** Counts in this process's memory: with several processes the limits hold for each. */
function createThrottle(limits: Limits): Throttle {
  const each = new RateLimiterMemory({ points: limits.each, duration: limits.seconds })
  const all = new RateLimiterMemory({ points: limits.all, duration: limits.seconds })
  return {
    async attempt(by) {
      await consume(each, by)
      await consume(all, everyone)
    },
    async succeeded(by) {
      await each.delete(by)
      await all.reward(everyone)
    },
    async passed(by) {
      await each.reward(by)
      await all.reward(everyone)
    },
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw new TooManyLogins(refusal.msBeforeNext / 1000, refusal.consumedPoints === limiter.points + 1)
  }
}
