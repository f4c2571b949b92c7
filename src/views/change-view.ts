// Changes or deletes a saved view: a shared one by whoever may share, a private one by its owner.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Forbidden, NotFound, StaleRevision } from '../platform/errors.ts'
import { loadKnown, readerOf, toView } from './read-views.ts'
import { announce, refuseTakenName, refuseTooMany } from './save-view.ts'
import type { UpdateView, View } from './schemas.ts'
import { changeViewRow, deleteViewRow, lockViewRow, type ViewRow } from './store.ts'

export interface ChangeView {
  id: string
  changes: UpdateView
  /** The revision that the caller saw; absent: unconditional. */
  ifMatch?: string | undefined
}

/** @throws NotFound, Forbidden, Invalid `name_taken`, StaleRevision, Conflict `limit_exceeded` */
export async function changeView(ctx: Ctx, { id, changes, ifMatch }: ChangeView): Promise<View> {
  authorize(ctx, 'view.save')
  return withTransaction(ctx, async (tx) => {
    const before = await ownOrShared(tx, id)
    refuseStale(before, ifMatch)
    await refuseSharing(tx, before, changes.is_shared)
    const columns = definedOnly(changes)
    if (!isChanged(before, columns)) return toView(tx, before, await loadKnown(tx))
    const after = await refuseTakenName(() => changeViewRow(tx.db, id, columns, tx.now))
    announce(tx, 'view.updated', after, { changes: changesOf(before, after) })
    return toView(tx, after, await loadKnown(tx))
  })
}

/** @throws NotFound, Forbidden */
export async function deleteView(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'view.save')
  await withTransaction(ctx, async (tx) => {
    const row = await ownOrShared(tx, id)
    await deleteViewRow(tx.db, id)
    announce(tx, 'view.deleted', row)
  })
}

async function ownOrShared(tx: Tx, id: string): Promise<ViewRow> {
  const row = await lockViewRow(tx.db, readerOf(tx), id)
  if (!row) throw new NotFound('view', id)
  if (row.is_shared) authorize(tx, 'view.share')
  return row
}

/** What others use is taken from them only by who gave it. */
async function refuseSharing(tx: Tx, before: ViewRow, isShared: boolean | undefined): Promise<void> {
  if (isShared === undefined || isShared === before.is_shared) return
  if (isShared) authorize(tx, 'view.share')
  else if (before.owner_id !== tx.actor.id)
    throw new Forbidden('not_owner', 'Only who saved a shared view can make it private. Save a copy of your own.')
  await refuseTooMany(tx, isShared)
}

function refuseStale(row: ViewRow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return
  const expected = ifMatch.replace(/^W\//, '').replaceAll('"', '')
  if (expected !== String(row.revision)) throw new StaleRevision(expected, row.revision)
}

type Columns = { [K in keyof UpdateView]?: Exclude<UpdateView[K], undefined> }

/** Object.entries keeps each value with its key. */
function definedOnly(changes: UpdateView): Columns {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Columns
}

/** The database gives the keys of JSON back in an order of its own. */
const inOrder = (value: unknown) =>
  value && typeof value === 'object' ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value
const same = (one: unknown, other: unknown) => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))

function isChanged(before: ViewRow, columns: Columns): boolean {
  return Object.entries(columns).some(([key, value]) => !same(before[key as keyof ViewRow], value))
}

function changesOf(before: ViewRow, after: ViewRow): Record<string, [unknown, unknown]> {
  const keys = ['name', 'layout', 'filters', 'sort', 'is_shared', 'position'] as const
  // What it was called while it was private stays private.
  if (!before.is_shared) return { is_shared: [false, true] }
  return Object.fromEntries(keys.filter((key) => !same(before[key], after[key])).map((key) => [key, [before[key], after[key]]]))
}
