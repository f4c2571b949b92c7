// The last look at an answer: no secret of this installation leaves through a tool, whoever wrote it into an issue.
import type { Ctx } from '../platform/context.ts'
import { createRedactor } from '../runs/domain/redact.ts'
import { runPorts } from '../runs/ports.ts'
import type { Answer } from './tool.ts'

export function redactAnswer(ctx: Ctx, answer: Answer): Answer {
  const redactor = redactorOf(ctx)
  return {
    ...Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, redactor.value(value)])),
    summary: redactor.text(answer.summary),
  }
}

/** For a text before it is cut: half a secret in each of two parts would be known by nobody. */
export function redactText(ctx: Ctx, text: string): string {
  return redactorOf(ctx).text(text)
}

function redactorOf(ctx: Ctx) {
  return createRedactor(runPorts(ctx.system).secretValues(ctx.workspaceId))
}
