// Fix attempts in words and signs. The filled shield is earned by one thing only: verified, and at least 95 % sure.
import { CircleHelp, Eye, type LucideIcon, Repeat, Rocket, Shield, ShieldCheck, ShieldX, Undo2 } from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import { percent } from '../domain/evidence-text.ts'
import type { FixAttempt } from './fix-queries.ts'

export const sureFrom = 0.95

export interface FixLook {
  icon: LucideIcon
  tone: Tone
  text: string
  /** The shield is filled. */
  isProven: boolean
}

type Looked = Pick<FixAttempt, 'state' | 'confidence' | 'sureness' | 'broken_at'>

export function fixLook(fix: Looked): FixLook {
  const plain = (icon: LucideIcon, tone: Tone, text: string): FixLook => ({ icon, tone, text, isProven: false })
  switch (fix.state) {
    case 'awaiting_deploy':
      return plain(Rocket, 'idle', 'Awaiting deploy')
    case 'watching':
      return plain(Eye, 'work', 'Watching')
    case 'verified':
      if (fix.broken_at) return plain(ShieldX, 'fail', 'Verified, then broken')
      return (surenessOf(fix) ?? 0) >= sureFrom
        ? { icon: ShieldCheck, tone: 'good', text: 'Verified', isProven: true }
        : plain(Shield, 'good', 'No recurrence seen')
    case 'failed':
      return plain(ShieldX, 'fail', 'Failed')
    case 'inconclusive':
      return plain(CircleHelp, 'need', 'Inconclusive')
    case 'reverted':
      return plain(Undo2, 'idle', 'Reverted')
    case 'superseded':
      return plain(Repeat, 'idle', 'Superseded')
  }
}

/** Attempts that were judged before the exact test was made have only the simpler number. */
function surenessOf({ sureness, confidence }: Pick<FixAttempt, 'sureness' | 'confidence'>): number | null {
  return sureness ?? confidence
}

/** How sure the numbers make us, in a few words; null when there are none. */
export function confidenceText(fix: Pick<FixAttempt, 'state' | 'confidence' | 'sureness' | 'expected_events'>): string | null {
  const sureness = surenessOf(fix)
  if (sureness === null || fix.expected_events === null || fix.state === 'failed') return null
  const expected = fix.expected_events >= 10 ? String(Math.round(fix.expected_events)) : fix.expected_events.toFixed(1)
  const weak = sureness < sureFrom ? 'weak evidence: ' : ''
  return `${weak}about ${expected} events were to be expected, ${percent(sureness)} sure`
}

/** How far the window has come, 0 to 1; null without one. */
export function windowShare(
  fix: Pick<FixAttempt, 'window_starts_at' | 'window_ends_at' | 'verdict_at'>,
  now: Date,
): number | null {
  if (!fix.window_starts_at || !fix.window_ends_at) return null
  const start = Date.parse(fix.window_starts_at)
  const length = Date.parse(fix.window_ends_at) - start
  const at = fix.verdict_at ? Math.min(Date.parse(fix.verdict_at), now.getTime()) : now.getTime()
  return length <= 0 ? 1 : Math.min(1, Math.max(0, (at - start) / length))
}
