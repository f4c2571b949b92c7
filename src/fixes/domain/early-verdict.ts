// May a fix be verified before its window is over? Only a loud error's, heard live, where the workspace allows it.
import { earlyRule } from './early-rule.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import { minute, percent } from './evidence-text.ts'
import type { VerdictDecision, VerdictFacts } from './verdict.ts'

export interface EarlyFacts extends VerdictFacts {
  /** An event of the project has arrived by itself since the window began: each event is told live, and the new code is in use. */
  isHeardLive: boolean
}

/** While it may not be verified yet it is looked at again after so long. */
const PAUSE_SECONDS = 300

/** Verified, or when to look again. Never anything else: failing is decided at once, and the rest waits for the window's end. */
export function decideEarlyVerdict(facts: EarlyFacts, now: string): VerdictDecision {
  // Only the time that has passed was listened to.
  const evidence = gatherEvidence({ ...facts, endsAt: now < facts.endsAt ? now : facts.endsAt }, now)
  const rule = facts.before && earlyRule(facts.before, evidence.eventsAfter)
  const from = rule ? plus(facts.startsAt, rule.secondsNeeded) : facts.endsAt
  if (!rule || from > now) return wait(later(from, plus(now, PAUSE_SECONDS)))
  const isDecided = facts.pendingLookUps === 0 && facts.undecidedDeliveries === 0
  const isQuiet = evidence.eventsAfter < facts.policy.recurrencesToFail && isDecided
  const isSure = (evidence.sureness ?? 0) >= facts.policy.minConfidence
  if (!isQuiet || !isSure || !facts.isHeardLive || !evidence.channels.includes('event_hooks'))
    return wait(plus(now, PAUSE_SECONDS))
  const sentence = describe(evidence, rule.maxError, facts.endsAt)
  return {
    action: 'conclude',
    verdict: 'verified',
    reason: { code: 'early_no_recurrence', sentence },
    evidence: { ...evidence, early: rule, sentence },
  }
}

function describe({ sentence }: Evidence, maxError: number, endsAt: string): string {
  return `${sentence} Verified early: an error as frequent as before would pass in at most ${percent(maxError)} of cases. Occurrences until ${minute(endsAt)} still fail it.`
}

function wait(until: string): VerdictDecision {
  const reason = { code: 'too_early', sentence: `May be verified early from ${minute(until)} on.` }
  return { action: 'keep_watching', until, extendsWindow: false, reason }
}

const plus = (iso: string, seconds: number) => new Date(Math.ceil(Date.parse(iso) + seconds * 1_000)).toISOString()
const later = (a: string, b: string) => (a > b ? a : b)
