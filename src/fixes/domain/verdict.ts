// The judgement on a deployed fix: verified, failed, inconclusive, or not yet. A verdict keeps what it rests on.
import { type ChannelFacts, missingChannels, openChannels } from './channels.ts'
import { type Exposure, secondsForSureness } from './confidence.ts'
import { type CountedOccurrence, type Evidence, gatherEvidence } from './evidence.ts'
import { describeFailure, minute } from './evidence-text.ts'

export interface VerdictFacts {
  source: 'sentry' | 'loki' | 'signal'
  deployedAt: string
  startsAt: string
  endsAt: string
  /** Occurrences that `decideRecurrence` counted. */
  recurrences: readonly CountedOccurrence[]
  /** Occurrences that still wait for their look-up; one that it has not cleared when patience ends is a recurrence. */
  pendingLookUps: number
  /** Occurrences in the window that nobody can place: of client code, without a known release. */
  unattributed: number
  /** Deliveries of the error's vendor since the deployment that wait to be read, for the first time or again. */
  undecidedDeliveries: number
  channels: ChannelFacts
  /** Deliveries of the project since the deployment. */
  deliveriesSinceDeploy: number
  /** How often the error came before; null if nobody knows. */
  before: Exposure | null
  policy: VerdictPolicy
}

export interface VerdictPolicy {
  recurrencesToFail: number
  /** Less sure than this, the window is extended, up to `maxExtensionSeconds` after the deployment. */
  minConfidence: number
  maxExtensionSeconds: number
}

export const defaultVerdictPolicy: VerdictPolicy = { recurrencesToFail: 1, minConfidence: 0, maxExtensionSeconds: 14 * 86_400 }

interface Reason {
  code: string
  sentence: string
}

export type VerdictDecision =
  /** `extendsWindow`: the window's end becomes `until`; otherwise only the judgement waits for it. */
  | { action: 'keep_watching'; until: string; extendsWindow: boolean; reason: Reason }
  | {
      action: 'conclude'
      verdict: 'verified' | 'failed' | 'inconclusive'
      reason: Reason
      evidence: Evidence
    }

/** An occurrence whose look-up does not come counts this long after the window. */
const LOOK_UP_PATIENCE_SECONDS = 300

/** At least so long after the window what waits to be read holds the judgement. */
const READING_PATIENCE_SECONDS = 86_400

/** Judges a watched fix at a time (`now`, ISO 8601 UTC). */
export function decideVerdict(facts: VerdictFacts, now: string): VerdictDecision {
  const read = readInTime(facts)
  return facts.undecidedDeliveries === 0 || now < read ? judge(facts, now) : judge(givenUp(facts), now)
}

/** Until when deliveries may wait: each is tried for an hour or two, but a server may have stood still for days. */
function readInTime({ deployedAt, endsAt, policy }: VerdictFacts): string {
  return later(plus(deployedAt, policy.maxExtensionSeconds), plus(endsAt, READING_PATIENCE_SECONDS))
}

/** What nobody has read by then is unreadable. */
function givenUp(facts: VerdictFacts): VerdictFacts {
  const { channels, undecidedDeliveries } = facts
  return {
    ...facts,
    undecidedDeliveries: 0,
    channels: { ...channels, unreadable: channels.unreadable + undecidedDeliveries },
  }
}

