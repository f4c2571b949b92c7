// Errors of resources, prompts and completions, which MCP answers as errors of the protocol and not as results.
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js'
import type { Ctx } from '../platform/context.ts'
import type { AppError } from '../platform/errors.ts'
import { toAppError } from '../platform/http/problem.ts'
import { ProtocolError, resourceNotFound } from './protocol-error.ts'

/** Answers with what `work` gives, or says in the protocol's words why not. */
export async function inProtocol<T>(ctx: Ctx, method: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof ProtocolError) throw thrown
    const error = toAppError(thrown)
    if (error) throw new ProtocolError(codeOf(error, method), `${error.code}: ${error.detail}`, error.extra)
    ctx.log.error({ err: thrown, method, requestId: ctx.requestId }, 'mcp.failed')
    throw new ProtocolError(ErrorCode.InternalError, `Something failed on the server (request ${ctx.requestId ?? 'unknown'}).`)
  } finally {
    ctx.log.info({ method, actor: ctx.actor.type, actorId: ctx.actor.id }, 'mcp.called')
  }
}

function codeOf({ status }: AppError, method: string): ProtocolError['code'] {
  if (status === 404 && method === 'resources/read') return resourceNotFound
  return status === 404 || status === 422 ? ErrorCode.InvalidParams : ErrorCode.InvalidRequest
}
