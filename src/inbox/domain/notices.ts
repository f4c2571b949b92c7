// Which notices an issue deserves as it stands: facts in, notices out. Whatever the history was, these and no others are open.
import { createHash } from 'node:crypto'
import { type Category, isClosed } from '#src/issues/domain/category.ts'
import type { NoticeKind } from './kinds.ts'
import { needsPerson } from './refusals.ts'

export interface NoticeFacts {
  isDeleted: boolean
  category: Category
  needsAttention: string | null
  /** The newest. */
  plan: { id: string; version: number; state: string } | null
  /** The newest. */
  run: RunFacts | null
  /** The newest start that a rule or an assignment asked for, if it was refused and no run came of it. */
  refused: { id: string; reason: string; detail: string; cause: string; at: Date } | null
  /** The newest that is not superseded. */
  fix: { id: string; state: string; detail: string; verdictAt: Date | null; brokenAt: Date | null } | null
  /** To a person; `by` gave it to them. */
  assignment: { userId: string; seq: number; by: { id: string; name: string } } | null
  mentions: MentionFacts[]
}

export interface RunFacts {
  id: string
  kind: string
  state: string
  reason: string | null
  outcome: string | null
  question: string | null
  failure: string | null
  isPushHeld: boolean
  heldBecause: string | null
  createdAt: Date
  /** It failed in a way that is tried again by itself. */
  isRetried: boolean
}

export interface MentionFacts {
  commentId: string
  userId: string
  author: string
  excerpt: string
  /** The comment is there, and the mentioned person has not commented since. */
  isOpen: boolean
}

export interface Notice {
  kind: NoticeKind
  /** The same cause has the same subject. */
  subjectId: string
  /** Null: for everyone who looks after the workspace. */
  userId: string | null
  text: string
}

export const noticeTextMax = 300

export function deriveNotices(facts: NoticeFacts): Notice[] {
  if (facts.isDeleted) return []
  const personal = [...aboutAssignment(facts), ...aboutMentions(facts)]
  if (isClosed(facts.category)) return personal.filter((notice) => notice.kind === 'mention')
  const causes = [...aboutPlan(facts), ...aboutRun(facts), ...aboutFix(facts), ...aboutStart(facts)]
  return [...causes, ...(causes.length === 0 ? aboutAttention(facts) : []), ...personal]
}

const notice = (kind: NoticeKind, subjectId: string, text: string, userId: string | null = null): Notice => ({
  kind,
  subjectId,
  userId,
  text: shorten(text),
})

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const points = [...line]
  return points.length > noticeTextMax ? `${points.slice(0, noticeTextMax - 1).join('')}…` : line || '…'
}

function aboutPlan({ plan }: NoticeFacts): Notice[] {
  return plan?.state === 'submitted' ? [notice('plan_review', plan.id, `Plan version ${plan.version} waits for your review`)] : []
}

function aboutRun({ run, refused }: NoticeFacts): Notice[] {
  if (!run) return []
  if (run.state === 'waiting_for_person') return [notice('permission', run.id, 'The agent asks for a permission')]
  if (run.state !== 'finished') return []
  if (run.isPushHeld)
    return [notice('push_review', run.id, `Changes wait for your review before the push${because(run.heldBecause)}`)]
  if (run.outcome === 'needs_decision') return [notice('question', run.id, run.question ?? 'The agent asks a question')]
  if (run.outcome === 'blocked') return [notice('blocked', run.id, run.question ?? 'The agent is blocked')]
  const failed = run.reason !== 'succeeded' && run.reason !== 'canceled'
  const isGivenUp = !run.isRetried || refused?.cause === 'retry'
  if (!failed || !isGivenUp) return []
  return [notice('run_failed', run.id, `The run ${run.reason?.replaceAll('_', ' ')}${because(run.failure)}`)]
}

const because = (text: string | null) => (text ? `: ${text}` : '')

/** A verdict asks for a decision until work began anew. */
function aboutFix({ fix, run }: NoticeFacts): Notice[] {
  if (!fix) return []
  const since = fix.brokenAt ?? fix.verdictAt
  if (!since || (run && run.createdAt >= since)) return []
  if (fix.state === 'failed') return [notice('fix_failed', fix.id, `The fix failed${because(fix.detail)}`)]
  if (fix.state === 'inconclusive')
    return [notice('fix_inconclusive', fix.id, `The fix could not be verified${because(fix.detail)}`)]
  if (fix.state === 'verified' && fix.brokenAt)
    return [notice('fix_broken', fix.id, 'The error came back after its fix had been verified')]
  return []
}

/** A retry that was refused is told as the failed run. */
function aboutStart({ refused }: NoticeFacts): Notice[] {
  if (!refused || refused.cause === 'retry' || !needsPerson(refused.reason)) return []
  return [notice('start_refused', refused.id, `Not started: ${refused.detail.replace(/^not started: /, '')}`)]
}

/** What nothing more precise has told already. */
function aboutAttention({ needsAttention }: NoticeFacts): Notice[] {
  if (!needsAttention) return []
  return [notice('attention', createHash('sha256').update(needsAttention).digest('hex').slice(0, 16), needsAttention)]
}

/** Who takes an issue on themselves knows. */
function aboutAssignment({ assignment }: NoticeFacts): Notice[] {
  if (!assignment || assignment.by.id === assignment.userId) return []
  return [notice('assigned', `event_${assignment.seq}`, `${assignment.by.name} assigned this to you`, assignment.userId)]
}

function aboutMentions({ mentions }: NoticeFacts): Notice[] {
  return mentions
    .filter((mention) => mention.isOpen)
    .map(({ commentId, userId, author, excerpt }) => notice('mention', commentId, `${author}: ${excerpt}`, userId))
}

/** What makes two notices the same. */
export function noticeKey({ kind, subjectId, userId }: Pick<Notice, 'kind' | 'subjectId' | 'userId'>): string {
  return `${kind} ${subjectId} ${userId ?? ''}`
}
