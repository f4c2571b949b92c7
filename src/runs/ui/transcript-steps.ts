// Entries of a transcript as steps: each tool call with its result, in the order in which they began.
import type { TranscriptEntry } from './run-queries.ts'

export type Step =
  | { kind: 'text' | 'thinking' | 'system'; seq: number; at: string; text: string }
  | { kind: 'error'; seq: number; at: string; code: string; text: string }
  | { kind: 'tool'; seq: number; at: string; call: ToolCall; result: ToolResult | null }
  | { kind: 'result'; seq: number; at: string; ok: boolean; text: string; turns: number | null; durationMs: number | null }

export interface ToolCall {
  toolId: string
  name: string
  input: Record<string, unknown>
}
export interface ToolResult {
  at: string
  text: string
  isError: boolean
}

export function toSteps(entries: readonly TranscriptEntry[]): Step[] {
  const steps: Step[] = []
  const openCalls = new Map<string, number>()
  for (const { seq, at, kind, content } of entries) {
    if (kind === 'tool_call') {
      const call = { toolId: text(content.tool_id), name: text(content.name), input: record(content.input) }
      openCalls.set(call.toolId, steps.length)
      steps.push({ kind: 'tool', seq, at, call, result: null })
    } else if (kind === 'tool_result') {
      attachResult(steps, openCalls.get(text(content.tool_id)), {
        seq,
        at,
        text: text(content.text),
        isError: content.is_error === true,
      })
    } else if (kind === 'error') {
      steps.push({ kind, seq, at, code: text(content.code), text: text(content.text) })
    } else if (kind === 'result') {
      steps.push({
        kind,
        seq,
        at,
        ok: content.ok === true,
        text: text(content.text),
        turns: amount(content.turns),
        durationMs: amount(content.duration_ms),
      })
    } else {
      steps.push({ kind, seq, at, text: text(content.text) })
    }
  }
  return steps
}

/** A result whose call is not there (it was before the first loaded entry) stands alone. */
function attachResult(steps: Step[], index: number | undefined, { seq, ...result }: ToolResult & { seq: number }): void {
  const step = index === undefined ? undefined : steps[index]
  if (step?.kind === 'tool' && index !== undefined) steps[index] = { ...step, result }
  else steps.push({ kind: 'tool', seq, at: result.at, call: { toolId: '', name: 'result', input: {} }, result })
}

/** `mcp__dispatch__get_issue` → `get_issue`. */
export function toolTitle(name: string): string {
  return name.replace(/^mcp__[^_]+(?:_[^_]+)*__/, '')
}

const targetKeys = [
  'file_path',
  'notebook_path',
  'command',
  'pattern',
  'path',
  'query',
  'url',
  'issue',
  'identifier',
  'description',
  'prompt',
  'title',
]

/** What a tool call is about, on one line. */
export function toolTarget(input: Record<string, unknown>): string {
  const found = targetKeys.map((key) => input[key]).find((value) => typeof value === 'string' && value !== '')
  return typeof found === 'string' ? (found.split('\n')[0] ?? '').slice(0, 200) : ''
}

/** The two sides of an edit, if the call is one. */
export function editOf(call: ToolCall): { before: string; after: string } | null {
  const { old_string: before, new_string: after, content } = call.input
  if (typeof before === 'string' && typeof after === 'string') return { before, after }
  return call.name === 'Write' && typeof content === 'string' ? { before: '', after: content } : null
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
function amount(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
/** JSON objects of a transcript; what is none counts as empty. */
function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
