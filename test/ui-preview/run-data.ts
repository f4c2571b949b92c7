// Runs of the preview, in every state.
import { byTitle } from './issue-data.ts'
import type { Issue, Run } from './types.ts'
import { agents, ago, repositories } from './workspace-data.ts'

const agentOf = (id: string): Run['agent'] => {
  const found = agents.find((item) => item.id === id) ?? agents[0]
  if (!found) throw new Error('the preview has no agents')
  return { id: found.id, name: found.name, adapter: found.adapter, model: found.model }
}

export function makeRun(issue: Issue, init: Partial<Run> & { id: string }): Run {
  const simulated = issue.simulated
  return {
    issue_id: issue.id,
    issue_identifier: issue.identifier,
    issue_title: issue.title,
    kind: 'investigate',
    state: 'finished',
    reason: init.state && init.state !== 'finished' ? null : 'succeeded',
    failure_code: null,
    failure_detail: null,
    outcome: init.state && init.state !== 'finished' ? null : 'investigation_complete',
    outcome_summary: null,
    question: null,
    agent: agentOf(simulated ? 'agt_sim' : 'agt_claude'),
    repository: { id: repositories[0]?.id ?? '', name: 'shop' },
    parent_run_id: null,
    plan_id: null,
    simulated,
    attempt: 0,
    not_before: null,
    confinement: 'sandbox',
    branch: null,
    base_sha: '5d41402abc4b2a76b9719d911017c592aabbccdd',
    head_sha: null,
    push_state: null,
    push_detail: null,
    evidence: null,
    budget_usd: 5,
    cost_usd: 0.42,
    activity: null,
    activity_at: null,
    requested_by: { type: 'person', id: 'usr_1', name: 'Robin Vale' },
    instructions: null,
    cancel_requested_at: null,
    created_at: ago(200),
    started_at: ago(199),
    finished_at: init.state && init.state !== 'finished' ? null : ago(186),
    ...init,
  }
}

export function makeRuns(issues: Issue[]): Run[] {
  const live = (part: string, init: Partial<Run> & { id: string }) =>
    makeRun(byTitle(issues, part), {
      state: 'running',
      created_at: ago(4),
      started_at: ago(4),
      activity_at: ago(0.3),
      cost_usd: 0.31,
      ...init,
    })
  return [
    live('deadline exceeded', { id: 'run_01', activity: 'reading internal/orders/store.go' }),
    live('wrong currency', {
      id: 'run_02',
      kind: 'implement',
      activity: 'running tests',
      branch: 'dispatch/dispatch-14-invoices-show-the-wrong-currency',
      cost_usd: 0.95,
      confinement: 'none',
    }),
    live('Hydration failed', {
      id: 'run_03',
      kind: 'error_fix',
      state: 'queued',
      started_at: null,
      activity: null,
      activity_at: null,
      cost_usd: 0,
      confinement: null,
      created_at: ago(1),
    }),
    live('divide by zero', { id: 'run_04', kind: 'implement', activity: 'editing src/price.js', cost_usd: 0 }),
    makeRun(byTitle(issues, "reading 'total'"), {
      id: 'run_05',
      plan_id: 'pln_2',
      outcome_summary: 'The summary assumes a priced basket; guest baskets restored after 30 days have none. Plan posted.',
      parent_run_id: 'run_06',
      cost_usd: 0.42,
    }),
    makeRun(byTitle(issues, "reading 'total'"), {
      id: 'run_06',
      created_at: ago(330),
      started_at: ago(329),
      finished_at: ago(320),
      plan_id: 'pln_1',
      cost_usd: 0.42,
      outcome_summary: 'Plan posted.',
    }),
    makeRun(byTitle(issues, 'two vouchers'), {
      id: 'run_07',
      created_at: ago(60),
      started_at: ago(59),
      finished_at: ago(46),
      outcome: 'needs_decision',
      question: 'Should two percentage vouchers multiply or add?',
      cost_usd: 0.22,
      outcome_summary: 'The test and the code disagree; the specification names neither.',
    }),
    makeRun(byTitle(issues, 'ECONNRESET'), {
      id: 'run_08',
      kind: 'error_fix',
      created_at: ago(130),
      started_at: ago(129),
      finished_at: ago(90),
      reason: 'budget_exceeded',
      failure_code: 'budget_exceeded',
      failure_detail: 'Spent 4.02 of 5.00 USD; the limit of this process is 4.00.',
      outcome: null,
      cost_usd: 3.6,
      branch: 'dispatch/dispatch-19-unhandledpromiserejection-econnreset',
    }),
    makeRun(byTitle(issues, 'ChunkLoadError'), {
      id: 'run_09',
      kind: 'implement',
      created_at: ago(260),
      started_at: ago(259),
      finished_at: ago(241),
      outcome: 'completed',
      push_state: 'pushed',
      head_sha: '7b52009b64fd0a2a49e6d8a939753077792b0554',
      branch: 'dispatch/dispatch-15-chunkloaderror-loading-chunk-7-failed',
      outcome_summary: 'Reloads once when a chunk of an older release is missing. 14 tests added, all pass.',
      cost_usd: 1.63,
    }),
    makeRun(byTitle(issues, 'Rate limit login'), {
      id: 'run_11',
      kind: 'implement',
      created_at: ago(52),
      started_at: ago(51),
      finished_at: ago(30),
      outcome: 'completed',
      push_state: 'held',
      head_sha: '7b52009b64fd0a2a49e6d8a939753077792b0554',
      push_detail: {
        findings: [
          {
            rule: 'guarded_path',
            path: '.github/workflows/ci.yml',
            detail: 'Runs by itself on the next push; matches .github/**.',
          },
        ],
        held_because: 'The change touches a guarded path.',
      },
      branch: 'dispatch/dispatch-17-rate-limit-login-attempts',
      outcome_summary: 'Attempts are counted per account.',
    }),
    makeRun(byTitle(issues, '__Host-'), {
      id: 'run_10',
      plan_id: 'pln_3',
      created_at: ago(50),
      started_at: ago(49),
      finished_at: ago(35),
      cost_usd: 0.47,
    }),
  ]
}
