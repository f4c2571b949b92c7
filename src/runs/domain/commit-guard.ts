// Looks at every commit that a push would take along: what one commit adds and another removes is published all the same. Pure.
import type { CommitChange, CommitTrail, DiffSummary } from './diff.ts'
import { type GuardFinding, type GuardPolicy, guardDiff, secretKinds } from './diff-guard.ts'
import { spellingsOf } from './redact.ts'

export interface CommitGuard {
  policy: GuardPolicy
  /** Literal values that must not leave. */
  secrets: readonly string[]
}

const findingsMax = 100

/** What a person has to look at in single commits; each finding names its commit. */
export function guardCommits(trail: CommitTrail, guard: CommitGuard): GuardFinding[] {
  const findings = trail.commits.flatMap((commit) => commitFindings(commit, guard))
  const shown = findings.slice(0, findingsMax)
  if (trail.unchecked) shown.push({ rule: 'unreadable', path: null, detail: trail.unchecked })
  if (findings.length > findingsMax) {
    shown.push({ rule: 'unreadable', path: null, detail: `${findings.length - findingsMax} more findings in single commits.` })
  }
  return shown
}

function commitFindings(commit: CommitChange, { policy, secrets }: CommitGuard): GuardFinding[] {
  // Size is judged by the change as a whole: many small steps are no worse than one.
  const unlimited = { ...policy, filesMax: Number.POSITIVE_INFINITY, linesMax: Number.POSITIVE_INFINITY }
  const findings = [
    ...guardDiff(commit.diff, unlimited),
    ...literalSecrets(commit.diff, secrets),
    ...messageFindings(commit.message, secrets),
  ]
  return findings.map((finding) => ({ ...finding, detail: `In commit ${commit.sha.slice(0, 10)}: ${finding.detail}` }))
}

function messageFindings(message: string | null, secrets: readonly string[]): GuardFinding[] {
  if (message === null) return [{ rule: 'unreadable', path: null, detail: 'The message is too large to be checked.' }]
  const findings: GuardFinding[] = secretKinds(message).map((kind) => ({
    rule: 'secret',
    path: null,
    detail: `The message looks like it holds a secret (${kind}).`,
  }))
  if (holdsSecret(message, secrets)) {
    findings.push({ rule: 'secret', path: null, detail: 'The message holds a secret of this installation.' })
  }
  return findings
}

/** Files whose added lines or whose names hold one of the literal values, in any of its spellings. */
export function literalSecrets(diff: DiffSummary, secrets: readonly string[]): GuardFinding[] {
  return diff.files.flatMap(({ path, addedText, status }) => {
    const findings: GuardFinding[] = []
    if (holdsSecret(addedText, secrets)) {
      findings.push({ rule: 'secret', path, detail: 'An added line holds a secret of this installation.' })
    }
    if (status !== 'deleted' && holdsSecret(path, secrets)) {
      findings.push({ rule: 'secret', path, detail: 'The name of the file holds a secret of this installation.' })
    }
    return findings
  })
}

function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return secrets.flatMap(spellingsOf).some((spelling) => text.includes(spelling))
}
