// What the runs of the preview did: their transcripts, and the activities on the issue.
import type { Activity, Entry, Run } from './types.ts'
import { ago } from './workspace-data.ts'

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
