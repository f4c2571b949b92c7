// A fix that did not hold, as facts that an agent can reckon with: what was deployed, what came back, in which release.
import { z } from 'zod'

/** One fix attempt that did not hold, as its row has it. */
export interface FailedFixRow {
  state: string
  repository: string
  number: number
  merge_sha: string
  deployed_sha: string | null
  deployed_at: Date | null
  window_ends_at: Date | null
  verdict_at: Date | null
  /** When the error came back after the fix had been verified. */
  broken_at: Date | null
  events_before: number | null
  events_after: number | null
  expected_events: number | null
  evidence: unknown
}

export interface EarlierFix {
  /** `failed`, `reverted`, or `broken`: verified, and then it came back. */
  state: string
  /** A stable code, e.g. `recurred`. */
  reason: string | null
  pull_request: string
  merge_sha: string
  deployed_sha: string | null
  deployed_at: string | null
  window_ends_at: string | null
  verdict_at: string | null
  events_before: number | null
  events_after: number | null
  expected_events: number | null
  /** Each time that it happened again, as far as it was needed for the verdict. */
  recurrences: { occurred_at: string; release: string | null; environment: string | null; reason: string }[]
}

const recurrencesMax = 10
const storedSchema = z.object({
  verdict: z.object({ code: z.string() }).nullish().catch(null),
  recurrences: z
    .array(
      z.object({ occurred_at: z.string(), release: z.string().nullable(), environment: z.string().nullable(), code: z.string() }),
    )
    .catch([]),
})

export function toEarlierFix(row: FailedFixRow): EarlierFix {
  const stored = storedSchema.parse(row.evidence)
  return {
    state: row.broken_at && row.state === 'verified' ? 'broken' : row.state,
    reason: stored.verdict?.code ?? null,
    pull_request: `${row.repository}#${row.number}`,
    merge_sha: row.merge_sha,
    deployed_sha: row.deployed_sha,
    deployed_at: iso(row.deployed_at),
    window_ends_at: iso(row.window_ends_at),
    verdict_at: iso(row.verdict_at),
    events_before: row.events_before,
    events_after: row.events_after,
    expected_events: row.expected_events,
    recurrences: stored.recurrences.slice(0, recurrencesMax).map(({ occurred_at, release, environment, code }) => ({
      occurred_at,
      release: nameOrNull(release),
      environment: nameOrNull(environment),
      reason: code,
    })),
  }
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** Whoever reports an error names its release: here stand names only, never sentences. */
function nameOrNull(text: string | null): string | null {
  return text !== null && /^[\w.@+/:-]{1,100}$/.test(text) ? text : null
}
