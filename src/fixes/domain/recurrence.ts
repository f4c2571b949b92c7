// Does an occurrence of the error speak against its fix?
import { ageOfRelease, type FixedIn } from './release.ts'

export interface OccurrenceFacts {
  occurredAt: string
  release: string | null
  environment: string | null
  /** What the error tracker's API said when asked about it; null while it was not asked. Without an API: all null. */
  lookUp: { release: string | null; environment: string | null; releaseCreatedAt: string | null } | null
}

export interface WatchedFix extends FixedIn {
  deployedAt: string
  /** From here on occurrences count. */
  startsAt: string
  endsAt: string
  /** Names of production environments, in any case. */
  environments: readonly string[]
  /** People hold the code: old versions go on after a deployment, so only a release that can be placed counts. */
  isClient: boolean
}

export interface RecurrenceDecision {
  /** `look_up`: ask the error tracker's API first, then decide again. */
  counts: 'yes' | 'no' | 'look_up'
  phase: 'before' | 'grace' | 'window' | 'after'
  reason: { code: string; sentence: string }
}

/** Decides whether an occurrence counts against a deployed fix. What cannot be told counts, but only after one look-up. */
export function decideRecurrence(occurrence: OccurrenceFacts, fix: WatchedFix): RecurrenceDecision {
  const phase = phaseOf(occurrence.occurredAt, fix)
  const decide = (counts: RecurrenceDecision['counts'], code: string, sentence: string) => ({
    counts,
    phase,
    reason: { code, sentence },
  })
  if (phase === 'before') return decide('no', 'before_deploy', 'It happened before the fix was deployed.')
  if (phase === 'grace') return decide('no', 'within_grace', 'It happened while old processes may still have run.')

  const environment = occurrence.environment ?? occurrence.lookUp?.environment ?? null
  if (environment !== null && !fix.environments.some((name) => name.toLowerCase() === environment.toLowerCase()))
    return decide('no', 'other_environment', `It happened in ${environment}, which is not production.`)

  const release = occurrence.release ?? occurrence.lookUp?.release ?? null
  const age = release === null ? 'unknown' : ageOfRelease(release, occurrence.lookUp?.releaseCreatedAt ?? null, fix)
  if (age === 'older') return decide('no', 'older_release', `It happened in ${release}, which does not have the fix.`)
  if (age === 'fixed' && environment !== null)
    return decide('yes', 'fixed_release', `It happened in ${release}, which has the fix.`)
  if (occurrence.lookUp === null) return decide('look_up', 'release_unknown', 'Where it happened is not known yet.')
  if (age === 'fixed')
    return decide('yes', 'fixed_release', `It happened in ${release}, which has the fix; its environment is not known.`)
  if (fix.isClient && !isNewerThanMerge(occurrence.lookUp.releaseCreatedAt, fix))
    return decide(
      'no',
      'client_release_unknown',
      `It happened in ${release ?? 'a release that is not named'}, perhaps an old one that somebody still runs.`,
    )
  if (release !== null) return decide('yes', 'new_release', `It happened in ${release}, which was not seen before the merge.`)
  return decide('yes', 'release_unknown', 'It happened after the deployment; its release is not known.')
}

function isNewerThanMerge(releaseCreatedAt: string | null, fix: WatchedFix): boolean {
  return releaseCreatedAt !== null && releaseCreatedAt >= fix.mergedAt
}

function phaseOf(occurredAt: string, fix: WatchedFix): RecurrenceDecision['phase'] {
  if (occurredAt < fix.deployedAt) return 'before'
  if (occurredAt < fix.startsAt) return 'grace'
  return occurredAt <= fix.endsAt ? 'window' : 'after'
}
