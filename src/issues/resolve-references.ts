// Turns the names in a body into ids; what does not exist becomes a 422 at its place in the body.

import type { Ctx } from '../platform/context.ts'
import { type FieldError, Invalid } from '../platform/errors.ts'
import { must } from '../platform/must.ts'
import type { Category } from './domain/category.ts'
import { describeUnknown, namesAsked } from './domain/describe-unknown.ts'
import { findIssue } from './resolve-issue.ts'
import {
  type AssigneeRow,
  findAssignee,
  findLabels,
  findRepository,
  findStatus,
  listStatuses,
  type StatusRow,
  someLabelNames,
} from './store/lookup-store.ts'

export interface References {
  status?: string | undefined
  labels?: string[] | null | undefined
  add_labels?: string[] | undefined
  remove_labels?: string[] | undefined
  assignee?: string | null | undefined
  repository?: string | null | undefined
  parent?: string | null | undefined
}

export interface LabelName {
  id: string
  name: string
}

export interface Resolved {
  status?: StatusRow
  labels?: LabelName[]
  addLabels?: LabelName[]
  removeLabels?: LabelName[]
  assignee?: AssigneeRow | null
  repository?: { id: string; name: string } | null
  parentId?: string | null
}

/** Absent stays absent, null stays null. @throws Invalid with all unknown names at once */
export async function resolveReferences(ctx: Ctx, references: References): Promise<Resolved> {
  const errors: FieldError[] = []
  const resolved: Resolved = {}
  if (references.status !== undefined) {
    const status = await findStatus(ctx.db, ctx.workspaceId, references.status)
    if (status) resolved.status = status
    else {
      const names = (await listStatuses(ctx.db, ctx.workspaceId)).map(({ name }) => name)
      errors.push({ path: 'status', message: describeUnknown('status', references.status, names) })
    }
  }
  await resolveAllLabels(ctx, references, { resolved, errors })
  if (references.assignee !== undefined) {
    resolved.assignee = await resolveNullable(references.assignee, 'assignee', errors, (text) =>
      findAssignee(ctx.db, ctx.workspaceId, text),
    )
  }
  if (references.repository !== undefined) {
    resolved.repository = await resolveNullable(references.repository, 'repository', errors, (text) =>
      findRepository(ctx.db, ctx.workspaceId, text),
    )
  }
  if (references.parent !== undefined) {
    const parent = await resolveNullable(references.parent, 'parent', errors, (text) => findIssue(ctx, text))
    resolved.parentId = parent?.id ?? null
  }
  if (errors.length > 0) throw new Invalid(errors)
  return resolved
}

async function resolveAllLabels(
  ctx: Ctx,
  references: References,
  { resolved, errors }: { resolved: Resolved; errors: FieldError[] },
): Promise<void> {
  const { labels, add_labels, remove_labels } = references
  if (labels !== undefined) resolved.labels = await resolveLabels(ctx, labels ?? [], { path: 'labels', errors })
  if (add_labels) resolved.addLabels = await resolveLabels(ctx, add_labels, { path: 'add_labels', errors })
  if (remove_labels) resolved.removeLabels = await resolveLabels(ctx, remove_labels, { path: 'remove_labels', errors })
}

async function resolveLabels(
  ctx: Ctx,
  texts: string[],
  { path, errors }: { path: string; errors: FieldError[] },
): Promise<LabelName[]> {
  const found = await findLabels(ctx.db, ctx.workspaceId, texts)
  const isKnown = (text: string) => found.some(({ id, name }) => id === text || name.toLowerCase() === text.toLowerCase())
  if (texts.every(isKnown)) return found
  const names = await someLabelNames(ctx.db, ctx.workspaceId, namesAsked)
  texts.forEach((text, index) => {
    if (!isKnown(text)) errors.push({ path: `${path}.${index}`, message: describeUnknown('label', text, names) })
  })
  return found
}

async function resolveNullable<T>(
  text: string | null,
  path: string,
  errors: FieldError[],
  find: (text: string) => Promise<T | undefined>,
): Promise<T | null> {
  if (text === null) return null
  const found = await find(text)
  if (!found) errors.push({ path, message: `there is no ${path} ${JSON.stringify(text)}` })
  return found ?? null
}

/** The first column of a category: where the behaviour of the product puts an issue. */
export async function firstStatusOf(ctx: Ctx, category: Category): Promise<StatusRow> {
  const status = (await listStatuses(ctx.db, ctx.workspaceId)).find((candidate) => candidate.category === category)
  return must(status, `workspace ${ctx.workspaceId} has no status of category ${category}`)
}
