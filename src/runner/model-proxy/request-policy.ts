// Which model calls an agent may make: messages and token counts, without tools that the provider itself would run.
import { z } from 'zod'

/** A refusal in the provider's own words, so that every client understands it. */
export interface Refusal {
  status: number
  type: string
  message: string
}

export type PathVerdict = { ok: true; isMetered: boolean } | { ok: false; refusal: Refusal }

/** Judges method and path below the run's address. */
export function judgePath(method: string | undefined, path: string): PathVerdict {
  if (path !== '/v1/messages' && path !== '/v1/messages/count_tokens') {
    return {
      ok: false,
      refusal: {
        status: 404,
        type: 'not_found_error',
        message: 'Only /v1/messages and /v1/messages/count_tokens are available.',
      },
    }
  }
  if (method !== 'POST') return { ok: false, refusal: { status: 405, type: 'invalid_request_error', message: 'Use POST.' } }
  return { ok: true, isMetered: path === '/v1/messages' }
}

const bodySchema = z.looseObject({
  model: z.string().max(200),
  max_tokens: z.number().nonnegative().nullable().catch(null),
  tools: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  mcp_servers: z.array(z.unknown()).optional(),
  speed: z.string().optional(),
})

export type BodyVerdict = { ok: true; model: string; maxTokens: number | null } | { ok: false; refusal: Refusal }

/** Judges a body. Tools that run at the provider would be a way out to the network; fast mode has prices of its own. */
export function judgeBody(body: Buffer): BodyVerdict {
  const parsed = bodySchema.safeParse(parseJson(body))
  if (!parsed.success) return refuse('The body is not a request of the Messages API.')
  const { model, max_tokens: maxTokens, tools = [], mcp_servers = [], speed } = parsed.data
  const remote = tools.find((tool) => /^(web_|code_execution|mcp)/.test(tool.type ?? ''))
  if (remote) return refuse(`Tools of type ${remote.type} run outside of this machine and are not available.`)
  if (mcp_servers.length > 0) return refuse('Remote MCP servers are not available.')
  if (speed !== undefined && speed !== 'standard') return refuse('Only the standard speed is available.')
  return { ok: true, model, maxTokens }
}

/** The answer when the run's money is spent: not a status that clients retry. */
export const budgetSpent: Refusal = { status: 403, type: 'permission_error', message: "This run's budget is spent." }
/** The answer when open calls may use up what is left: worth another try once one of them has ended. */
export const budgetHeld: Refusal = {
  status: 429,
  type: 'rate_limit_error',
  message: "The rest of this run's budget is set aside for its open calls.",
}
export const wrongToken: Refusal = { status: 401, type: 'authentication_error', message: 'The token is not valid for this run.' }
export const tooLarge: Refusal = { status: 413, type: 'request_too_large', message: 'The request is too large.' }
export const tooManyCalls: Refusal = { status: 429, type: 'rate_limit_error', message: 'This run has too many calls open.' }
export const unreachable: Refusal = { status: 502, type: 'api_error', message: 'The model API cannot be reached.' }

function refuse(message: string): BodyVerdict {
  return { ok: false, refusal: { status: 400, type: 'invalid_request_error', message } }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
