// Reads an issue or a plan as Markdown: facts of ours, and the texts of others inside marks, as the tools show them.
import type { ReadResourceResult } from '@modelcontextprotocol/sdk/types.js'
import { loadIssue } from '../../issues/load-issue.ts'
import type { Ctx } from '../../platform/context.ts'
import { readPlan } from '../../runs/read-plan.ts'
import { issueDescriber } from '../describe-issue.ts'
import { markPart, newBoundary } from '../domain/excerpt.ts'
import { issueUri, parseResourceUri, planUri, type ResourceAddress } from '../domain/resource-uri.ts'
import { fittingText } from '../fitting-text.ts'
import { ownIssue } from '../own-issue.ts'
import { ProtocolError, resourceNotFound } from '../protocol-error.ts'
import { redactText } from '../redact-answer.ts'
import { bytesFor } from '../tools/inputs.ts'
import { issueMarkdown, planMarkdown } from './to-markdown.ts'

const usualChars = 4_000
const tool = 'resources/read'

/** @throws ProtocolError for what is no address, NotFound, Forbidden `other_issue` */
export async function readResource(ctx: Ctx, uri: string): Promise<ReadResourceResult> {
  const address = parseResourceUri(uri)
  if (!address) {
    const example = `${issueUri('DISPATCH-42')} or ${planUri('DISPATCH-42')}`
    throw new ProtocolError(resourceNotFound, `There is no such resource. Addresses look like ${example}.`, { uri })
  }
  const text = address.kind === 'issue' ? await readIssueText(ctx, address) : await readPlanText(ctx, address)
  return { contents: [{ uri, mimeType: 'text/markdown', text: redactText(ctx, text) }] }
}

async function readIssueText(ctx: Ctx, { issue, offset, maxChars }: ResourceAddress): Promise<string> {
  const row = await ownIssue(ctx, { issue, tool })
  const describe = await issueDescriber(ctx, await loadIssue(ctx, row.id), row)
  return fitting(maxChars, (chars) => issueMarkdown(describe({ offset, maxChars: chars })))
}

async function readPlanText(ctx: Ctx, { issue, offset, maxChars }: ResourceAddress): Promise<string> {
  const row = await ownIssue(ctx, { issue, tool })
  const plan = await readPlan(ctx, { issue: row.id })
  const boundary = newBoundary()
  const author = `${plan.created_by.type} ${plan.created_by.name}`
  return fitting(maxChars, (chars) => {
    const content = markPart({ source: 'plan', author, text: plan.content }, boundary, { offset, maxChars: chars })
    return planMarkdown(`${row.prefix}-${row.number}`, plan, content)
  })
}

function fitting(maxChars: number | undefined, build: (maxChars: number) => string): Promise<string> {
  const wanted = maxChars ?? usualChars
  return fittingText(wanted, bytesFor({ max_chars: wanted }), build)
}
