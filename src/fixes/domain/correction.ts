// What has ended is held against what is known now: does news that was told late take a verdict back?
import { type AlertGap, missingChannels } from './channels.ts'
import { minute } from './evidence-text.ts'
import type { Standing } from './standing.ts'
import type { UnknownDeployment } from './unknown-deployments.ts'

export type EndedState = 'verified' | 'inconclusive' | 'failed' | 'reverted' | 'superseded'

/** What is told later than this after a verdict does not change it any more: what it rested on is forgotten by and by. */
export const verdictMemoryMs = 30 * 86_400_000

export interface Ended {
  state: EndedState
  standing: Pick<Standing<never>, 'state' | 'at'>
  /** The window that stands is the one that was judged. */
  isSameWindow: boolean
  /** Another attempt at the issue is open and goes on: there is never a second one. */
  isOtherOpen: boolean
  /** Its pull request still closes the issue. */
  isLinked: boolean
  /** A later fix of the issue has landed: one whose window had ended before then waits for its verdict beside that. */
  hasSuccessor: boolean
}

export type Correction =
  | { action: 'keep' }
  /** The window that was judged stands; what could be seen in it is weighed again. */
  | { action: 'weigh' }
  | { action: 'conclude'; verdict: 'failed' | 'reverted' }
  | { action: 'supersede' }
  /** Its deployments are followed anew (`awaiting_deploy`), or its window is judged anew (`watching`). */
  | { action: 'reopen'; to: 'awaiting_deploy' | 'watching' }

/** An attempt that has ended, and where it stands by all that is known now. */
export function decideCorrection({ state, standing, ...facts }: Ended): Correction {
  if (standing.state === state) return { action: 'keep' }
  // A person took the link away: only a person brings the attempt back.
  if (state === 'superseded' && !facts.isLinked) return { action: 'keep' }
  if (standing.state === 'watched' && facts.isSameWindow && (state === 'verified' || state === 'inconclusive'))
    return { action: 'weigh' }
  if (standing.state === 'failed' || standing.state === 'reverted') return { action: 'conclude', verdict: standing.state }
  if (standing.state === 'superseded') return { action: 'supersede' }
  if (facts.isOtherOpen && !facts.hasSuccessor) return { action: 'keep' }
  const isJudged = standing.state === 'watched' && facts.isSameWindow && state === 'failed'
  return { action: 'reopen', to: isJudged ? 'watching' : 'awaiting_deploy' }
}

export interface VerifiedFacts {
  source: 'sentry' | 'loki' | 'signal'
  /** The channels that the verdict rests on. */
  channels: readonly string[]
  alertGap: AlertGap | null
  /** Deliveries of the vendor since the deployment that could not be read. */
  unreadable: number
  unknown: readonly UnknownDeployment[]
  endsAt: string
  now: string
}

type Doubt =
  | { action: 'keep' }
  /** Nobody has been asked yet what later deployments contain. */
  | { action: 'ask' }
  | { action: 'doubt'; sentence: string; connect: string[] }

const KEEP: Doubt = { action: 'keep' }

/** A quiet window that was verified: is it known by now that its silence proves nothing? Asked once it is over. */
export function doubtVerified(facts: VerifiedFacts): Doubt {
  if (facts.now < facts.endsAt) return KEEP
  const unknown = facts.unknown.filter(({ deployedAt }) => deployedAt < facts.endsAt)
  if (unknown.some(({ isAsked }) => !isAsked)) return { action: 'ask' }
  const [first] = unknown
  if (first) {
    const sentence = `Whether ${first.sha.slice(0, 7)}, deployed ${minute(first.deployedAt)}, contains the fix is not known.`
    return { action: 'doubt', sentence, connect: [] }
  }
  // Who is asked answers for all that could not be read.
  const isUnread = facts.unreadable > 0 && !facts.channels.includes('api')
  if (!facts.alertGap && !isUnread) return KEEP
  const lost = { alertGap: facts.alertGap, unreadable: isUnread ? facts.unreadable : 0, api: null, cutOff: null, uncovered: null }
  const connect = missingChannels(facts.source, lost)
  return { action: 'doubt', sentence: connect[0] ?? '', connect }
}
