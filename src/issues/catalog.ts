// Statuses and labels of a workspace: what issues are sorted by. The category of a status never changes.
import { authorize } from '../access/authorize.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf, Invalid, NotFound } from '../platform/errors.ts'
import type { Category } from './domain/category.ts'
import {
  changeLabelRow,
  changeStatusRow,
  countInStatus,
  deleteLabelRow,
  deleteStatusRow,
  insertLabelRow,
  insertStatusRow,
  listLabelRows,
  moveDeletedIssues,
} from './store/catalog-store.ts'
import { findStatus, listStatuses } from './store/lookup-store.ts'

export async function readStatuses(ctx: Ctx) {
  authorize(ctx, 'event.read')
  return { items: await listStatuses(ctx.db, ctx.workspaceId), next_cursor: null }
}

export async function readLabels(ctx: Ctx) {
  authorize(ctx, 'event.read')
  return { items: await listLabelRows(ctx.db, ctx.workspaceId), next_cursor: null }
}

export interface StatusInput {
  name: string
  category: Category
  color: string
}

export async function createStatus(ctx: Ctx, input: StatusInput) {
  authorize(ctx, 'workspace.manage')
  return withTransaction(ctx, async (tx) => {
    const statuses = await listStatuses(tx.db, tx.workspaceId)
    const position = Math.max(-1, ...statuses.map((status) => status.position)) + 1
    const row = { id: tx.newId('sts'), ...input, position }
    await refuseTakenName('name', () => insertStatusRow(tx.db, { ...row, workspace_id: tx.workspaceId, created_at: tx.now }))
    tx.emit({ type: 'status.created', subject: { type: 'status', id: row.id }, payload: { status: row } })
    return row
  })
}

export async function updateStatus(
  ctx: Ctx,
  id: string,
  changes: { name?: string | undefined; color?: string | undefined; position?: number | undefined },
) {
  authorize(ctx, 'workspace.manage')
  return withTransaction(ctx, async (tx) => {
    const before = await findStatus(tx.db, tx.workspaceId, id)
    if (!before || before.id !== id) throw new NotFound('status', id)
    await refuseTakenName('name', () => changeStatusRow(tx.db, id, changes))
    const after = { ...before, ...definedOnly(changes) }
    tx.emit({ type: 'status.updated', subject: { type: 'status', id }, payload: { before, after } })
    return after
  })
}

/** Only an empty column goes; issues inside are moved first, each through the close gate. */
export async function deleteStatus(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'workspace.manage')
  await withTransaction(ctx, async (tx) => {
    const statuses = await listStatuses(tx.db, tx.workspaceId)
    const status = statuses.find((candidate) => candidate.id === id)
    if (!status) throw new NotFound('status', id)
    const issues = await countInStatus(tx.db, id)
    if (issues > 0) throw new Conflict('status_not_empty', `${issues} issues are in this column. Move them first.`, { issues })
    const other = statuses.find((candidate) => candidate.category === status.category && candidate.id !== id)
    if (!other) throw new Conflict('last_of_category', 'Each category keeps at least one column.')
    await moveDeletedIssues(tx.db, id, other.id)
    await deleteStatusRow(tx.db, id)
    tx.emit({ type: 'status.deleted', subject: { type: 'status', id }, payload: { status } })
  })
}

export async function createLabel(ctx: Ctx, input: { name: string; color: string }) {
  authorize(ctx, 'issue.write')
  return withTransaction(ctx, async (tx) => {
    const row = { id: tx.newId('lbl'), ...input }
    await refuseTakenName('name', () => insertLabelRow(tx.db, { ...row, workspace_id: tx.workspaceId, created_at: tx.now }))
    tx.emit({ type: 'label.created', subject: { type: 'label', id: row.id }, payload: { label: row } })
    return row
  })
}

export async function updateLabel(ctx: Ctx, id: string, changes: { name?: string | undefined; color?: string | undefined }) {
  authorize(ctx, 'issue.write')
  return withTransaction(ctx, async (tx) => {
    const before = (await listLabelRows(tx.db, tx.workspaceId)).find((label) => label.id === id)
    if (!before) throw new NotFound('label', id)
    await refuseTakenName('name', () => changeLabelRow(tx.db, id, changes))
    const after = { ...before, ...definedOnly(changes) }
    tx.emit({ type: 'label.updated', subject: { type: 'label', id }, payload: { before, after } })
    return after
  })
}

export async function deleteLabel(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'workspace.manage')
  await withTransaction(ctx, async (tx) => {
    const label = (await listLabelRows(tx.db, tx.workspaceId)).find((candidate) => candidate.id === id)
    if (!label) throw new NotFound('label', id)
    await deleteLabelRow(tx.db, id)
    tx.emit({ type: 'label.deleted', subject: { type: 'label', id }, payload: { label } })
  })
}

async function refuseTakenName(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (databaseErrorOf(error)?.code === '23505') throw new Invalid([{ path, message: 'is taken already' }], 'name_taken')
    throw error
  }
}

function definedOnly<T extends object>(changes: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}
