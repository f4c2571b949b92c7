// Reads the tokens out of an answer of the Messages API while it passes through, whole or as events, cut off or not.
import { createParser } from 'eventsource-parser'
import { z } from 'zod'
import type { CallTokens } from '../../runs/domain/prices.ts'

const count = z.number().int().nonnegative().optional().catch(undefined)
const usageSchema = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: z.looseObject({ ephemeral_1h_input_tokens: count }).nullish().catch(null),
})
const messageSchema = z.looseObject({ model: z.string().optional(), usage: usageSchema.optional() })
const eventSchema = z.looseObject({
  type: z.string(),
  message: messageSchema.optional(),
  usage: usageSchema.nullish(),
  delta: z
    .looseObject({ text: z.string().optional(), thinking: z.string().optional(), partial_json: z.string().optional() })
    .nullish()
    .catch(null),
})

export interface Metered {
  /** The model that answered, if the answer says so. */
  model: string | null
  tokens: CallTokens
}

export interface UsageMeter {
  feed(chunk: Uint8Array): void
  /** What was seen so far; null if the answer never began. A stream that was cut off is counted by its length. */
  read(): Metered | null
}

const charactersPerToken = 3
const jsonMax = 32 * 1024 * 1024

/** A meter for the answer's content type. */
export function createUsageMeter(contentType: string): UsageMeter {
  return contentType.includes('text/event-stream') ? streamMeter() : jsonMeter()
}

function streamMeter(): UsageMeter {
  const decoder = new TextDecoder()
  let metered: Metered | null = null
  let characters = 0
  let isComplete = false
  const parser = createParser({
    onEvent({ data }) {
      const event = parseEvent(data)
      if (!event) return
      const { delta, message, usage } = event
      if (message) metered = { model: message.model ?? null, tokens: withUsage(noTokens, message.usage) }
      characters += (delta?.text ?? delta?.thinking ?? delta?.partial_json ?? '').length
      if (!usage || !metered) return
      metered = { ...metered, tokens: withUsage(metered.tokens, usage) }
      isComplete = true
    },
  })
  return {
    feed: (chunk) => parser.feed(decoder.decode(chunk, { stream: true })),
    read() {
      if (!metered || isComplete) return metered
      const outputTokens = Math.max(metered.tokens.outputTokens, Math.ceil(characters / charactersPerToken))
      return { ...metered, tokens: { ...metered.tokens, outputTokens } }
    },
  }
}

function jsonMeter(): UsageMeter {
  const chunks: Uint8Array[] = []
  let size = 0
  return {
    feed(chunk) {
      size += chunk.length
      if (size <= jsonMax) chunks.push(chunk)
    },
    read() {
      const parsed = messageSchema.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')))
      if (!parsed.success || !parsed.data.usage) return null
      return { model: parsed.data.model ?? null, tokens: withUsage(noTokens, parsed.data.usage) }
    },
  }
}

const noTokens: CallTokens = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cacheWriteLongTokens: 0 }

/** Counts in an answer are totals so far, so a later one replaces an earlier one. */
function withUsage(tokens: CallTokens, usage: z.infer<typeof usageSchema> | undefined): CallTokens {
  return {
    inputTokens: usage?.input_tokens ?? tokens.inputTokens,
    outputTokens: usage?.output_tokens ?? tokens.outputTokens,
    cacheReadTokens: usage?.cache_read_input_tokens ?? tokens.cacheReadTokens,
    cacheWriteTokens: usage?.cache_creation_input_tokens ?? tokens.cacheWriteTokens,
    cacheWriteLongTokens: usage?.cache_creation?.ephemeral_1h_input_tokens ?? tokens.cacheWriteLongTokens,
  }
}

function parseEvent(data: string): z.infer<typeof eventSchema> | undefined {
  return eventSchema.safeParse(parseJson(data)).data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
