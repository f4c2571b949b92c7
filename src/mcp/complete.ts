// Completes identifiers of issues, for prompts and resource templates: what was typed may be a number, an identifier or a word.
import { type CompleteRequest, type CompleteResult, ErrorCode } from '@modelcontextprotocol/sdk/types.js'
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { issueTemplate, planTemplate } from './domain/resource-uri.ts'
import { offersPrompts, promptNames } from './prompts.ts'
import { ProtocolError } from './protocol-error.ts'
import { selectIdentifiers } from './store/identifiers.ts'

const shown = 20

/** @throws ProtocolError for a prompt or template that there is not */
export async function complete(ctx: Ctx, { ref, argument }: CompleteRequest['params']): Promise<CompleteResult> {
  const isKnown =
    ref.type === 'ref/prompt'
      ? offersPrompts(ctx) && promptNames.includes(ref.name)
      : ref.uri === issueTemplate || ref.uri === planTemplate
  if (!isKnown) throw new ProtocolError(ErrorCode.InvalidParams, 'There is no such prompt or resource template to complete.')
  const completed = ref.type === 'ref/prompt' ? 'issue' : 'identifier'
  if (argument.name !== completed) return { completion: { values: [], total: 0, hasMore: false } }
  authorize(ctx, 'issue.read', ctx.runIssueId === undefined ? {} : { issueId: ctx.runIssueId })
  const found = await selectIdentifiers(ctx.db, {
    workspaceId: ctx.workspaceId,
    issueId: ctx.runIssueId,
    typed: argument.value.trim().slice(0, 100),
    limit: shown + 1,
  })
  return { completion: { values: found.slice(0, shown), hasMore: found.length > shown } }
}
