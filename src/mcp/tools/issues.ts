// Reading, filing and changing issues.
import { z } from 'zod'
import { addComment } from '../../issues/add-comment.ts'
import { createIssue } from '../../issues/create-issue.ts'
import { listIssues } from '../../issues/list-issues.ts'
import { loadIssue } from '../../issues/load-issue.ts'
import { createCommentSchema, createIssueSchema, listIssuesQuery, sortSchema, updateIssueSchema } from '../../issues/schemas.ts'
import { updateIssue } from '../../issues/update-issue.ts'
import { describeCard, issueDescriber } from '../describe-issue.ts'
import { fittingPage } from '../fitting-page.ts'
import { fittingText } from '../fitting-text.ts'
import { ownIssue } from '../own-issue.ts'
import { defineTool } from '../tool.ts'
import { filterInput, toFilter } from './filters.ts'
import { bytesFor, excerptInput, issueInput, pageInput, requiredIssue } from './inputs.ts'

const getIssue = defineTool({
  name: 'get_issue',
  title: 'Read an issue',
  description:
    'The issue with its facts, its description and its latest comments. What members wrote is in `trusted`, everything else in `untrusted`. A long description comes in parts: call again with offset = next_offset.',
  callers: ['run', 'key'],
  action: 'issue.read',
  isReadOnly: true,
  input: z.strictObject({ issue: issueInput, ...excerptInput }),
  maxBytes: bytesFor,
  async call(ctx, { issue, offset, max_chars }) {
    const row = await ownIssue(ctx, { issue, tool: 'get_issue' })
    const full = await loadIssue(ctx, row.id)
    const describe = await issueDescriber(ctx, full, row)
    return fittingText(max_chars, bytesFor({ max_chars }), (maxChars) => ({
      summary: `${full.identifier} is ${full.status.name}, ${full.priority}: ${full.waiting_on.text}.`,
      ...describe({ offset, maxChars }),
    }))
  },
})

const listIssuesTool = defineTool({
  name: 'list_issues',
  title: 'List issues',
  description:
    'Issues by filters, a short line each; several values of one filter mean "any of them". For a text use search_issues.',
  callers: ['key'],
  action: 'issue.read',
  isReadOnly: true,
  input: z.strictObject({ ...filterInput, sort: sortSchema.default('-updated'), ...pageInput }),
  async call(ctx, { limit, ...filter }) {
    const page = await fittingPage(limit, async (size) => {
      const { items, next_cursor } = await listIssues(ctx, listIssuesQuery.parse({ ...toFilter(filter), limit: size }))
      return { items: items.map(describeCard), next_cursor }
    })
    return { summary: `${page.items.length} issues${page.next_cursor ? ', more with the cursor' : ''}.`, ...page }
  },
})

const createIssueTool = defineTool({
  name: 'create_issue',
  title: 'File an issue',
  description: 'Files an issue. Look for the same one first, with search_issues. Assigning an enabled agent starts it.',
  callers: ['key'],
  action: 'issue.write',
  isReadOnly: false,
  input: z.strictObject(createIssueSchema.shape),
  async call(ctx, input) {
    const { id, identifier } = await createIssue(ctx, input)
    return { summary: `${identifier} was filed.`, id, issue: identifier }
  },
})

const updateIssueTool = defineTool({
  name: 'update_issue',
  title: 'Change an issue',
  description:
    'Changes the given fields; null clears one. With `if_revision` it is refused when somebody changed the issue since you read it.',
  callers: ['key'],
  action: 'issue.write',
  isReadOnly: false,
  input: z.strictObject({
    issue: requiredIssue,
    if_revision: z.number().int().positive().describe('The revision that get_issue showed.').optional(),
    changes: updateIssueSchema,
  }),
  async call(ctx, { issue, if_revision, changes }) {
    const { id, revision } = await updateIssue(ctx, {
      id: issue,
      changes,
      ...(if_revision !== undefined && { ifMatch: String(if_revision) }),
    })
    const after = await loadIssue(ctx, id)
    return {
      summary: `${after.identifier} was changed: ${after.status.name}, ${after.priority}.`,
      revision,
      ...describeCard(after),
    }
  },
})

const addCommentTool = defineTool({
  name: 'add_comment',
  title: 'Comment on an issue',
  description: 'Adds a comment in Markdown that people read on the issue. For progress use post_activity instead.',
  callers: ['run', 'key'],
  action: 'comment.write',
  isReadOnly: false,
  input: z.strictObject({ issue: issueInput, body: createCommentSchema.shape.body.describe('Markdown.') }),
  async call(ctx, { issue, body }) {
    const row = await ownIssue(ctx, { issue, tool: 'add_comment' })
    const { id } = await addComment(ctx, { issueId: row.id, body })
    return { summary: `The comment is on ${row.prefix}-${row.number}.`, comment_id: id }
  },
})

export const issueTools = [getIssue, listIssuesTool, createIssueTool, updateIssueTool, addCommentTool]
