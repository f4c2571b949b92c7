// The lists of columns and labels, and the labels of a workspace.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import { holdWorkspace } from '../access/hold-workspace.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, toPage } from '../platform/http/cursor.ts'
import { refuseOneMore } from '../platform/limits.ts'
import type { PageRequest } from './read-timeline.ts'
import { refuseTakenName } from './refuse-taken-name.ts'
import {
  changeLabelRow,
  countLabels,
  deleteLabelRow,
  findLabelRow,
  insertLabelRow,
  type LabelRow,
  listLabelRows,
  listStatusRows,
} from './store/catalog-store.ts'

const positionCursor = z.tuple([z.number().int().min(-1).max(1_000_000), z.string()])
const nameCursor = z.tuple([z.string(), z.string()])

/** The columns in their order. */
export async function readStatuses(ctx: Ctx, page: PageRequest) {
  authorize(ctx, 'event.read')
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, positionCursor)
  const rows = await listStatusRows(ctx.db, ctx.workspaceId, { limit: page.limit, after })
  return toPage(rows, page.limit, (row) => [row.position, row.id])
}

/** By name. */
export async function readLabels(ctx: Ctx, page: PageRequest) {
  authorize(ctx, 'event.read')
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, nameCursor)
  const rows = await listLabelRows(ctx.db, ctx.workspaceId, { limit: page.limit, after })
  return toPage(rows, page.limit, (row) => [row.name, row.id])
}

export async function createLabel(ctx: Ctx, input: { name: string; color: string }): Promise<LabelRow> {
  authorize(ctx, 'issue.write')
  return withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx)
    refuseOneMore('labels', await countLabels(tx.db, tx.workspaceId))
    const row = { id: tx.newId('lbl'), ...input }
    await refuseTakenName('name', () => insertLabelRow(tx.db, { ...row, workspace_id: tx.workspaceId, created_at: tx.now }))
    tx.emit({ type: 'label.created', subject: { type: 'label', id: row.id }, payload: { label: row } })
    return row
  })
}

export interface LabelChanges {
  name?: string | undefined
  color?: string | undefined
}

/** @throws NotFound, Invalid `name_taken` */
export async function updateLabel(ctx: Ctx, id: string, changes: LabelChanges): Promise<LabelRow> {
  authorize(ctx, 'issue.write')
  return withTransaction(ctx, async (tx) => {
    const before = await lockedLabel(tx, id)
    const after = { ...before, name: changes.name ?? before.name, color: changes.color ?? before.color }
    if (after.name === before.name && after.color === before.color) return after
    await refuseTakenName('name', () => changeLabelRow(tx.db, after))
    tx.emit({ type: 'label.updated', subject: { type: 'label', id }, payload: { before, after } })
    return after
  })
}

/** It goes from its issues, too. @throws NotFound */
export async function deleteLabel(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'workspace.manage')
  await withTransaction(ctx, async (tx) => {
    const label = await lockedLabel(tx, id)
    await deleteLabelRow(tx.db, id)
    tx.emit({ type: 'label.deleted', subject: { type: 'label', id }, payload: { label } })
  })
}

async function lockedLabel(tx: Tx, id: string): Promise<LabelRow> {
  const label = await findLabelRow(tx.db, tx.workspaceId, id)
  if (!label) throw new NotFound('label', id)
  return label
}
