// Sending Dispatch's own agents to work.
import { z } from 'zod'
import type { Ctx } from '../../platform/context.ts'
import { startRun } from '../../runs/start-run.ts'
import { type Answer, defineTool } from '../tool.ts'
import { requiredIssue } from './inputs.ts'

const input = z.strictObject({
  issue: requiredIssue,
  agent: z.string().min(1).max(200).describe("Id or name; default: the issue's, else the workspace's default agent.").optional(),
  instructions: z.string().max(20_000).describe('For the agent, besides the issue; or the answer to its question.').optional(),
})

const dispatchInvestigation = defineTool({
  name: 'dispatch_investigation',
  title: 'Start an investigation',
  description: 'Sends an agent to look into the issue and post a plan for a person to approve. Limits may delay or refuse it.',
  callers: ['key'],
  action: 'run.start',
  isReadOnly: false,
  input,
  call: (ctx, given) => start(ctx, { ...given, kind: 'investigate' }),
})

const dispatchImplementation = defineTool({
  name: 'dispatch_implementation',
  title: 'Start the implementation',
  description: 'Sends an agent to carry out the approved plan. Refused while no plan is approved.',
  callers: ['key'],
  action: 'run.start',
  isReadOnly: false,
  input,
  call: (ctx, given) => start(ctx, { ...given, kind: 'implement' }),
})

async function start(ctx: Ctx, given: z.output<typeof input> & { kind: 'investigate' | 'implement' }): Promise<Answer> {
  const run = await startRun(ctx, given)
  const delay = run.not_before ? ` It starts at ${run.not_before.toISOString()}.` : ''
  return {
    summary: `The run ${run.id} is ${run.state}.${delay}`,
    run_id: run.id,
    kind: run.kind,
    state: run.state,
    not_before: run.not_before?.toISOString() ?? null,
  }
}

export const dispatchTools = [dispatchInvestigation, dispatchImplementation]
