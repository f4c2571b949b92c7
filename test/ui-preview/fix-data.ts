// Pull requests and fix attempts of the preview, one in every state.

import type { FixAttempt, Issue, PullLink } from './types.ts'
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
      updated_at: ago(60),
    },
  ]
}

const details: Record<string, string> = {
  awaiting_deploy: 'merged; no production deploy contains 9e107d9 yet',
  watching: 'no recurrence so far; the window closes in 31 h',
  verified: 'no recurrence in 48 h after the deploy',
  failed: 'the error came back 3 h after the deploy',
  inconclusive: 'no channel could have shown a recurrence: connect per-event hooks or set SENTRY_API_TOKEN',
  reverted: 'the merge was reverted by #431',
}

export function makeFixes(issues: Issue[]): FixAttempt[] {
  const attempts = issues.filter((issue) => issue.fix_state !== 'none').map((issue, index) => makeFix(issue, index))
  const verified = attempts.find((attempt) => attempt.state === 'verified')
  const failed = attempts.find((attempt) => attempt.state === 'failed')
  if (!verified || !failed) return attempts
  return [
    ...attempts,
    { ...verified, id: 'fix_weak', confidence: 0.33, expected_events: 0.4, events_before: 2, verdict_at: ago(4000) },
    {
      ...failed,
      id: 'fix_reverted',
      state: 'reverted',
      state_detail: details.reverted ?? '',
      verdict_at: ago(9000),
      events_after: 0,
    },
  ]
}

function makeFix(issue: Issue, index: number): FixAttempt {
  const state = issue.fix_state === 'none' ? 'awaiting_deploy' : issue.fix_state
  const deployed = state !== 'awaiting_deploy'
  const closed = !['awaiting_deploy', 'watching'].includes(state)
  const start = closed ? 4000 : 1020
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
      channel: state === 'inconclusive' ? null : 'event_hook',
      traffic: true,
      deploy_source: 'deployment_status',
      containment: 'equal',
      recurrences: state === 'failed' ? [{ at: ago(3800), release: 'shop@2026.11.4' }] : [],
    },
    events_before: 214,
    events_after: state === 'failed' ? 6 : 0,
    expected_events: deployed ? 41.2 : null,
    confidence: state === 'inconclusive' ? null : deployed ? 0.9999 : null,
    created_at: ago(start + 60),
  }
}
