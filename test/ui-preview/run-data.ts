// Runs, plans, transcripts and activities of the preview.
import { createHash } from 'node:crypto'
import type { Activity, Entry, Issue, Plan, Run } from './types.ts'
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

const byTitle = (issues: Issue[], part: string): Issue => {
  const found = issues.find((issue) => issue.title.includes(part))
  if (!found) throw new Error(`no preview issue has "${part}" in its title`)
  return found
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

const hash = (content: string) => createHash('sha256').update(content).digest('hex')

const planOne = `## What happens

\`renderSummary\` reads \`basket.price.total\`. A basket that is restored after 30 days has no \`price\` until the first quote returns.

## What I would change

1. \`src/checkout/summary.ts\`: return the placeholder row while \`price\` is missing
2. \`src/checkout/summary.test.ts\`: a basket without a price renders the placeholder

## Files

- \`src/checkout/summary.ts\`
- \`src/checkout/summary.test.ts\`
`
const planTwo = `## What happens

\`renderSummary\` reads \`basket.price.total\`. A basket that is restored after 30 days has no \`price\` until the first quote returns. 91 people saw a blank checkout since the release of yesterday.

## What I would change

1. \`src/basket/restore.ts\`: ask for a quote **before** the basket is handed to the page
2. \`src/checkout/summary.ts\`: return the placeholder row while \`price\` is missing
3. \`src/checkout/summary.test.ts\`: a basket without a price renders the placeholder
4. \`src/basket/restore.test.ts\`: a restored basket has a price, or says that it is being priced

## What I would not change

The quote service itself. Its timeout (2 s) is enough: p99 was 340 ms this week.

## Risk

A restored basket shows up to 340 ms later. Covered by the skeleton that the page already has.

## Files

- \`src/basket/restore.ts\`
- \`src/basket/restore.test.ts\`
- \`src/checkout/summary.ts\`
- \`src/checkout/summary.test.ts\`
`

export function makePlans(issues: Issue[]): Plan[] {
  const total = byTitle(issues, "reading 'total'")
  const host = byTitle(issues, '__Host-')
  const author = { type: 'run', id: 'run_05', name: 'Claude' } as const
  const plan = (init: Partial<Plan> & Pick<Plan, 'id' | 'issue_id' | 'version' | 'content'>): Plan => ({
    run_id: 'run_05',
    state: 'submitted',
    content_hash: hash(init.content),
    base_sha: '5d41402abc4b2a76b9719d911017c592aabbccdd',
    created_by: author,
    created_at: ago(184),
    decided_by: null,
    decided_at: null,
    feedback: null,
    versions: [],
    ...init,
  })
  return [
    plan({
      id: 'pln_1',
      issue_id: total.id,
      version: 1,
      content: planOne,
      run_id: 'run_06',
      state: 'changes_requested',
      created_at: ago(320),
      decided_by: { type: 'person', id: 'usr_1', name: 'Robin Vale' },
      decided_at: ago(210),
      feedback: 'This hides the symptom. Why does a restored basket have no price?',
    }),
    plan({ id: 'pln_2', issue_id: total.id, version: 2, content: planTwo }),
    plan({
      id: 'pln_3',
      issue_id: host.id,
      version: 1,
      content: planOne.replace('renderSummary', 'setCookie'),
      run_id: 'run_10',
      created_at: ago(35),
    }),
  ]
}

type EntryDraft = Pick<Entry, 'kind' | 'content'>
const call = (toolId: string, name: string, input: Record<string, unknown>): EntryDraft => ({
  kind: 'tool_call',
  content: { tool_id: toolId, name, input, parent_tool_id: null },
})
const result = (toolId: string, text: string, isError = false): EntryDraft => ({
  kind: 'tool_result',
  content: { tool_id: toolId, text, is_error: isError },
})

export const transcriptScript: EntryDraft[] = [
  {
    kind: 'system',
    content: { event: 'started', text: 'claude 2.1.330 started in a sandbox', data: { model: 'claude-sonnet-4-5' } },
  },
  call('t1', 'mcp__dispatch__get_issue', { issue: 'DISPATCH-12' }),
  result(
    't1',
    '{"identifier":"DISPATCH-12","title":"[shop] TypeError: Cannot read properties of undefined (reading \'total\')"}',
  ),
  {
    kind: 'text',
    content: {
      text: 'The stack points at `renderSummary`. I will look at the basket that it gets before I believe the stack.',
      parent_tool_id: null,
    },
  },
  call('t2', 'Grep', { pattern: 'renderSummary', path: 'src', output_mode: 'files_with_matches' }),
  result('t2', 'src/checkout/page.tsx\nsrc/checkout/summary.ts\nsrc/checkout/summary.test.ts'),
  call('t3', 'Read', { file_path: '/checkout/src/checkout/summary.ts' }),
  result(
    't3',
    Array.from(
      { length: 30 },
      (_, line) => `${line + 30}\t${line === 18 ? '  const total = basket.price.total' : `  // line ${line + 30}`}`,
    ).join('\n'),
  ),
  {
    kind: 'thinking',
    content: {
      text: 'price is optional in the type of a stored basket, yet required in the type that the page uses. Someone casts in between.',
      parent_tool_id: null,
    },
  },
  call('t4', 'Bash', { command: 'npm test -- summary', description: 'Run the tests of the summary' }),
  result(
    't4',
    'FAIL src/checkout/summary.test.ts\n  ✕ renders a restored basket (12 ms)\n    TypeError: Cannot read properties of undefined',
    true,
  ),
  call('t5', 'Edit', {
    file_path: '/checkout/src/checkout/summary.ts',
    old_string: '  const total = basket.price.total\n  return row(total)',
    new_string: '  if (!basket.price) return placeholderRow()\n  const total = basket.price.total\n  return row(total)',
  }),
  result('t5', 'The file has been updated.'),
  call('t6', 'Bash', { command: 'npm test -- summary' }),
  result(
    't6',
    'PASS src/checkout/summary.test.ts\n  ✓ renders a restored basket (9 ms)\n  ✓ renders a priced basket (4 ms)\n\nTests: 2 passed',
  ),
  { kind: 'error', content: { code: 'overloaded', text: 'The model was overloaded; tried again after 4 s.' } },
  {
    kind: 'text',
    content: {
      text: 'Both cases hold now:\n\n- a basket without a price shows the placeholder\n- a priced basket shows its total',
      parent_tool_id: null,
    },
  },
]

export function makeTranscript(run: Run): Entry[] {
  const finished = run.state === 'finished'
  const drafts: EntryDraft[] = finished
    ? [
        ...transcriptScript,
        {
          kind: 'result',
          content: {
            ok: run.reason === 'succeeded',
            text: run.outcome_summary ?? 'Plan posted.',
            subtype: 'success',
            turns: 9,
            duration_ms: 742_000,
            usage: { inputTokens: 81_200, outputTokens: 6200, cacheReadTokens: 512_000, cacheWriteTokens: 40_000 },
            sessionCostMicroUsd: 420_000,
          },
        },
      ]
    : transcriptScript.slice(0, 9)
  return drafts.map((draft, index) => ({ seq: index + 1, at: ago(finished ? 198 - index * 0.7 : 4 - index * 0.3), ...draft }))
}

export function makeActivity(run: Run): Activity[] {
  const entry = (index: number, kind: string, summary: string, at: string): Activity => ({
    id: `act_${run.id}_${index}`,
    run_id: run.id,
    at,
    kind,
    summary,
    data: {},
  })
  const started = entry(
    1,
    'started',
    `${run.agent.name} started to ${run.kind === 'implement' ? 'implement the plan' : 'investigate'}`,
    run.started_at ?? run.created_at,
  )
  if (run.state !== 'finished') return [started]
  return [
    started,
    entry(
      2,
      run.plan_id ? 'plan' : 'tests',
      run.plan_id ? 'Posted a plan with 4 files' : '14 tests pass',
      run.finished_at ?? run.created_at,
    ),
  ]
}
