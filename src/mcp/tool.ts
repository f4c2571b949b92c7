// What a tool is: a command that agents may call, with who may call it and what it takes.
import type { z } from 'zod'
import type { Action } from '../access/domain/permissions.ts'
import type { Ctx } from '../platform/context.ts'

/** Goes to the agent as structured content; `summary` says it in a sentence. */
export interface Answer {
  summary: string
  [field: string]: unknown
}

export interface Tool {
  name: string
  title: string
  /** For the agent: when to use it, and what comes back. */
  description: string
  /** Agents at work, by run token; or programs and agents that run elsewhere, by API key. */
  callers: readonly ('run' | 'key')[]
  /** Hidden from callers that may not do this. */
  action: Action
  /** Changes nothing that needs a person's consent: agents in plan mode call only such tools. */
  isReadOnly: boolean
  input: z.ZodObject
  /** How many bytes the answer may have, where the input asked for more than usual. */
  maxBytes?(input: Record<string, unknown>): number
  call(ctx: Ctx, input: Record<string, unknown>): Promise<Answer>
}

/** Keeps the input's type inside the definition; the input is parsed before it is called. */
export function defineTool<Input extends z.ZodObject>(
  tool: Omit<Tool, 'input' | 'call' | 'maxBytes'> & {
    input: Input
    maxBytes?(input: z.output<Input>): number
    call(ctx: Ctx, input: z.output<Input>): Promise<Answer>
  },
): Tool {
  const { maxBytes, call, input } = tool
  return {
    ...tool,
    input,
    ...(maxBytes && { maxBytes: (raw) => maxBytes(input.parse(raw)) }),
    call: (ctx, raw) => call(ctx, input.parse(raw)),
  }
}
