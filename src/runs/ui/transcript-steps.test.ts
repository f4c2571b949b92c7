import { expect, test } from 'vitest'
import type { TranscriptEntry } from './run-queries.ts'
import { editOf, toolTarget, toolTitle, toSteps } from './transcript-steps.ts'

const entry = (seq: number, kind: TranscriptEntry['kind'], content: Record<string, unknown>): TranscriptEntry => ({
  seq,
  at: `2026-01-01T00:00:0${seq}.000Z`,
  kind,
  content,
})

test('a result joins the call that asked for it, also when others came between', () => {
  const steps = toSteps([
    entry(1, 'tool_call', { tool_id: 'a', name: 'Read', input: { file_path: 'x.ts' } }),
    entry(2, 'tool_call', { tool_id: 'b', name: 'Bash', input: { command: 'npm test' } }),
    entry(3, 'tool_result', { tool_id: 'b', text: 'failed', is_error: true }),
    entry(4, 'tool_result', { tool_id: 'a', text: 'text', is_error: false }),
  ])
  expect(
    steps.map((step) => (step.kind === 'tool' ? [step.call.name, step.result?.text, step.result?.isError] : step.kind)),
  ).toEqual([
    ['Read', 'text', false],
    ['Bash', 'failed', true],
  ])
})

test('a call without a result is still running, a result without a call stands alone', () => {
  const steps = toSteps([
    entry(1, 'tool_result', { tool_id: 'gone', text: 'late' }),
    entry(2, 'tool_call', { tool_id: 'a', name: 'Read', input: null }),
  ])
  expect(steps).toMatchObject([
    { kind: 'tool', result: { text: 'late' } },
    { kind: 'tool', call: { name: 'Read', input: {} }, result: null },
  ])
})

test('texts, errors and the last word keep their order', () => {
  const steps = toSteps([
    entry(1, 'system', { text: 'started' }),
    entry(2, 'text', { text: 'hello' }),
    entry(3, 'error', { code: 'overloaded', text: 'again' }),
    entry(4, 'result', { ok: true, text: 'done', turns: 3, duration_ms: 4200 }),
  ])
  expect(steps.map((step) => step.kind)).toEqual(['system', 'text', 'error', 'result'])
  expect(steps[3]).toMatchObject({ ok: true, turns: 3, durationMs: 4200 })
})

test('a tool call is told by its plain name and what it is about', () => {
  expect(toolTitle('mcp__dispatch__get_issue')).toBe('get_issue')
  expect(toolTitle('Bash')).toBe('Bash')
  expect(toolTarget({ description: 'Run tests', command: 'npm test\nexit' })).toBe('npm test')
  expect(toolTarget({ limit: 3 })).toBe('')
})

test('edits and new files have two sides', () => {
  expect(editOf({ toolId: '', name: 'Edit', input: { old_string: 'a', new_string: 'b' } })).toEqual({ before: 'a', after: 'b' })
  expect(editOf({ toolId: '', name: 'Write', input: { content: 'b' } })).toEqual({ before: '', after: 'b' })
  expect(editOf({ toolId: '', name: 'Bash', input: { content: 'b' } })).toBeNull()
})
