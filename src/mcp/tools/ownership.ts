// Who works on what, for agents that run elsewhere.
import { z } from 'zod'
import { claimIssue, releaseIssue } from '../../issues/claim-issue.ts'
import { listIssues } from '../../issues/list-issues.ts'
import { categorySchema, listIssuesQuery } from '../../issues/schemas.ts'
import { actingAgent, namedAgent } from '../acting-agent.ts'
import { describeCard } from '../describe-issue.ts'
import { fittingPage } from '../fitting-page.ts'
import { defineTool } from '../tool.ts'
import { pageInput, requiredIssue } from './inputs.ts'

const agent = z
  .string()
  .min(1)
  .max(200)
  .describe('The agent that you act for; default: the one that your key speaks for.')
  .optional()

const claimIssueTool = defineTool({
  name: 'claim_issue',
  title: 'Claim an issue',
  description: 'Assigns an unassigned, open issue to you without starting anything. Refused when somebody has it.',
  callers: ['key'],
  action: 'run.report',
  isReadOnly: false,
  input: z.strictObject({ issue: requiredIssue, agent }),
  async call(ctx, { issue, agent: wanted }) {
    const own = await actingAgent(ctx, wanted)
    const row = await claimIssue(ctx, { issueId: issue, agent: own })
    return { summary: `${row.prefix}-${row.number} is ${own.name}'s.`, issue: `${row.prefix}-${row.number}`, agent: own }
  },
})

const releaseIssueTool = defineTool({
  name: 'release_issue',
  title: 'Release an issue',
  description: 'Gives an issue back that you have claimed.',
  callers: ['key'],
  action: 'run.report',
  isReadOnly: false,
  input: z.strictObject({ issue: requiredIssue, agent }),
  async call(ctx, { issue, agent: wanted }) {
    const row = await releaseIssue(ctx, { issueId: issue, agent: await actingAgent(ctx, wanted) })
    return { summary: `${row.prefix}-${row.number} is free.`, issue: `${row.prefix}-${row.number}` }
  },
})

const getMyIssues = defineTool({
  name: 'get_my_issues',
  title: 'My issues',
  description: 'The open issues that are assigned to you, the most urgent first.',
  callers: ['key'],
  action: 'issue.read',
  isReadOnly: true,
  input: z.strictObject({ agent, category: z.array(categorySchema).max(7).optional(), ...pageInput }),
  async call(ctx, { agent: wanted, category, limit, cursor }) {
    const own = await namedAgent(ctx, wanted)
    const page = await fittingPage(limit, async (size) => {
      const filter = { assignee: own.id, category: category ?? openCategories, sort: 'priority', limit: size, cursor }
      const { items, next_cursor } = await listIssues(ctx, listIssuesQuery.parse(filter))
      return { items: items.map(describeCard), next_cursor }
    })
    return { summary: `${own.name} has ${page.items.length}${page.next_cursor ? ' and more' : ''} open issues.`, ...page }
  },
})

const openCategories = categorySchema.options.filter((category) => category !== 'done' && category !== 'canceled')

export const ownershipTools = [claimIssueTool, releaseIssueTool, getMyIssues]
