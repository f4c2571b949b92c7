// One line of `claude --output-format stream-json`, read leniently: each release adds kinds and fields, none may break a run.
import { z } from 'zod'

const count = z.number().nonnegative().catch(0)
const optionalText = z.string().nullish().catch(null)

const tokens = z.looseObject({
  input_tokens: count.optional(),
  output_tokens: count.optional(),
  cache_read_input_tokens: count.optional(),
  cache_creation_input_tokens: count.optional(),
})

const modelUsage = z.looseObject({
  inputTokens: count.optional(),
  outputTokens: count.optional(),
  cacheReadInputTokens: count.optional(),
  cacheCreationInputTokens: count.optional(),
})

const block = z.looseObject({
  type: z.string(),
  text: optionalText,
  thinking: optionalText,
  id: optionalText,
  name: optionalText,
  input: z.unknown().optional(),
  tool_use_id: optionalText,
  content: z.unknown().optional(),
  is_error: z.boolean().nullish(),
})

const session = { session_id: optionalText }

const systemLine = z.looseObject({
  type: z.literal('system'),
  subtype: z.string().catch(''),
  ...session,
  mcp_servers: z.array(z.looseObject({ name: z.string(), status: z.string() })).optional(),
  model: optionalText,
  claude_code_version: optionalText,
  permissionMode: optionalText,
  tools: z.array(z.string()).optional().catch(undefined),
  attempt: count.optional(),
  max_retries: count.optional(),
  error_status: z.number().nullish(),
  error: optionalText,
  tool_name: optionalText,
  tool_use_id: optionalText,
  message: optionalText,
  content: optionalText,
})

const assistantLine = z.looseObject({
  type: z.literal('assistant'),
  ...session,
  error: optionalText,
  parent_tool_use_id: optionalText,
  message: z.looseObject({ content: z.array(block) }),
})

const userLine = z.looseObject({
  type: z.literal('user'),
  ...session,
  parent_tool_use_id: optionalText,
  message: z.looseObject({ content: z.union([z.string(), z.array(block)]) }),
})

const streamLine = z.looseObject({
  type: z.literal('stream_event'),
  ...session,
  event: z.looseObject({ type: z.string(), usage: tokens.nullish() }),
})

const resultLine = z.looseObject({
  type: z.literal('result'),
  subtype: z.string().catch(''),
  ...session,
  is_error: z.boolean().catch(true),
  result: optionalText,
  stop_reason: optionalText,
  terminal_reason: optionalText,
  api_error_status: z.number().nullish(),
  errors: z.array(z.string()).optional().catch(undefined),
  num_turns: count.optional(),
  duration_ms: count.optional(),
  total_cost_usd: z.number().nullish().catch(null),
  usage: tokens.optional(),
  modelUsage: z.record(z.string(), modelUsage).optional().catch(undefined),
  model_usage_since_last_result: z.record(z.string(), modelUsage).optional().catch(undefined),
  permission_denials: z
    .array(z.looseObject({ tool_name: z.string(), tool_input: z.unknown().optional() }))
    .optional()
    .catch(undefined),
})

const lineSchema = z.discriminatedUnion('type', [systemLine, assistantLine, userLine, streamLine, resultLine])

export type SystemLine = z.infer<typeof systemLine>
export type ResultLine = z.infer<typeof resultLine>
export type ContentBlock = z.infer<typeof block>
export type AgentLine = z.infer<typeof lineSchema> | { type: 'unknown'; raw: string }

/** Reads one line; whatever is not understood comes back as `unknown` with its first 2,000 characters. */
export function parseLine(text: string): AgentLine {
  const unknown = { type: 'unknown', raw: text.slice(0, 2000) } as const
  const json = parseJson(text)
  if (json === undefined) return unknown
  const parsed = lineSchema.safeParse(json)
  return parsed.success ? parsed.data : unknown
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
