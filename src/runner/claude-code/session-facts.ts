// What the runner remembers of a CLI's output while it runs: enough for the watchdogs and for the verdict at the end.
import type { TokenUsage } from '../../runs/domain/agent-adapter.ts'
import type { AgentLine, ResultLine } from './lines.ts'

/** Folded over all lines of one process; `usage` counts finished messages, for processes that end without a result. */
export interface SessionFacts {
  sawInit: boolean
  sessionId: string | null
  mcpStatus: string | null
  apiError: string | null
  authRejected: boolean
  openTools: ReadonlySet<string>
  turns: number
  usage: TokenUsage
  result: ResultLine | null
}

/** The name under which every agent's MCP configuration knows Dispatch. */
export const mcpServerName = 'dispatch'

export const noFacts: SessionFacts = {
  sawInit: false,
  sessionId: null,
  mcpStatus: null,
  apiError: null,
  authRejected: false,
  openTools: new Set(),
  turns: 0,
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  result: null,
}

/** The facts after one more line. */
export function observe(facts: SessionFacts, line: AgentLine): SessionFacts {
  if (line.type === 'unknown') return facts
  const known = line.session_id ? { ...facts, sessionId: line.session_id } : facts
  switch (line.type) {
    case 'system':
      if (line.subtype === 'init') {
        const status = line.mcp_servers?.find((server) => server.name === mcpServerName)?.status ?? 'missing'
        return { ...known, sawInit: true, mcpStatus: status }
      }
      return line.subtype === 'api_retry' && isAuthRejection(line.error_status, line.error)
        ? { ...known, authRejected: true }
        : known
    case 'assistant':
      return {
        ...known,
        apiError: line.error ?? known.apiError,
        openTools: withTools(
          known.openTools,
          line.message.content.flatMap((b) => (b.type === 'tool_use' && b.id ? [b.id] : [])),
        ),
      }
    case 'user':
      return { ...known, openTools: withoutTools(known.openTools, line.message.content) }
    case 'stream_event':
      return line.event.type === 'message_delta' && line.event.usage ? addMessage(known, line.event.usage) : known
    case 'result':
      return { ...known, result: line, openTools: new Set() }
  }
}

function isAuthRejection(status: number | null | undefined, error: string | null | undefined): boolean {
  return status === 401 || error === 'authentication_failed'
}

function withTools(open: ReadonlySet<string>, ids: string[]): ReadonlySet<string> {
  return ids.length === 0 ? open : new Set([...open, ...ids])
}

function withoutTools(
  open: ReadonlySet<string>,
  content: string | { type: string; tool_use_id?: string | null }[],
): ReadonlySet<string> {
  if (typeof content === 'string') return open
  const done = new Set(content.flatMap((block) => (block.type === 'tool_result' && block.tool_use_id ? [block.tool_use_id] : [])))
  return done.size === 0 ? open : new Set([...open].filter((id) => !done.has(id)))
}

interface MessageTokens {
  input_tokens?: number
  output_tokens?: number
  cache_read_input_tokens?: number
  cache_creation_input_tokens?: number
}

function addMessage(facts: SessionFacts, added: MessageTokens): SessionFacts {
  const { usage } = facts
  return {
    ...facts,
    turns: facts.turns + 1,
    usage: {
      inputTokens: usage.inputTokens + (added.input_tokens ?? 0),
      outputTokens: usage.outputTokens + (added.output_tokens ?? 0),
      cacheReadTokens: usage.cacheReadTokens + (added.cache_read_input_tokens ?? 0),
      cacheWriteTokens: usage.cacheWriteTokens + (added.cache_creation_input_tokens ?? 0),
    },
  }
}
