// How much GitHub still answers: one budget for each installation or token, as its own headers tell it.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
import { Unavailable } from '#src/platform/errors.ts'

export interface Budget {
  /** `installation:<id>`, `app`, `token` or `anonymous`. */
  key: string
  limit: number | null
  remaining: number | null
  /** ISO 8601; when `remaining` is `limit` again. */
  resetsAt: string | null
  /** ISO 8601; GitHub asked to be left alone until then. */
  pausedUntil: string | null
  askedAt: string
  /** Answers that were "not modified": they cost nothing. */
  unchanged: number
  lastError: { at: string; sentence: string } | null
}

export interface Budgets {
  /** Of an answer, with whatever status. */
  note(key: string, answer: { status: number; headers: Headers; isUnchanged: boolean }): void
  /** It did not answer at all. */
  noteFailure(key: string, sentence: string): void
  list(): Budget[]
  /** @throws Unavailable while GitHub wants to be left alone */
  refusePaused(key: string): void
  /** @throws Unavailable besides when little is left: what people and runs wait for goes first */
  refusePoll(key: string): void
}

/** Of the budget, this much is left to people and runs. */
const shareKept = 0.1
/** GitHub's own word where a secondary limit says nothing of a time. */
const defaultPauseSeconds = 60
const longestPauseSeconds = 3_600

export function createBudgets(now: () => number = Date.now): Budgets {
  const budgets = new Map<string, Budget>()
  const of = (key: string): Budget => {
    const known = budgets.get(key) ?? { key, ...nothingKnown, askedAt: iso(now()) }
    budgets.set(key, known)
    return known
  }
  const isPaused = ({ pausedUntil }: Budget) => pausedUntil !== null && pausedUntil > iso(now())
  const refusePaused = (key: string) => {
    const { pausedUntil } = of(key)
    if (pausedUntil && pausedUntil > iso(now()))
      throw new Unavailable(
        'github_rate_limited',
        `GitHub answers no more until ${pausedUntil}.`,
        secondsUntil(pausedUntil, now()),
      )
  }
  return {
    note: (key, answer) => budgets.set(key, noted(of(key), answer, now())),
    noteFailure: (key, sentence) =>
      budgets.set(key, { ...of(key), askedAt: iso(now()), lastError: { at: iso(now()), sentence } }),
    list: () => [...budgets.values()].map((budget) => (isPaused(budget) ? budget : { ...budget, pausedUntil: null })),
    refusePaused,
    refusePoll: (key) => {
      refusePaused(key)
      const { remaining, limit, resetsAt } = of(key)
      if (remaining === null || limit === null || resetsAt === null || resetsAt <= iso(now())) return
      if (remaining > limit * shareKept) return
      const left = `GitHub answers ${remaining} more of ${limit} questions until ${resetsAt}`
      throw new Unavailable('github_budget_low', `${left}; they are kept for people and runs.`, secondsUntil(resetsAt, now()))
    },
  }
}

const nothingKnown = { limit: null, remaining: null, resetsAt: null, pausedUntil: null, unchanged: 0, lastError: null }

function noted(
  known: Budget,
  { status, headers, isUnchanged }: { status: number; headers: Headers; isUnchanged: boolean },
  now: number,
): Budget {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => numberOf(headers, `x-ratelimit-${name}`))
  // Search and the like have budgets of their own.
  const isCore = (headers.get('x-ratelimit-resource') ?? 'core') === 'core'
  const told = isCore && limit != null && remaining != null && reset != null
  const pause = pauseSeconds(status, headers, now)
  return {
    ...known,
    ...(told && { limit, remaining, resetsAt: iso(reset * 1_000) }),
    askedAt: iso(now),
    unchanged: known.unchanged + (isUnchanged ? 1 : 0),
    pausedUntil: pause === null ? known.pausedUntil : iso(now + pause * 1_000),
    lastError: status >= 500 || pause !== null ? { at: iso(now), sentence: describe(status, pause) } : known.lastError,
  }
}

/** A refusal because of a limit; any other 403 is about rights. */
function pauseSeconds(status: number, headers: Headers, now: number): number | null {
  if (status !== 403 && status !== 429) return null
  const after = numberOf(headers, 'retry-after')
  if (after !== null) return bounded(after)
  const reset = numberOf(headers, 'x-ratelimit-reset')
  if (numberOf(headers, 'x-ratelimit-remaining') === 0 && reset !== null) return bounded(reset - now / 1_000)
  return status === 429 ? defaultPauseSeconds : null
}

const bounded = (seconds: number) => Math.min(Math.max(Math.ceil(seconds), 1), longestPauseSeconds)

function describe(status: number, pause: number | null): string {
  return pause === null
    ? `GitHub answered ${status}.`
    : `GitHub answered ${status}: too many questions, the next in ${pause} seconds.`
}

function numberOf(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  return text !== null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null
}

const iso = (ms: number) => new Date(ms).toISOString()
const secondsUntil = (time: string, now: number) => Math.max(1, Math.ceil((Date.parse(time) - now) / 1_000))
