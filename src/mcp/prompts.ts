// What a person can ask an agent of their own to do with an issue. Fixed words of ours: what others wrote comes by the tools.
import type { GetPromptResult, Prompt } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { markedTextNotice } from '../runs/domain/marked-text.ts'
import { toolsFor } from './catalog.ts'

interface PromptDefinition {
  name: string
  title: string
  description: string
  steps(identifier: string, may: (tool: string) => boolean): (string | false)[]
}

const investigate: PromptDefinition = {
  name: 'investigate',
  title: 'Investigate an issue',
  description: 'Find the cause of an issue in this repository and post a plan that a person can approve. Changes no code.',
  steps: (identifier, may) => [
    `Investigate the issue ${identifier} of Dispatch. Change no files.`,
    may('claim_issue') && `Claim it with claim_issue, so that nobody does the same work.`,
    `Read it with get_issue, and look with find_similar whether it is known already.`,
    `Find the cause in the code of this repository, with evidence: the failing line, the input, the commit.`,
    may('post_plan')
      ? `Post a plan with post_plan: the cause with its evidence, the change file by file, how to test it, what could go wrong. A person approves it or asks for changes. Stop there.`
      : `Say what you found and what you would change. Stop there.`,
    may('add_comment') && `If you cannot go on, or a person must decide, say so with add_comment and stop.`,
  ],
}

const implement: PromptDefinition = {
  name: 'implement',
  title: 'Implement an approved plan',
  description: 'Carry out the approved plan of an issue in this repository, with tests, ready for a pull request.',
  steps: (identifier, may) => [
    `Implement the approved plan of the issue ${identifier} of Dispatch.`,
    may('claim_issue') && `Claim it with claim_issue, so that nobody does the same work.`,
    `Read the plan with get_approved_plan. If none is approved, say so and stop: only a person approves plans.`,
    `Do what the plan says and nothing besides, on a branch whose name begins with dispatch/${identifier.toLowerCase()}, and add the tests that it names.`,
    `Run the tests. Commit with a message that names ${identifier}; the branch or the title of a pull request with "Fixes ${identifier}" links it to the issue.`,
    may('add_comment') &&
      `Say with add_comment what was done and how the tests ended. The issue is done when the evidence says so, not when you do.`,
  ],
}

const prompts = [investigate, implement]
export const promptNames = prompts.map(({ name }) => name)

/** An agent at work was told what to do by Dispatch; prompts are for people with a client of their own. */
export function offersPrompts(ctx: Ctx): boolean {
  return ctx.actor.type !== 'run'
}

export function listPrompts(): Prompt[] {
  return prompts.map(({ name, title, description }) => ({
    name,
    title,
    description,
    arguments: [
      { name: 'issue', description: 'Id or identifier, e.g. DISPATCH-42.', required: true },
      { name: 'instructions', description: 'What the agent should know or do besides.', required: false },
    ],
  }))
}

const given = z.object({ issue: z.string().min(1).max(100), instructions: z.string().max(20_000).optional() })

/** @throws Invalid, NotFound */
export async function getPrompt(ctx: Ctx, name: string, input: Record<string, string> = {}): Promise<GetPromptResult> {
  const prompt = prompts.find((known) => known.name === name)
  if (!prompt) throw new Invalid([{ path: 'name', message: `is none of ${promptNames.join(', ')}` }], 'no_prompt')
  const { issue, instructions } = given.parse(input)
  const row = await resolveIssue(ctx, issue)
  const names = new Set(toolsFor(ctx).map((tool) => tool.name))
  const steps = prompt.steps(`${row.prefix}-${row.number}`, (tool) => names.has(tool)).filter((step) => step !== false)
  const text = [...steps.map((step, index) => (index === 0 ? step : `${index}. ${step}`)), markedTextNotice].join('\n')
  return {
    description: prompt.description,
    messages: [
      { role: 'user', content: { type: 'text', text } },
      ...(instructions ? [{ role: 'user' as const, content: { type: 'text' as const, text: instructions } }] : []),
    ],
  }
}
