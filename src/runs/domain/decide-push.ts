// May this branch leave, or does a person have to see it first?
import { guardCommits, literalSecrets } from './commit-guard.ts'
import type { CommitTrail, DiffSummary } from './diff.ts'
import { defaultPolicy, type GuardFinding, guardDiff } from './diff-guard.ts'
import type { PushDetail } from './push-detail.ts'
import { createRedactor } from './redact.ts'

export interface PushFacts {
  diff: DiffSummary
  /** The same change commit by commit: all of them leave, not only what is left in the end. */
  trail: CommitTrail
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
  const findings = findingsOf(facts)
  if (findings.length > 0) return { push: false, findings, because: describe(findings) }
  if (facts.requiresReview ?? facts.publicText) {
    return { push: false, findings, because: 'the policy wants a person to look at the changes before they are pushed' }
  }
  return { push: true }
}

function findingsOf({ diff, trail, guardedPaths, secrets }: PushFacts): GuardFinding[] {
  const policy = { ...defaultPolicy, guardedPaths }
  const whole = [...guardDiff(diff, policy), ...literalSecrets(diff, secrets)]
  const single = guardCommits(trail, { policy, secrets }).filter((finding) => !isToldBy(whole, finding, trail))
  // A name or a message that holds a secret must not be shown with it.
  const { text } = createRedactor([...secrets])
  return [...whole, ...single].map((finding) => ({
    ...finding,
    path: finding.path === null ? null : text(finding.path),
    detail: text(finding.detail),
  }))
}

/** The same place is not told twice; but the same file may have held another secret in an earlier commit. */
function isToldBy(whole: GuardFinding[], { rule, path, detail }: GuardFinding, { commits }: CommitTrail): boolean {
  if (path === null || (rule === 'secret' && commits.length > 1)) return false
  return whole.some((told) => told.rule === rule && told.path === path && detail.endsWith(told.detail))
}

function describe(findings: GuardFinding[]): string {
  const [first] = findings
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''
  return first ? `${first.path ? `${first.path}: ` : ''}${first.detail.replace(/\.$/, '')}${more}` : ''
}
