// Calls a tool and turns whatever comes of it into an answer that tells the agent what to do next.
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { Ctx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { toAppError } from '../platform/http/problem.ts'
import { usualBytes } from './domain/answer-size.ts'
import { shrink } from './domain/shrink.ts'
import { redactAnswer } from './redact-answer.ts'
import type { Tool } from './tool.ts'

export async function callTool(ctx: Ctx, tool: Tool, input: Record<string, unknown>): Promise<CallToolResult> {
  const startedAt = performance.now()
  try {
    const answer = redactAnswer(ctx, await tool.call(ctx, input))
    const structuredContent = shrink(answer, Math.max(usualBytes, tool.maxBytes?.(input) ?? 0))
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent }
  } catch (error) {
    return toToolError(ctx, tool, error)
  } finally {
    ctx.log.info(
      { tool: tool.name, actor: ctx.actor.type, actorId: ctx.actor.id, milliseconds: Math.round(performance.now() - startedAt) },
      'mcp.called',
    )
  }
}

/** Agents see the text of an error only, so everything they need stands in it. */
function toToolError(ctx: Ctx, tool: Tool, thrown: unknown): CallToolResult {
  const error = toAppError(thrown)
  if (!error) ctx.log.error({ err: thrown, tool: tool.name, requestId: ctx.requestId }, 'mcp.failed')
  const { code, detail, extra } =
    error ??
    new AppError(500, 'Internal', {
      code: 'internal_error',
      detail: `Something failed on the server (request ${ctx.requestId ?? 'unknown'}). Try once more; if it fails again, say so in your report.`,
    })
  const more = Object.keys(extra).length > 0 ? `\n${JSON.stringify(shrink(extra, 2_000))}` : ''
  const advice = adviceFor(ctx, code)
  return { isError: true, content: [{ type: 'text', text: `${code}: ${detail}${advice ? ` ${advice}` : ''}${more}` }] }
}

function adviceFor(ctx: Ctx, code: string): string | undefined {
  switch (code) {
    case 'not_found':
      return ctx.actor.type === 'run' ? undefined : 'Find it with search_issues or list_issues.'
    case 'stale_revision':
      return 'Call get_issue, then repeat the change with its revision.'
    case 'other_issue':
      return 'Leave out `issue`: your tools work on your own issue by themselves.'
    case 'other_run':
      return 'Leave out `run_id`: your tools report for your own run by themselves.'
    case 'gate_refused':
      return 'Do not try again by yourself: it starts when the limit allows it, or a person decides.'
    case 'close_gate':
      return 'An issue that came from an error is done by a verified fix or a person, not by an agent.'
    default:
      return undefined
  }
}
