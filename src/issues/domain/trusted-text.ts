// Whose words a title or description is. Agents may follow it only while every hand in the present text was a person's.
import type { Actor } from '../../platform/context.ts'

export interface Writing {
  actor: Pick<Actor, 'type'>
  /** The text that stood there before; absent for a new issue. */
  before?: { text: string; isTrusted: boolean }
  /** The text is quoted from outside, whoever files it. */
  isPublicText?: boolean
}

/**
 * A person who edits a stranger's text vouches for nothing of the rest: it stays a stranger's until it was emptied. Whatever
 * else writes (a key, an agent, a webhook, a job of ours) may carry words from anywhere, so its hand takes the trust away.
 */
export function isTrustedAfter({ actor, before, isPublicText = false }: Writing): boolean {
  if (actor.type !== 'person' || isPublicText) return false
  return before === undefined || before.isTrusted || before.text.trim() === ''
}
