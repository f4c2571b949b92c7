// `dispatch issue edit`: changes what is named and leaves the rest.
import type { Command } from 'commander'
import { type Issue, issueSchema, type UpdateIssue } from '../../issues/schemas.ts'
import { openTools } from '../shared/command.ts'
import { UsageError } from '../shared/failure.ts'
import { plainLine } from '../shared/plain-text.ts'
import { readTextOption, type TextOptions } from '../shared/read-text.ts'

interface Options extends TextOptions {
  title?: string
  description?: string
  priority?: UpdateIssue['priority']
  label?: string[]
  addLabel?: string[]
  removeLabel?: string[]
  assignee?: string
  unassign?: boolean
  repository?: string
  parent?: string
  ifRevision?: number
}

export async function editIssue(id: string, command: Command): Promise<void> {
  const options = command.opts<Options>()
  refuseContradictions(options)
  const { screen, client } = await openTools(command)
  const path = `/api/issues/${encodeURIComponent(id)}`
  const before = needsBefore(options) ? await client.get(path, issueSchema) : undefined
  const changes = await toChanges(options, before)
  const revision = options.ifRevision ?? before?.revision
  const headers: Record<string, string> = revision === undefined ? {} : { 'if-match': `"${revision}"` }
  const issue = await client.patch(path, issueSchema, changes, headers)
  if (screen.json) return screen.printJson(issue)
  screen.print(`${issue.identifier}  ${plainLine(issue.title)}`)
}

function refuseContradictions({ label, addLabel, removeLabel, assignee, unassign, ...others }: Options): void {
  if (label && (addLabel || removeLabel))
    throw new UsageError('--label sets all labels: leave out --add-label and --remove-label.')
  if (assignee !== undefined && unassign) throw new UsageError('--assignee and --unassign contradict each other.')
  const { ifRevision: _condition, ...fields } = others
  const isSomething = label || addLabel || removeLabel || assignee !== undefined || unassign || Object.keys(fields).length > 0
  if (!isSomething) throw new UsageError('Name at least one field to change; dispatch issue edit --help lists them.')
}

/** Labels that are added and texts that are changed depend on what is there; the revision makes that safe. */
function needsBefore({ addLabel, removeLabel, editor }: Options): boolean {
  return Boolean(addLabel || removeLabel || editor)
}

async function toChanges(options: Options, before: Issue | undefined): Promise<UpdateIssue> {
  const { title, priority, assignee, unassign, repository, parent } = options
  const initial = before?.description
  const description = await readTextOption({ ...options, given: options.description, initial })
  const labels = options.label ?? changedLabels(before, options)
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(priority !== undefined && { priority }),
    ...(labels && { labels }),
    ...(assignee !== undefined && { assignee }),
    ...(unassign && { assignee: null }),
    ...(repository !== undefined && { repository: orNull(repository) }),
    ...(parent !== undefined && { parent: orNull(parent) }),
  }
}

function orNull(text: string): string | null {
  return text === 'none' ? null : text
}

function changedLabels(before: Issue | undefined, { addLabel = [], removeLabel = [] }: Options): string[] | undefined {
  if (!before || addLabel.length + removeLabel.length === 0) return undefined
  const removed = new Set(removeLabel.map((name) => name.toLowerCase()))
  const kept = before.labels.filter(({ id, name }) => !removed.has(id) && !removed.has(name.toLowerCase()))
  return [...kept.map(({ id }) => id), ...addLabel]
}
