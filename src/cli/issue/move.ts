// `dispatch issue move`: to another column, or to another place.
import type { Command } from 'commander'
import { issueSchema } from '../../issues/schemas.ts'
import type { ApiClient } from '../shared/client.ts'
import { openTools } from '../shared/command.ts'
import { UsageError } from '../shared/failure.ts'

interface Options {
  reason?: string
  before?: string
  after?: string
}

export async function moveIssue({ id, status }: { id: string; status: string | undefined }, command: Command): Promise<void> {
  const { reason, before, after } = command.opts<Options>()
  if (before !== undefined && after !== undefined) throw new UsageError('Give --before or --after, not both.')
  const neighbour = before ?? after
  if (status === undefined && neighbour === undefined) throw new UsageError('Say where to: a status, --before or --after.')
  const { screen, client } = await openTools(command)
  const place = neighbour === undefined ? undefined : await idOf(client, neighbour)
  const issue = await client.patch(`/api/issues/${encodeURIComponent(id)}`, issueSchema, {
    status,
    close_reason: reason,
    ...(place !== undefined && { rank: before === undefined ? { after: place } : { before: place } }),
  })
  if (screen.json) return screen.printJson(issue)
  screen.print(`${issue.identifier}  ${issue.status.name}`)
}

/** Places are named by ids. */
async function idOf(client: ApiClient, identifier: string): Promise<string> {
  return (await client.get(`/api/issues/${encodeURIComponent(identifier)}`, issueSchema)).id
}
