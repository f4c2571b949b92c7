// The library answers wrong parameters with its schema's complaint as the text of an internal error. They are the caller's mistake.
import { ErrorCode, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

const complaints = z.array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })).min(1)

/** The same answer, with such an error as what it is. */
export function withWrongParameters(answer: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in answer) || answer.error.code !== ErrorCode.InternalError) return answer
  const found = complaints.safeParse(parse(answer.error.message))
  if (!found.success) return answer
  const message = found.data
    .slice(0, 5)
    .map(({ path, message: what }) => `${path.join('.')}: ${what}`)
    .join('; ')
  return { ...answer, error: { code: ErrorCode.InvalidParams, message } }
}

function parse(text: string): unknown {
  if (!text.startsWith('[')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
