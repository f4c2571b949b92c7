// Tokens: 256 random bits behind a prefix that tells what they open. Only their SHA-256 is ever stored.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const prefixes = {
  api_key: 'dsp',
  run_tools: 'dsr',
  run_model: 'dsm',
  session: 'dss',
  login_link: 'dsl',
  local_admin: 'dsa',
  invitation: 'dsi',
  password_reset: 'dsw',
  oauth_state: 'dso',
  oauth_browser: 'dsb',
} as const

export type TokenKind = keyof typeof prefixes

const format = /^(ds[a-z])_[A-Za-z0-9_-]{43}$/

/** A new secret of the kind, e.g. `dsp_…` for an API key. */
export function newToken(kind: TokenKind): string {
  return `${prefixes[kind]}_${randomBytes(32).toString('base64url')}`
}

/** Whether the text has the form of such a token; says nothing about its being known. */
export function isToken(kind: TokenKind, text: string): boolean {
  return format.exec(text)?.[1] === prefixes[kind]
}

/** What is stored instead of a token, in hex. A fast hash does, because the token cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The part of a token that people may see, to tell one key from another. */
export function tokenHint(token: string): string {
  return `${token.slice(0, token.indexOf('_') + 1)}…${token.slice(-4)}`
}

/** Compares in constant time, also for different lengths. */
export function equalSecrets(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
