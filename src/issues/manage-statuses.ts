// The columns of a workspace. Names, colours and order are free; a category never changes and never loses its last column.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { AppError, Conflict, Invalid, NotFound } from '../platform/errors.ts'
import { refuseOneMore } from '../platform/limits.ts'
import type { Category } from './domain/category.ts'
import { moveIssue } from './move-issue.ts'
import { refuseTakenName } from './refuse-taken-name.ts'
import { type IssueRow, resolveIssue } from './resolve-issue.ts'
import {
  changeStatusRow,
  countInStatus,
  deleteStatusRow,
  insertStatusRow,
  issuesInStatus,
  moveDeletedIssues,
  writePositions,
} from './store/catalog-store.ts'
import { findStatus, listStatuses, lockColumns, type StatusRow } from './store/lookup-store.ts'

/** A board of more is no board. */
/** More than this are moved in several requests. */
const maxMoved = 1000

export interface StatusInput {
  name: string
  category: Category
  color: string
  position?: number | undefined
}

/** Without a position it stands behind the last column of its category. @throws Invalid `name_taken`, Conflict `limit_exceeded` */
export async function createStatus(ctx: Ctx, { position: wanted, ...input }: StatusInput): Promise<StatusRow> {
  authorize(ctx, 'workspace.manage')
  return withTransaction(ctx, async (tx) => {
    const statuses = await lockedStatuses(tx)
    refuseOneMore('statuses', statuses.length)
    const place = wanted ?? 1 + (lastIndexOf(statuses, input.category) ?? statuses.length - 1)
    const row = { id: tx.newId('sts'), ...input, position: Math.min(place, statuses.length) }
    await refuseTakenName('name', () => insertStatusRow(tx.db, { ...row, workspace_id: tx.workspaceId, created_at: tx.now }))
    await writeOrder(tx, statuses.toSpliced(row.position, 0, row))
    tx.emit({ type: 'status.created', subject: { type: 'status', id: row.id }, payload: { status: row } })
    return row
  })
}

function lastIndexOf(statuses: StatusRow[], category: Category): number | undefined {
  const index = statuses.findLastIndex((status) => status.category === category)
  return index < 0 ? undefined : index
}

export interface StatusChanges {
  name?: string | undefined
  color?: string | undefined
  /** Counted from 0; the others make room. */
  position?: number | undefined
}

/** @throws NotFound, Invalid `name_taken` */
export async function updateStatus(ctx: Ctx, id: string, changes: StatusChanges): Promise<StatusRow> {
  authorize(ctx, 'workspace.manage')
  return withTransaction(ctx, async (tx) => {
    const statuses = await lockedStatuses(tx)
    const index = statuses.findIndex((status) => status.id === id)
    const before = statuses[index]
    if (!before) throw new NotFound('status', id)
    const position = changes.position === undefined ? index : Math.min(changes.position, statuses.length - 1)
    const after = { ...before, name: changes.name ?? before.name, color: changes.color ?? before.color, position }
    const differences = changed({ ...before, position: index }, after)
    if (Object.keys(differences).length === 0) return after
    const { name, color } = after
    await refuseTakenName('name', () => changeStatusRow(tx.db, id, { name, color }))
    if (position !== index) await writeOrder(tx, statuses.toSpliced(index, 1).toSpliced(position, 0, after))
    tx.emit({
      type: 'status.updated',
      subject: { type: 'status', id },
      payload: { before: { ...before, position: index }, after, changes: differences },
    })
    return after
  })
}

/** Issues inside go to `moveTo`, each through the close gate: all of them, or nothing happens. @throws NotFound, Invalid, Conflict */
export async function deleteStatus(ctx: Ctx, id: string, moveTo?: string): Promise<void> {
  authorize(ctx, 'workspace.manage')
  await withTransaction(ctx, async (tx) => {
    const statuses = await lockedStatuses(tx)
    const status = statuses.find((candidate) => candidate.id === id)
    if (!status) throw new NotFound('status', id)
    const other = statuses.find((candidate) => candidate.category === status.category && candidate.id !== id)
    if (!other)
      throw new Conflict('last_of_category', `It is the last column of the category ${status.category}, which the work needs.`)
    const target = moveTo === undefined ? undefined : await findTarget(tx, status, moveTo)
    const moved = await emptyStatus(tx, status, target)
    await moveDeletedIssues(tx.db, id, other.id)
    await deleteStatusRow(tx.db, id)
    await writeOrder(
      tx,
      statuses.filter((candidate) => candidate.id !== id),
    )
    const payload = { status, moved, ...(target && { moved_to: { id: target.id, name: target.name } }) }
    tx.emit({ type: 'status.deleted', subject: { type: 'status', id }, payload })
  })
}

async function findTarget(tx: Tx, status: StatusRow, moveTo: string): Promise<StatusRow> {
  const target = await findStatus(tx.db, tx.workspaceId, moveTo)
  if (!target) throw new Invalid([{ path: 'move_to', message: `there is no status ${JSON.stringify(moveTo)}` }])
  if (target.id === status.id) throw new Invalid([{ path: 'move_to', message: 'is the status that goes' }])
  return target
}

/** How many issues went elsewhere. */
async function emptyStatus(tx: Tx, status: StatusRow, target: StatusRow | undefined): Promise<number> {
  const count = await countInStatus(tx.db, status.id)
  if (count === 0) return 0
  if (!target) {
    throw new Conflict('status_not_empty', `${count} issues are in this column. Say where they go with move_to.`, {
      issues: count,
    })
  }
  if (count > maxMoved) {
    throw new Conflict(
      'too_many_issues',
      `${count} issues are in this column; at most ${maxMoved} go at once. Move some first.`,
      {
        issues: count,
      },
    )
  }
  const refused: { issue: string; code: string; detail: string }[] = []
  const cause = { code: 'status_deleted', detail: `the column ${status.name} was deleted` }
  // From the bottom, since each goes on top of the other column: their order stays.
  for (const id of await issuesInStatus(tx.db, status.id)) {
    const issue = await resolveIssue(tx, id)
    const refusal = await refusalOf(moveIssue(tx, { issueId: id, to: target.category, column: target, cause }))
    if (refusal) refused.push({ issue: identifierOf(issue), code: refusal.code, detail: refusal.detail })
  }
  if (refused.length === 0) return count
  throw new Conflict('close_gate', `${refused.length} of ${count} issues may not go to ${target.name}, so nothing was changed.`, {
    items: refused.slice(0, 200),
  })
}

async function refusalOf(work: Promise<unknown>): Promise<AppError | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return error
    throw error
  }
}

const identifierOf = (issue: IssueRow) => `${issue.prefix}-${issue.number}`

/** One change of the columns at a time; issues go on moving between them. */
async function lockedStatuses(tx: Tx): Promise<StatusRow[]> {
  await lockColumns(tx.db, tx.workspaceId)
  return listStatuses(tx.db, tx.workspaceId)
}

async function writeOrder(tx: Tx, order: { id: string }[]): Promise<void> {
  await writePositions(
    tx.db,
    order.map(({ id }, position) => ({ id, position })),
  )
}

function changed(before: StatusRow, after: StatusRow): Record<string, [unknown, unknown]> {
  const fields = ['name', 'color', 'position'] as const
  return Object.fromEntries(
    fields.filter((field) => before[field] !== after[field]).map((field) => [field, [before[field], after[field]]]),
  )
}
