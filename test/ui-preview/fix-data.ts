// Pull requests and fix attempts of the preview, one in every state.

import { bucketsAround } from '#src/fixes/domain/buckets.ts'
import { statisticsOf } from '#src/fixes/domain/evidence.ts'
import type { FixDetail, Issue, PullLink } from './types.ts'
import { ago, startedAt } from './workspace-data.ts'

const inMinutes = (amount: number) => new Date(startedAt + amount * 60_000).toISOString()

export function makePulls(issue: Issue): PullLink[] {
  const pull = issue.pull_request
  if (!pull) return []
  return [
    {
      id: `ipr_${issue.id}`,
      repository: 'acme/shop',
      number: pull.number,
      title: `${issue.identifier}: ${issue.title}`,
      url: pull.url,
      state: pull.state,
      ci_state: pull.ci_state,
      author: 'dispatch-bot',
      head_branch: `dispatch/${issue.identifier.toLowerCase()}-fix`,
      base_branch: 'main',
      merge_sha: pull.state === 'merged' ? '9e107d9d372bb6826bd81d3542a419d6aabbccdd' : null,
      merged_at: pull.state === 'merged' ? ago(1100) : null,
      link_kind: 'closes',
      matched_by: 'branch of our own run',
      score: null,
      updated_at: ago(60),
    },
  ]
}

const details: Record<string, string> = {
  awaiting_deploy: 'Waits for a production deployment that contains 9e107d9.',
  watching: 'Runs in production since c4ca423 was deployed.',
  verified: 'No recurrence in 48 hours, where about 43 were to be expected: over 99.9 % sure.',
  failed: 'It happened again at 2026-11-20 14:05 UTC in shop@2026.11.4 on production, 6 times so far.',
  inconclusive:
    'No recurrence arrived, but Dispatch could not have seen one. Set SENTRY_API_TOKEN, so that Dispatch can ask Sentry at the end of the window.',
  weak: 'No recurrence seen in 48 hours; weak evidence, since only 0.4 were to be expected (30 % sure).',
  reverted: 'The merge 9e107d9 was reverted.',
}

export function makeFixes(issues: Issue[]): FixDetail[] {
  const attempts = issues.filter((issue) => issue.fix_state !== 'none').map((issue, index) => makeFix(issue, index))
  const verified = attempts.find((attempt) => attempt.state === 'verified')
  const failed = attempts.find((attempt) => attempt.state === 'failed')
  if (!verified || !failed) return attempts
  return [...attempts, makeWeak(verified), makeReverted(failed)]
}

function makeWeak(fix: FixDetail): FixDetail {
  const numbers = numbersOf({ before: 2, after: 0, state: 'verified' })
  return { ...fix, ...numbers, id: 'fix_weak', state_detail: details.weak ?? '', verdict_at: ago(1100) }
}

function makeReverted(fix: FixDetail): FixDetail {
  const reverted = { state: 'reverted' as const, state_detail: details.reverted ?? '', verdict_at: ago(9000), events_after: 0 }
  return { ...fix, ...reverted, id: 'fix_reverted', occurrences: null, proof: null, confidence: null, sureness: null }
}

/** What the server would compute from so many events in ten days before and in the window. */
function numbersOf({ before, after, state }: { before: number; after: number; state: FixDetail['state'] }) {
  const isBlind = state === 'inconclusive'
  const told = statisticsOf(
    { events: before, seconds: 864_000 },
    { events: after, seconds: state === 'watching' ? 61_200 : 172_200 },
  )
  const rate = (each: typeof told.rateBefore) => each && { per_day: each.perDay, low: each.low, high: each.high }
  const sureness = isBlind ? null : told.sureness
  const confidence = isBlind ? null : told.confidence
  const proof: FixDetail['proof'] = {
    channels: isBlind ? [] : ['event_hooks', 'api'],
    connect: isBlind ? connect : [],
    has_traffic: !isBlind,
    strength: isBlind ? 'none' : (told.sureness ?? 0) >= 0.95 ? 'strong' : 'weak',
    early: null,
    events_before: told.eventsBefore,
    events_after: told.eventsAfter,
    seconds_before: told.secondsBefore,
    seconds_after: told.secondsAfter,
    rate_before: rate(told.rateBefore),
    rate_after: rate(told.rateAfter),
    ratio: told.ratio,
    expected_events: told.expectedEvents,
    confidence,
    sureness,
  }
  return { events_before: before, events_after: after, expected_events: told.expectedEvents, confidence, sureness, proof }
}

