// Slows down guessing: attempts are counted before the password is checked, so that parallel ones count too.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { LimitExceeded } from '../platform/errors.ts'

export interface LoginThrottle {
  /** Counts an attempt from an address. Throws LimitExceeded when there were too many. */
  attempt(address: string): Promise<void>
  /** Forgets the attempts of an address that turned out to know the password. */
  succeeded(address: string): Promise<void>
}

export interface LoginLimits {
  perAddress: number
  /** Over all addresses, against guessing from many. */
  everywhere: number
  seconds: number
}

const defaults: LoginLimits = { perAddress: 10, everywhere: 100, seconds: 900 }
const everyone = 'everyone'

/** Counts in this process's memory: with several processes the limits hold for each. */
export function createLoginThrottle(limits: LoginLimits = defaults): LoginThrottle {
  const addresses = new RateLimiterMemory({ points: limits.perAddress, duration: limits.seconds })
  const all = new RateLimiterMemory({ points: limits.everywhere, duration: limits.seconds })
  return {
    async attempt(address) {
      await consume(addresses, address)
      await consume(all, everyone)
    },
    async succeeded(address) {
      await addresses.delete(address)
      await all.reward(everyone)
    },
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw new LimitExceeded('too_many_logins', 'Too many attempts to log in. Wait, then try again.', refusal.msBeforeNext / 1000)
  }
}
