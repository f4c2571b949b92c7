// What an agent is told about this server before it calls anything.
import type { Ctx } from '../platform/context.ts'
import { markedTextNotice } from '../runs/domain/marked-text.ts'

const forRuns = [
  'You work for Dispatch on one issue; every tool here concerns that issue.',
  'Begin with get_run_context and get_issue. An investigation ends with post_plan, then complete_run; an implementation follows get_approved_plan, commits, and ends with complete_run.',
  'If you cannot go on, use report_blocker; if a person must decide, use ask_question. Either ends your run: stop after it.',
  markedTextNotice,
].join(' ')

const forKeys = [
  'Dispatch tracks issues and the coding agents that work on them. Issues are named like DISPATCH-42.',
  'Lists are paged: pass next_cursor as cursor. Errors say what to do.',
  markedTextNotice,
].join(' ')

export function instructionsFor(ctx: Ctx): string {
  return ctx.actor.type === 'run' ? forRuns : forKeys
}