const connect = [
  'Set SENTRY_API_TOKEN, so that Dispatch can ask Sentry at the end of the window.',
  'Or let Sentry send every event: subscribe the integration to error hooks, or add it as the action of an alert rule of this project.',
]

/** An error that came in bursts by day, and what came of it in the window. */
function occurrencesOf({ start, isFailed }: { start: number; isFailed: boolean }): FixDetail['occurrences'] {
  const before = Array.from({ length: 60 }, (_, n) => ({ at: ago(start + 30 + ((n * n * 37) % 10_000)), isAgainst: false }))
  const after = isFailed ? [200, 205, 400].map((minutes) => ({ at: ago(start - minutes), isAgainst: minutes > 200 })) : []
  return bucketsAround([...before, ...after], { from: ago(start + 10_080), deployedAt: ago(start), until: ago(start - 2880) })
}

function makeFix(issue: Issue, index: number): FixDetail {
  const state = issue.fix_state === 'none' ? 'awaiting_deploy' : issue.fix_state
  const deployed = state !== 'awaiting_deploy'
  const closed = !['awaiting_deploy', 'watching'].includes(state)
  const start = closed ? 4000 : 1020
  const numbers = deployed ? numbersOf({ before: 214, after: state === 'failed' ? 6 : 0, state }) : unmeasured
  return {
    id: `fix_${index}`,
    issue_id: issue.id,
    issue_identifier: issue.identifier,
    issue_title: issue.title,
    pull_request: {
      repository: 'acme/shop',
      number: issue.pull_request?.number ?? 377,
      url: 'https://github.com/acme/shop/pull/1',
      title: `${issue.identifier}: fix`,
    },
    state,
    state_detail: details[state] ?? '',
    merge_sha: '9e107d9d372bb6826bd81d3542a419d6aabbccdd',
    merged_at: ago(start + 60),
    environment: deployed ? 'production' : null,
    deployed_sha: deployed ? 'c4ca4238a0b923820dcc509a6f75849baabbccdd' : null,
    deployed_at: deployed ? ago(start) : null,
    window_starts_at: deployed ? ago(start - 10) : null,
    window_ends_at: deployed ? (closed ? ago(start - 2880) : inMinutes(1860)) : null,
    verdict_at: closed ? ago(start - 2880) : null,
    broken_at: null,
    evidence: {
      platform: 'node',
      rollbacks: 0,
      recurrences: state === 'failed' ? [{ occurred_at: ago(3800), release: 'shop@2026.11.4' }] : [],
    },
    ...numbers,
    occurrences: deployed ? occurrencesOf({ start, isFailed: state === 'failed' }) : null,
    history: historyOf(state, start),
    created_at: ago(start + 60),
  }
}

const unmeasured = {
  events_before: null,
  events_after: null,
  expected_events: null,
  confidence: null,
  sureness: null,
  proof: null,
}

function historyOf(state: FixDetail['state'], start: number): FixDetail['history'] {
  const steps = [{ at: ago(start + 60), type: 'fix.opened', reason: null, detail: null }]
  if (state === 'awaiting_deploy') return steps
  steps.push({ at: ago(start), type: 'fix.watching', reason: null, detail: null })
  if (state === 'watching') return steps
  return [...steps, { at: ago(start - 2880), type: `fix.${state}`, reason: null, detail: details[state] ?? null }]
}
