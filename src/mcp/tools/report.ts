// What an agent says about its run. All of it counts as read-only: it changes nothing but what people see of the run, and an
// agent in plan mode, which may call no other tools, must be able to end its run.
import { z } from 'zod'
import { askQuestion, completeRun, reportBlocker } from '../../runs/complete-run.ts'
import { heartbeat, postActivity } from '../../runs/post-activity.ts'
import { outcomeSchema } from '../../runs/schemas.ts'
import { refuseOtherRun } from '../own-issue.ts'
import { defineTool } from '../tool.ts'
import { runInput } from './inputs.ts'

const shared = { callers: ['run', 'key'], action: 'run.report', isReadOnly: true } as const

const postActivityTool = defineTool({
  ...shared,
  name: 'post_activity',
  title: 'Post a milestone',
  description: 'A milestone that a person wants to read: a cause found, tests run. Not each step; at most a hundred a run.',
  input: z.strictObject({
    summary: z.string().min(1).max(2_000),
    kind: z.enum(['progress', 'tests']).default('progress'),
    run_id: runInput,
  }),
  async call(ctx, { summary, kind, run_id }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'post_activity' })
    const { id } = await postActivity(ctx, { kind, summary, runId: run_id })
    return { summary: 'Posted.', activity_id: id }
  },
})

const updateAgentStatus = defineTool({
  ...shared,
  name: 'update_agent_status',
  title: 'Say what you are doing',
  description: 'A few words for the card on the board, such as "running tests". Also a sign of life.',
  input: z.strictObject({ status: z.string().min(1).max(120), run_id: runInput }),
  async call(ctx, { status, run_id }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'update_agent_status' })
    await heartbeat(ctx, { status, runId: run_id })
    return { summary: 'The card shows it.' }
  },
})

const reportBlockerTool = defineTool({
  ...shared,
  name: 'report_blocker',
  title: 'Report a blocker',
  description: 'You cannot go on by yourself, or a text asked you to do something that you must not do. Stop working after it.',
  input: z.strictObject({
    reason: z.string().trim().min(1).max(10_000).describe('What blocks, and what would remove it.'),
    run_id: runInput,
  }),
  async call(ctx, { reason, run_id }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'report_blocker' })
    const run = await reportBlocker(ctx, { reason, runId: run_id })
    return { summary: 'A person will look at it. Stop working now.', run_id: run.id, outcome: run.outcome }
  },
})

const askQuestionTool = defineTool({
  ...shared,
  name: 'ask_question',
  title: 'Ask a person',
  description:
    'A person must decide something. Say what the choices are and which one you suggest. The answer comes in a new run; stop working after it.',
  input: z.strictObject({ question: z.string().trim().min(1).max(10_000), run_id: runInput }),
  async call(ctx, { question, run_id }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'ask_question' })
    const run = await askQuestion(ctx, { question, runId: run_id })
    return { summary: 'The question waits for a person. Stop working now.', run_id: run.id, outcome: run.outcome }
  },
})

const completeRunTool = defineTool({
  ...shared,
  name: 'complete_run',
  title: 'End the run',
  description:
    'Ends the run with its outcome. completed: the change is committed. investigation_complete: the plan is posted. no_changes_needed: nothing to do, and why. failed: it did not work, and why. The platform checks commits and tests itself.',
  input: z.strictObject({
    outcome: outcomeSchema,
    summary: z
      .string()
      .trim()
      .min(1)
      .max(10_000)
      .describe('For people, in Markdown: what was done, and what they should look at.'),
    tests: z.string().max(2_000).describe('How the tests ended, in a line.').optional(),
    run_id: runInput,
  }),
  async call(ctx, { outcome, summary, tests, run_id }) {
    await refuseOtherRun(ctx, { runId: run_id, tool: 'complete_run' })
    const run = await completeRun(ctx, { outcome, summary, tests, runId: run_id })
    return { summary: 'Reported. Stop working now.', run_id: run.id, outcome: run.outcome }
  },
})

export const reportTools = [postActivityTool, updateAgentStatus, reportBlockerTool, askQuestionTool, completeRunTool]
