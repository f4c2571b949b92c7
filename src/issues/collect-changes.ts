// Compares an edit with the issue: the columns to write, and the old and new values for the event.
import type { Actor } from '../platform/context.ts'
import { type Changes, isChanged } from './domain/changes.ts'
import { isTrustedAfter } from './domain/trusted-text.ts'
import type { LabelName, Resolved } from './resolve-references.ts'
import type { UpdateIssue } from './schemas.ts'
import type { IssueChanges, IssueRow } from './store/issue-store.ts'

export interface Collected {
  columns: IssueChanges
  changes: Changes
}

/** What was written, with whose words it is from now on. */
export function collectTexts(
  issue: IssueRow,
  body: UpdateIssue,
  { columns, changes, actor }: Collected & { actor: Actor },
): void {
  if (body.title !== undefined && body.title !== issue.title) {
    columns.title = body.title
    columns.is_title_trusted = isTrustedAfter({ actor, before: { text: issue.title, isTrusted: issue.is_title_trusted } })
    changes.title = [issue.title, body.title]
  }
  const description = body.description === null ? '' : body.description
  if (description !== undefined && description !== issue.description) {
    const before = { text: issue.description, isTrusted: issue.is_description_trusted }
    columns.description = description
    columns.is_description_trusted = isTrustedAfter({ actor, before })
    changes.description = [issue.description, description]
  }
}

/** Fields that are what the body says. */
export function collectPlainFields(issue: IssueRow, body: UpdateIssue, { columns, changes }: Collected): void {
  if (body.priority !== undefined && body.priority !== issue.priority) {
    columns.priority = body.priority
    changes.priority = [issue.priority, body.priority]
  }
  if (body.needs_attention === null && issue.needs_attention !== null) {
    columns.needs_attention = null
    changes.needs_attention = [issue.needs_attention, null]
  }
}

/** Fields that name something else. */
export function collectReferences(issue: IssueRow, resolved: Resolved, { columns, changes }: Collected): void {
  if (resolved.assignee !== undefined) {
    const next = resolved.assignee
    const current = issue.assignee_agent_id ?? issue.assignee_user_id
    if (isChanged(current, next?.id ?? null)) {
      columns.assignee_agent_id = next?.type === 'agent' ? next.id : null
      columns.assignee_user_id = next?.type === 'person' ? next.id : null
      changes.assignee = [current && { id: current, name: issue.assignee_name }, next && { id: next.id, name: next.name }]
    }
  }
  if (resolved.repository !== undefined && isChanged(issue.repository_id, resolved.repository?.id ?? null)) {
    columns.repository_id = resolved.repository?.id ?? null
    changes.repository = [issue.repository_id, resolved.repository?.id ?? null]
  }
  if (resolved.parentId !== undefined && isChanged(issue.parent_id, resolved.parentId)) {
    columns.parent_id = resolved.parentId
    changes.parent = [issue.parent_id, resolved.parentId]
  }
}

/** The set of labels after the edit, or undefined when it leaves them as they are. */
export function labelsAfter(before: LabelName[], resolved: Resolved): LabelName[] | undefined {
  const { labels, addLabels, removeLabels } = resolved
  if (!labels && !addLabels && !removeLabels) return undefined
  const after = new Map([...(labels ?? before), ...(addLabels ?? [])].map((label) => [label.id, label]))
  for (const { id } of removeLabels ?? []) after.delete(id)
  const isSame = after.size === before.length && before.every(({ id }) => after.has(id))
  return isSame ? undefined : [...after.values()]
}
