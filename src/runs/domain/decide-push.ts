// May this branch leave, or does a person have to see it first?
import type { DiffSummary } from './diff.ts'
import { defaultPolicy, type GuardFinding, guardDiff } from './diff-guard.ts'
import type { PushDetail } from './push-detail.ts'
import { spellingsOf } from './redact.ts'

export interface PushFacts {
  diff: DiffSummary
  /** Of the repository, besides the default ones. */
  guardedPaths: readonly string[]
  /** Literal values that must not leave, e.g. our own keys. */
  secrets: readonly string[]
  headSha: string
  approved: PushDetail['approved']
  /** The policy; null is the default: on for work on outside text. */
  requiresReview: boolean | null
  publicText: boolean
}

export type PushDecision = { push: true } | { push: false; findings: GuardFinding[]; because: string }

/** A person's approval counts for the commit that was shown, and for no other. */
export function decidePush(facts: PushFacts): PushDecision {
  if (facts.approved?.head_sha === facts.headSha) return { push: true }
  const findings = [...guardDiff(facts.diff, { ...defaultPolicy, guardedPaths: facts.guardedPaths }), ...literalSecrets(facts)]
  if (findings.length > 0) return { push: false, findings, because: describe(findings) }
  if (facts.requiresReview ?? facts.publicText) {
    return { push: false, findings, because: 'the policy wants a person to look at the changes before they are pushed' }
  }
  return { push: true }
}

function literalSecrets({ diff, secrets }: PushFacts): GuardFinding[] {
  const spellings = secrets.flatMap(spellingsOf)
  return diff.files
    .filter((file) => spellings.some((spelling) => file.addedText.includes(spelling)))
    .map((file) => ({ rule: 'secret', path: file.path, detail: 'An added line holds a secret of this installation.' }))
}

function describe(findings: GuardFinding[]): string {
  const [first] = findings
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''
  return first ? `${first.path ? `${first.path}: ` : ''}${first.detail.replace(/\.$/, '')}${more}` : ''
}
