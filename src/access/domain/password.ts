// The password of the web interface: hashed with scrypt, its parameters beside the hash so that they can grow.
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** How much work a guess is: memory is 128 · N · r bytes, p times. */
export interface Cost {
  N: number
  r: number
  p: number
}

/** 32 MiB and about a quarter of a second: one of the equivalents of OWASP's password storage cheat sheet. */
const presentCost: Cost = { N: 2 ** 15, r: 8, p: 3 }
const keyBytes = 32

/** `scrypt$N$r$p$salt$hash`, the last two in base64url. */
export async function hashPassword(password: string, cost: Cost = presentCost): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Whether the password is the one that was hashed. Throws for a text that hashPassword did not make. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt = '', hash = ''] = stored.split('$')
  if (scheme !== 'scrypt' || !hash) throw new Error('the stored password hash is of an unknown kind')
  const expected = Buffer.from(hash, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return timingSafeEqual(actual, expected)
}

/** Letters that nobody mistakes for others when copying from a terminal. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password of 99 random bits in five groups, e.g. `k7mp-…`. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: 5 }, group).join('-')
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 2 ** 20 + 256 * N * r }
  return new Promise((resolve, reject) => {
    // One person's two keyboards may compose an accent differently.
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
