// `dispatch issue view`: everything that a person wants to know before deciding.
import type { Command } from 'commander'
import { commentSchema, type Issue, issueSchema, whySchema } from '../../issues/schemas.ts'
import { pageOf } from '../../platform/http/schemas.ts'
import { type Run, runPageSchema } from '../../runs/schemas.ts'
import type { ApiClient } from '../shared/client.ts'
import { openTools } from '../shared/command.ts'
import { plainLine, plainText } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'
import { facts } from '../shared/table.ts'
import { ago, money } from '../shared/times.ts'
import { addressOf } from './create.ts'

const commentPageSchema = pageOf(commentSchema)

export async function viewIssue(id: string, command: Command): Promise<void> {
  const { screen, client } = await openTools(command)
  const path = `/api/issues/${encodeURIComponent(id)}`
  const issue = await client.get(path, issueSchema)
  if (screen.json) return screen.printJson(issue)
  const [why, runs] = await Promise.all([
    client.get(`${path}/why`, whySchema),
    client.get(`${path}/runs`, runPageSchema, { limit: 5 }),
  ])
  screen.print(`${screen.style('bold', `${issue.identifier}  ${plainLine(issue.title)}`)}\n`)
  screen.print(describe(screen, client, issue))
  if (issue.description) screen.print(`\n${plainText(issue.description).trim()}`)
  screen.print(`\n${screen.style('bold', 'What happens next')}\n${plainText(why.next)}`)
  const [decision] = why.decisions
  if (decision) screen.print(screen.style('dim', `Last decision, ${ago(decision.at)}: ${plainLine(decision.detail)}`))
  if (runs.items.length > 0)
    screen.print(`\n${screen.style('bold', 'Runs')}\n${runs.items.map((run) => describeRun(screen, run)).join('\n')}`)
  if (command.opts<{ comments?: boolean }>().comments) await printComments(screen, client, path)
}

function describe(screen: Screen, client: ApiClient, issue: Issue): string {
  const { pull_request: pull, waiting_on: waiting } = issue
  return facts(screen, [
    ['Status', `${issue.status.name}${issue.close_reason ? ` (${issue.close_reason})` : ''}`],
    ['Priority', issue.priority],
    ['Labels', issue.labels.map(({ name }) => name).join(', ')],
    ['Assignee', issue.assignee?.name],
    ['Waits for', waiting.who === 'nobody' ? null : `${waiting.text} (since ${ago(waiting.since)})`],
    ['Attention', issue.needs_attention],
    ['Parent', issue.parent && `${issue.parent.identifier} ${issue.parent.title}`],
    ['Repository', issue.repository?.name],
    ['Pull request', pull && `#${pull.number} ${pull.state}${pull.ci_state ? `, CI ${pull.ci_state}` : ''} ${pull.url ?? ''}`],
    ['Fix', issue.fix_state === 'none' ? null : issue.fix_state.replaceAll('_', ' ')],
    ...issue.external_issues.map(
      (external) => [external.source, `${external.short_id ?? external.external_id} ${external.url ?? ''}`] as const,
    ),
    ['Cost', issue.cost_usd > 0 ? money(issue.cost_usd) : null],
    ['Created', `${ago(issue.created_at)} by ${issue.created_by.name}`],
    ['Updated', `${ago(issue.updated_at)}, revision ${issue.revision}`],
    ['Address', addressOf(client.server, issue.identifier)],
  ])
}

function describeRun(screen: Screen, { id, kind, state, reason, outcome, agent, created_at }: Run): string {
  const how = [state === 'finished' ? (reason ?? state) : state, outcome].filter(Boolean).join(', ').replaceAll('_', ' ')
  return `${id}  ${kind}  ${how}  ${screen.style('dim', `${plainLine(agent.name)}, ${ago(created_at)}`)}`
}

async function printComments(screen: Screen, client: ApiClient, path: string): Promise<void> {
  const { items, next_cursor } = await client.get(`${path}/comments`, commentPageSchema, { limit: 200 })
  screen.print(`\n${screen.style('bold', 'Comments')}`)
  for (const { author, created_at, body } of items)
    screen.print(`\n${screen.style('dim', `${plainLine(author.name)}, ${ago(created_at)}`)}\n${plainText(body).trim()}`)
  if (items.length === 0) screen.print('None.')
  if (next_cursor) screen.note('There are more comments on the board.')
}
