// Nobody knows whether a later deployment still holds the fix: its silence proves nothing then.
import { minute } from './evidence-text.ts'
import type { VerdictDecision } from './verdict.ts'

/** A production deployment since the fix runs, of which it is not known whether it contains it. */
export interface UnknownDeployment {
  sha: string
  deployedAt: string
  /** The repository and GitHub were asked, and could not tell. */
  isAsked: boolean
}

/** An answer that does not come is waited for this long after the window. */
const PATIENCE_SECONDS = 300

/** A `verified` that rests on what such deployments may have taken away becomes a wait, or `inconclusive`. All else stays as it is. */
export function withUnknownDeployments(
  decision: VerdictDecision,
  deployments: readonly UnknownDeployment[],
  { endsAt, now }: { endsAt: string; now: string },
): VerdictDecision {
  const unknown = deployments.filter(({ deployedAt }) => deployedAt < endsAt)
  const [first] = unknown
  if (decision.action !== 'conclude' || decision.verdict !== 'verified' || !first) return decision
  const doubt = describe(first, unknown.length)
  if (now < endsAt) return wait(plus(now, PATIENCE_SECONDS), `Not verified early: ${doubt}`)
  const patience = plus(endsAt, PATIENCE_SECONDS)
  if (now < patience && unknown.some(({ isAsked }) => !isAsked)) return wait(patience, `It is being asked: ${doubt}`)
  const sentence = `No recurrence was seen, but ${doubt}`
  const evidence = { ...decision.evidence, sentence, connect, confidence: null, sureness: null, strength: 'none' as const }
  return { action: 'conclude', verdict: 'inconclusive', reason: { code: 'unknown_deployment', sentence }, evidence }
}

const connect = [
  "Let GitHub's webhook send pushes, so that Dispatch knows what deployed commits contain.",
  'Or set GITHUB_TOKEN, so that Dispatch can ask GitHub.',
  'Or send commits in POST /api/deployments.',
]

function describe({ sha, deployedAt }: UnknownDeployment, count: number): string {
  const others = count === 1 ? '' : count === 2 ? ' (and of another deployment)' : ` (and of ${count - 1} other deployments)`
  return `whether ${sha.slice(0, 7)}, deployed ${minute(deployedAt)}, contains the fix is not known${others}.`
}

function wait(until: string, sentence: string): VerdictDecision {
  return { action: 'keep_watching', until, extendsWindow: false, reason: { code: 'unknown_deployment', sentence } }
}

const plus = (iso: string, seconds: number) => new Date(Date.parse(iso) + seconds * 1_000).toISOString()
