// A turn as the Messages API would answer it: one JSON message, or the same as a stream of events.
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Conversation, type ModelRequest, type PickedTurn, toolCallId } from './conversation.ts'
import type { Turn, Usage } from './scenario.ts'

type Content =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }

export interface Message {
  id: string
  type: 'message'
  role: 'assistant'
  model: string
  content: Content[]
  stop_reason: string
  stop_sequence: null
  usage: Usage
}

export function toMessage(
  picked: PickedTurn,
  request: ModelRequest,
  about: { conversation: Conversation; sequence: number },
): Message {
  const { turn, index } = picked
  const fill = (value: unknown) => filled(value, { cwd: about.conversation.cwd, lastResult: about.conversation.lastResult })
  const content: Content[] = [
    ...(turn.thinking ? [{ type: 'thinking' as const, thinking: turn.thinking, signature: 'c2lnbmF0dXJl' }] : []),
    ...(turn.text ? [{ type: 'text' as const, text: String(fill(turn.text)) }] : []),
    ...(turn.tools ?? []).map((use, position) => ({
      type: 'tool_use' as const,
      id: toolCallId(index, position, about.sequence),
      name: use.name,
      input: fill(use.input),
    })),
  ]
  return {
    id: `msg_scripted_${String(about.sequence).padStart(6, '0')}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: turn.stopReason ?? (turn.tools?.length ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: { input_tokens: 1200, output_tokens: 80, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, ...turn.usage },
  }
}

/** Streams the message in pieces of 40 characters; returns early where the turn says so. */
export async function streamMessage(response: ServerResponse, message: Message, turn: Turn): Promise<void> {
  const send = (event: string, data: object) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': `req_${message.id}` })
  send('message_start', {
    message: { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } },
  })
  send('ping', {})
  if (turn.hang === 'start') return
  for (const [index, block] of message.content.entries()) {
    send('content_block_start', { index, content_block: emptied(block) })
    for (const [piece, text] of piecesOf(block).entries()) {
      send('content_block_delta', { index, delta: deltaOf(block, text) })
      if (piece === 0 && (await breaksOff(response, turn, send))) return
      if (turn.pieceDelayMs) await delay(turn.pieceDelayMs)
    }
    if (block.type === 'thinking')
      send('content_block_delta', { index, delta: { type: 'signature_delta', signature: block.signature } })
    send('content_block_stop', { index })
  }
  send('message_delta', { delta: { stop_reason: message.stop_reason, stop_sequence: null }, usage: message.usage })
  send('message_stop', {})
  response.end()
}

async function breaksOff(response: ServerResponse, turn: Turn, send: (event: string, data: object) => void): Promise<boolean> {
  if (turn.hang === 'middle') return true
  if (turn.reset === 'middle') {
    response.destroy()
    return true
  }
  if (!turn.streamError) return false
  send('error', { error: turn.streamError })
  response.end()
  return true
}

function emptied(block: Content): object {
  if (block.type === 'text') return { type: 'text', text: '' }
  if (block.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' }
  return { ...block, input: {} }
}

function piecesOf(block: Content): string[] {
  const whole = block.type === 'text' ? block.text : block.type === 'thinking' ? block.thinking : JSON.stringify(block.input)
  return whole.match(/[\s\S]{1,40}/g) ?? ['']
}

function deltaOf(block: Content, text: string): object {
  if (block.type === 'text') return { type: 'text_delta', text }
  if (block.type === 'thinking') return { type: 'thinking_delta', thinking: text }
  return { type: 'input_json_delta', partial_json: text }
}

function filled(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(cwd|lastResult)\}/g, (_, name: string) => variables[name] ?? '')
  if (Array.isArray(value)) return value.map((item) => filled(item, variables))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, variables)]))
}
