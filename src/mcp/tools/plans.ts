// What a run is for, and the plan between its investigation and its implementation.
import { z } from 'zod'
import { Invalid } from '../../platform/errors.ts'
import type { MarkedText } from '../../runs/domain/marked-text.ts'
import { getApprovedPlan } from '../../runs/get-approved-plan.ts'
import { getRunContext } from '../../runs/get-run-context.ts'
import { planLengthMax, submitPlan } from '../../runs/submit-plan.ts'
import { markPart, newBoundary, partOf } from '../domain/excerpt.ts'
import { fittingText } from '../fitting-text.ts'
import { ownIssue, refuseOtherRun } from '../own-issue.ts'
import { redactText } from '../redact-answer.ts'
import { defineTool } from '../tool.ts'
import { bytesFor, excerptInput, issueInput, runInput } from './inputs.ts'

const getRunContextTool = defineTool({
  name: 'get_run_context',
  title: 'What this run is for',
  description:
    'Your task, the repository, the branch, feedback and answers from people, the rules of the repository, and what was tried before. Read it first. A text with a next_offset goes on: call again with its `source` and that offset.',
  callers: ['run', 'key'],
  action: 'issue.read',
  isReadOnly: true,
  input: z.strictObject({
    run_id: runInput,
    source: z.string().min(1).max(200).describe('Only the text of this source.').optional(),
    offset: excerptInput.offset,
    max_chars: excerptInput.max_chars.default(1_500),
  }),
  maxBytes: bytesFor,
  async call(ctx, { run_id, source, offset, max_chars }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'get_run_context' })
    const { trusted, untrusted, ...context } = await getRunContext(ctx, run_id === undefined ? {} : { runId: run_id })
    if (source === undefined && offset > 0)
      throw new Invalid([{ path: 'source', message: 'say which text goes on at this offset' }])
    const isWanted = (text: MarkedText) => source === undefined || text.source === source
    return fittingText(max_chars, bytesFor({ max_chars }), (maxChars) => {
      const part = (text: MarkedText) => partOf({ ...text, text: redactText(ctx, text.text) }, { offset, maxChars })
      return {
        summary: `${context.issue.identifier}: ${context.run.kind.replace('_', ' ')}.`,
        ...(source === undefined && context),
        trusted: trusted.filter(isWanted).map(part),
        untrusted: untrusted.filter(isWanted).map(part),
      }
    })
  },
})

const postPlan = defineTool({
  name: 'post_plan',
  title: 'Post the plan',
  description:
    'Proposes what to do, in Markdown: the cause with its evidence, the change file by file, how to test it, what could go wrong. A person approves exactly this text or asks for changes. Posting again replaces it.',
  callers: ['run', 'key'],
  action: 'plan.submit',
  // It proposes and changes nothing; agents in plan mode could not call it otherwise.
  isReadOnly: true,
  input: z.strictObject({
    content: z.string().min(1).max(planLengthMax).describe('Markdown.'),
    issue: issueInput,
    run_id: runInput,
  }),
  async call(ctx, { content, issue, run_id }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'post_plan' })
    const own =
      ctx.runIssueId === undefined && issue === undefined ? undefined : (await ownIssue(ctx, { issue, tool: 'post_plan' })).id
    const plan = await submitPlan(ctx, {
      content,
      ...(own !== undefined && { issue: own }),
      ...(run_id !== undefined && { runId: run_id }),
    })
    return {
      summary: `Version ${plan.version} of the plan waits for a person. If this was an investigation, end it with complete_run.`,
      plan_id: plan.id,
      version: plan.version,
      state: plan.state,
      content_hash: plan.content_hash,
    }
  },
})

const getApprovedPlanTool = defineTool({
  name: 'get_approved_plan',
  title: 'Read the approved plan',
  description:
    'The plan that a person approved, exactly as approved: do what it says and nothing besides. A long one comes in parts, by offset.',
  callers: ['run', 'key'],
  action: 'issue.read',
  isReadOnly: true,
  input: z.strictObject({ issue: issueInput, offset: excerptInput.offset, max_chars: excerptInput.max_chars.default(6_000) }),
  maxBytes: bytesFor,
  async call(ctx, { issue, offset, max_chars }) {
    const own = await ownIssue(ctx, { issue, tool: 'get_approved_plan' })
    const plan = await getApprovedPlan(ctx, { issue: own.id })
    const boundary = newBoundary()
    return fittingText(max_chars, bytesFor({ max_chars }), (maxChars) => ({
      summary: `Version ${plan.version} is approved.`,
      plan_id: plan.id,
      version: plan.version,
      base_sha: plan.base_sha,
      content_hash: plan.content_hash,
      content: markPart({ source: 'approved plan', author: null, text: plan.content }, boundary, { offset, maxChars }),
    }))
  },
})

export const planTools = [getRunContextTool, postPlan, getApprovedPlanTool]
