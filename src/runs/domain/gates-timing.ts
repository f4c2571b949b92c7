// Gates for reactions to an error: is it worth a run already, and is it time for one?
import { type Gate, type GateAnswer, type GateReason, refuse, type StartFacts } from './gate.ts'

const reacts = ({ force, continuation, kind }: StartFacts) => !force && !continuation && kind !== 'implement'

const minimum: Gate = (facts) => {
  const { error, errorLimits } = facts
  if (!error || !reacts(facts) || error.occurrences >= errorLimits.minOccurrences) return undefined
  return refuse('min_occurrences', 'min_occurrences', `${error.occurrences} of ${errorLimits.minOccurrences} occurrences seen`)
}

/** An agent that reads the issue before its stack trace is there would look in the wrong place. */
const enrichment: Gate = (facts, now) => {
  if (!facts.enrichingUntil || !reacts(facts)) return undefined
  return waitUntil(facts.enrichingUntil, now, 'enrichment', 'waits for the stack trace that Sentry is asked for')
}

const firstDelay: Gate = (facts, now) => {
  const { error, errorLimits } = facts
  if (!error?.firstSeen || !reacts(facts)) return undefined
  return waitUntil(after(error.firstSeen, errorLimits.delaySeconds), now, 'first_delay', 'waits after the first occurrence')
}

const coolDown: Gate = (facts, now) => {
  const { error, errorLimits } = facts
  if (!error?.lastRunEnded || !reacts(facts)) return undefined
  return waitUntil(
    after(error.lastRunEnded, errorLimits.cooldownSeconds),
    now,
    'cool_down',
    'cools down after the last run about this error',
  )
}

function waitUntil(until: Date, now: Date, reason: GateReason, why: string): GateAnswer | undefined {
  if (until <= now) return undefined
  return {
    result: 'delay',
    rule: reason,
    reason,
    detail: `${why}, until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    until,
  }
}

const after = (time: Date, seconds: number) => new Date(time.getTime() + seconds * 1000)

export const timingGates: readonly Gate[] = [minimum, enrichment, firstDelay, coolDown]
