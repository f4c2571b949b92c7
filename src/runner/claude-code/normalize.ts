// A line of the CLI becomes transcript entries; pure, so recorded transcripts test it without a process.
import type { ResultEntry, TokenUsage, TranscriptEntry } from '../../runs/domain/agent-adapter.ts'
import type { AgentLine, ContentBlock, ResultLine, SystemLine } from './lines.ts'

/** Entries that a line adds to the transcript: finished blocks only; deltas, pings and status lines add none. */
export function normalize(line: AgentLine): TranscriptEntry[] {
  switch (line.type) {
    case 'system':
      return systemEntries(line)
    case 'assistant':
      return line.message.content.flatMap((block) => assistantEntries(block, line.parent_tool_use_id ?? null))
    case 'user':
      return typeof line.message.content === 'string' ? [] : line.message.content.flatMap(toolResults)
    case 'result':
      return [resultEntry(line)]
    case 'stream_event':
      return []
    case 'unknown':
      return isQuietKind(line.raw) ? [] : [{ kind: 'system', event: 'unreadable_output', text: line.raw }]
  }
}

/** The CLI's last word. An API error arrives as subtype "success" with is_error, so only `ok` may be trusted. */
export function resultEntry(line: ResultLine): ResultEntry {
  return {
    kind: 'result',
    ok: line.subtype === 'success' && !line.is_error,
    text: line.result ?? line.errors?.join('; ') ?? '',
    subtype: line.subtype,
    turns: line.num_turns ?? 0,
    durationMs: line.duration_ms ?? 0,
    usage: usageOfProcess(line),
    sessionCostMicroUsd: typeof line.total_cost_usd === 'number' ? Math.round(line.total_cost_usd * 1_000_000) : null,
  }
}

function systemEntries(line: SystemLine): TranscriptEntry[] {
  switch (line.subtype) {
    case 'init':
      return [startedEntry(line)]
    case 'api_retry':
      return [
        {
          kind: 'error',
          code: line.error ?? 'unknown',
          text: `The model API did not answer well (${line.error_status ?? 'no answer'}); attempt ${line.attempt ?? 0} of ${line.max_retries ?? 0}.`,
        },
      ]
    case 'permission_denied':
      return [
        {
          kind: 'system',
          event: 'tool_denied',
          text: `${line.tool_name ?? 'A tool'} was not allowed: ${line.message ?? ''}`,
          data: { tool: line.tool_name ?? null, tool_id: line.tool_use_id ?? null },
        },
      ]
    case 'informational':
      return line.content ? [{ kind: 'system', event: 'notice', text: line.content }] : []
    default:
      return []
  }
}

function startedEntry(line: SystemLine): TranscriptEntry {
  return {
    kind: 'system',
    event: 'started',
    text: `Claude Code ${line.claude_code_version ?? ''} started with ${line.model ?? 'its default model'}.`,
    data: {
      session_id: line.session_id ?? null,
      permission_mode: line.permissionMode ?? null,
      tools: line.tools ?? [],
      mcp: (line.mcp_servers ?? []).map((server) => ({ name: server.name, status: server.status })),
    },
  }
}

function assistantEntries(block: ContentBlock, parentToolId: string | null): TranscriptEntry[] {
  if (block.type === 'text') return block.text ? [{ kind: 'text', text: block.text, parentToolId }] : []
  if (block.type === 'thinking') return block.thinking ? [{ kind: 'thinking', text: block.thinking, parentToolId }] : []
  if (block.type === 'tool_use') {
    return [{ kind: 'tool_call', toolId: block.id ?? '', name: block.name ?? 'unknown', input: block.input ?? {}, parentToolId }]
  }
  return []
}

function toolResults(block: ContentBlock): TranscriptEntry[] {
  if (block.type !== 'tool_result') return []
  return [{ kind: 'tool_result', toolId: block.tool_use_id ?? '', text: textOf(block.content), isError: block.is_error ?? false }]
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => (hasText(part) ? part.text : `[${hasType(part) ? part.type : 'data'}]`)).join('\n')
}

function hasText(part: unknown): part is { text: string } {
  return typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
}

function hasType(part: unknown): part is { type: string } {
  return typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string'
}

function usageOfProcess(line: ResultLine): TokenUsage {
  const perModel = Object.values(line.model_usage_since_last_result ?? {})
  if (perModel.length === 0) {
    return {
      inputTokens: line.usage?.input_tokens ?? 0,
      outputTokens: line.usage?.output_tokens ?? 0,
      cacheReadTokens: line.usage?.cache_read_input_tokens ?? 0,
      cacheWriteTokens: line.usage?.cache_creation_input_tokens ?? 0,
    }
  }
  const sum = (pick: (usage: (typeof perModel)[number]) => number | undefined) =>
    perModel.reduce((total, usage) => total + (pick(usage) ?? 0), 0)
  return {
    inputTokens: sum((usage) => usage.inputTokens),
    outputTokens: sum((usage) => usage.outputTokens),
    cacheReadTokens: sum((usage) => usage.cacheReadInputTokens),
    cacheWriteTokens: sum((usage) => usage.cacheCreationInputTokens),
  }
}

/** JSON of a kind that this version does not know is skipped; anything that is not JSON is shown. */
function isQuietKind(raw: string): boolean {
  return raw.startsWith('{"') && raw.includes('"type":')
}