function judge(facts: VerdictFacts, now: string): VerdictDecision {
  const evidence = gatherEvidence(facts, now)
  if (evidence.eventsAfter >= facts.policy.recurrencesToFail)
    return conclude('failed', { code: 'recurred', sentence: describeFailure(evidence) }, evidence)
  if (now < facts.endsAt) return keepWatching(facts.endsAt, 'window_open', `Watching until ${minute(facts.endsAt)}.`)
  if (facts.undecidedDeliveries > 0)
    return keepWatching(
      readInTime(facts),
      'undecided_deliveries',
      'Deliveries that came since the deployment are still to be read.',
    )
  const patience = plus(facts.endsAt, LOOK_UP_PATIENCE_SECONDS)
  if (facts.pendingLookUps > 0 && now < patience)
    return keepWatching(patience, 'looking_up', 'Sentry is being asked about an occurrence.')
  const eventsAfter = Math.max(evidence.eventsAfter, evidence.recurrences.length + facts.pendingLookUps)
  if (facts.pendingLookUps > 0 && eventsAfter >= facts.policy.recurrencesToFail)
    return conclude('failed', { code: 'recurred', sentence: uncleared }, { ...evidence, eventsAfter })
  return evidence.channels.length === 0 || !evidence.hasTraffic ? inconclusive(facts, evidence) : judgeQuiet(facts, evidence)
}

const uncleared =
  'It happened again after the deployment, in a release that nobody could name: Sentry was asked and did not answer in time.'

function inconclusive(facts: VerdictFacts, evidence: Evidence): VerdictDecision {
  if (evidence.channels.length > 0) {
    const sentence = 'Nothing of this project arrived after the deployment, so nobody can say whether the new code ran at all.'
    return conclude('inconclusive', { code: 'no_traffic', sentence }, evidence)
  }
  const connect = missingChannels(facts.source, facts.channels)
  const isUnread = openChannels({ ...facts.channels, unreadable: 0 }, facts).length > 0
  const [code, why] = isUnread
    ? ['unread_deliveries', 'No recurrence was seen, but what could not be read may have told of one.']
    : ['no_channel', 'No recurrence arrived, but Dispatch could not have seen one.']
  return conclude(
    'inconclusive',
    { code, sentence: `${why} ${connect.join(' ')}` },
    { ...evidence, connect, confidence: null, sureness: null, strength: 'none' },
  )
}

/** It is no silence when the error goes on where nobody can tell whether the fix runs. */
function judgeQuiet(facts: VerdictFacts, evidence: Evidence): VerdictDecision {
  if (facts.unattributed < facts.policy.recurrencesToFail) return judgeSilence(facts, evidence)
  const times = facts.unattributed === 1 ? 'once' : `${facts.unattributed} times`
  const sentence = `It happened ${times} in releases that cannot be placed: old versions may still run, and the new one may fail as well.`
  const connect = ['Let the application send its release with each event.']
  return conclude('inconclusive', { code: 'release_unknown', sentence }, { ...evidence, connect })
}

function judgeSilence(facts: VerdictFacts, evidence: Evidence): VerdictDecision {
  const { minConfidence, maxExtensionSeconds } = facts.policy
  if ((evidence.sureness ?? 0) >= minConfidence)
    return conclude('verified', { code: 'no_recurrence', sentence: evidence.sentence }, evidence)
  const latest = plus(facts.deployedAt, maxExtensionSeconds)
  const needed = facts.before ? secondsForSureness(facts.before, minConfidence) : Number.POSITIVE_INFINITY
  const until = Number.isFinite(needed) ? earlier(plus(facts.startsAt, Math.ceil(needed)), latest) : latest
  if (facts.endsAt < until)
    return keepWatching(until, 'weak_evidence', `${evidence.sentence} Watching on until ${minute(until)}.`)
  return conclude(
    'inconclusive',
    { code: 'weak_evidence', sentence: `${evidence.sentence} That is less than the workspace asks for.` },
    evidence,
  )
}

function conclude(verdict: 'verified' | 'failed' | 'inconclusive', reason: Reason, evidence: Evidence): VerdictDecision {
  return { action: 'conclude', verdict, reason, evidence: { ...evidence, sentence: reason.sentence } }
}

function keepWatching(until: string, code: string, sentence: string): VerdictDecision {
  return { action: 'keep_watching', until, extendsWindow: code === 'weak_evidence', reason: { code, sentence } }
}

const plus = (iso: string, seconds: number) => new Date(Date.parse(iso) + seconds * 1_000).toISOString()
const earlier = (a: string, b: string) => (a < b ? a : b)
const later = (a: string, b: string) => (a > b ? a : b)
