// `dispatch issue create`.
import type { Command } from 'commander'
import { issueSchema } from '../../issues/schemas.ts'
import { openTools } from '../shared/command.ts'
import { UsageError } from '../shared/failure.ts'
import { plainLine } from '../shared/plain-text.ts'
import { readTextOption, type TextOptions, writeInEditor } from '../shared/read-text.ts'
import type { ServerAddress } from '../shared/server.ts'

interface Options extends TextOptions {
  description?: string
  priority?: string
  label?: string[]
  assignee?: string
  status?: string
  repository?: string
  parent?: string
}

const scissors = '<!-- The first line is the title, the rest the description in Markdown. This line is left out. -->'

export async function createIssue(title: string | undefined, command: Command): Promise<void> {
  const options = command.opts<Options>()
  const text = await readIssueText(title, options)
  const { screen, client } = await openTools(command)
  const { priority, label: labels, assignee, status, repository, parent } = options
  const issue = await client.post('/api/issues', issueSchema, {
    ...text,
    priority,
    labels,
    assignee,
    status,
    repository,
    parent,
  })
  if (screen.json) return screen.printJson(issue)
  screen.print(`${issue.identifier}  ${plainLine(issue.title)}`)
  screen.note(addressOf(client.server, issue.identifier))
}

export function addressOf({ url }: ServerAddress, identifier: string): string {
  return `${url}/issues/${identifier}`
}

async function readIssueText(title: string | undefined, options: Options): Promise<{ title: string; description?: string }> {
  if (title === undefined) {
    if (options.description !== undefined || options.file !== undefined || !process.stdin.isTTY)
      throw new UsageError('Give a title: dispatch issue create "…"')
    return splitText(await writeInEditor(`\n\n${scissors}\n`))
  }
  const description = await readTextOption({ ...options, given: options.description })
  return { title, ...(description !== undefined && { description }) }
}

function splitText(text: string): { title: string; description: string } {
  const [title = '', ...rest] = text.replace(scissors, '').trim().split('\n')
  if (title.trim() === '') throw new UsageError('The first line must be the title.')
  return { title: title.trim(), description: rest.join('\n').trim() }
}
