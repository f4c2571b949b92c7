// What a verdict does to the issue.
import { type Category, type Priority, raisePriority } from '#src/issues/domain/category.ts'
import type { Evidence } from './evidence.ts'

export const FIX_FAILED_LABEL = 'Fix Failed'
export const NEEDS_HUMAN_LABEL = 'Needs Human'

/** Why a person must look at an issue whose fix nobody could judge. */
export const UNDECIDED = 'the fix could not be verified: decide'

/** After so many failed fixes another try by an agent is not worth its money. */
const FAILURES_BEFORE_A_PERSON = 3

export interface ConsequenceFacts {
  verdict: 'verified' | 'failed' | 'inconclusive' | 'reverted'
  priority: Priority
  /** Failed attempts of the issue, this one included. */
  failedAttempts: number
  /** `owner/name#7`, for the comment. */
  pullRequest: string
  evidence: Pick<Evidence, 'sentence' | 'connect'>
  policy: { retryFailedFixes: boolean; resolveExternalIssue: boolean }
  /** When what it rests on happened, and when a person or a pull request last moved the issue; null where neither is known. */
  happenedAt: string | null
  movedAt: string | null
  /** The fix is judged late, and a person has moved the issue since its window was over. */
  isPersonsWord: boolean
}

export interface Consequences {
  /** Where the issue goes; null: it stays. */
  category: Category | null
  priority: Priority
  addLabels: string[]
  /** Markdown for the issue's timeline. */
  comment: string
  startRun: boolean
  resolveExternalIssue: boolean
  /** Why a person must look, for the card; null if nobody must. */
  needsAttention: string | null
}

/** The consequences of a verdict; the issue's own close gate still has the last word on `done`. */
export function decideConsequences(facts: ConsequenceFacts): Consequences {
  const { verdict, pullRequest, evidence, priority, policy } = facts
  const nothing = { priority, addLabels: [], startRun: false, resolveExternalIssue: false, needsAttention: null }
  switch (verdict) {
    case 'verified':
      return {
        ...nothing,
        category: facts.isPersonsWord ? null : 'done',
        resolveExternalIssue: policy.resolveExternalIssue,
        comment: `**Fix verified** (${pullRequest}). ${evidence.sentence}`,
      }
    case 'failed':
      return failed(facts)
    case 'inconclusive':
      return {
        ...nothing,
        category: null,
        needsAttention: facts.isPersonsWord ? null : UNDECIDED,
        comment: [
          `**Fix not verified** (${pullRequest}). ${evidence.sentence} A person decides.`,
          ...evidence.connect.map((step) => `- ${step}`),
        ].join('\n'),
      }
    case 'reverted':
      return {
        ...nothing,
        category: isOlderThanMove(facts) ? null : 'backlog',
        comment: `**Fix reverted** (${pullRequest}). ${evidence.sentence}`,
      }
  }
}

function failed(facts: ConsequenceFacts): Consequences {
  const { priority, failedAttempts, pullRequest, evidence, policy } = facts
  const isHopeless = failedAttempts >= FAILURES_BEFORE_A_PERSON
  const attempts = failedAttempts > 1 ? ` This is failed fix number ${failedAttempts}.` : ''
  return {
    category: isOlderThanMove(facts) ? null : 'backlog',
    priority: raisePriority(priority),
    addLabels: isHopeless ? [FIX_FAILED_LABEL, NEEDS_HUMAN_LABEL] : [FIX_FAILED_LABEL],
    comment: `**Fix failed** (${pullRequest}). ${evidence.sentence}${attempts}${isHopeless ? ' No further run starts by itself.' : ''}`,
    startRun: policy.retryFailedFixes && !isHopeless && !isOlderThanMove(facts),
    resolveExternalIssue: false,
    needsAttention: isHopeless ? `${failedAttempts} fixes failed: a person is needed` : null,
  }
}

/** Where a person, or the next fix, has put the issue since, it stays. */
function isOlderThanMove({ happenedAt, movedAt }: ConsequenceFacts): boolean {
  return happenedAt !== null && movedAt !== null && movedAt > happenedAt
}
