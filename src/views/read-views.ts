// The views that a caller sees: the shared ones, and their own.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import { categories } from '../issues/domain/category.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { findMissing, type Known } from './domain/missing.ts'
import type { View } from './schemas.ts'
import { findViewRow, listNamed, listViewRows, type ViewRow } from './store.ts'

/** Few enough for one answer: the limits of saving see to that. */
export async function listViews(ctx: Ctx, query: { layout?: View['layout'] | undefined }) {
  authorize(ctx, 'view.read')
  const rows = await listViewRows(ctx.db, readerOf(ctx), query.layout)
  const known = await loadKnown(ctx)
  return { items: rows.map((row) => toView(ctx, row, known)), next_cursor: null }
}

/** @throws NotFound, also for another person's private view */
export async function readView(ctx: Ctx, id: string): Promise<View> {
  authorize(ctx, 'view.read')
  const row = await findViewRow(ctx.db, readerOf(ctx), id)
  if (!row) throw new NotFound('view', id)
  return toView(ctx, row, await loadKnown(ctx))
}

export function readerOf(ctx: Ctx): { workspaceId: string; userId: string } {
  return { workspaceId: ctx.workspaceId, userId: ctx.actor.id }
}

export async function loadKnown(ctx: Ctx): Promise<Known> {
  const rows = await listNamed(ctx.db, ctx.workspaceId)
  const names = (kind: (typeof rows)[number]['kind'], ...more: string[]) =>
    new Set([...rows.filter((row) => row.kind === kind).flatMap((row) => [row.id, row.name.toLowerCase()]), ...more])
  return { status: names('status', ...categories), label: names('label'), assignee: names('assignee', 'none') }
}

const stored = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

export function toView(ctx: Ctx, row: ViewRow, known: Known): View {
  const filters = stored.parse(row.filters)
  return {
    id: row.id,
    name: row.name,
    layout: row.layout,
    filters,
    // Written by the schema of the list.
    sort: row.sort as View['sort'],
    is_shared: row.is_shared,
    is_own: row.owner_id !== null && row.owner_id === ctx.actor.id,
    position: row.position,
    missing: findMissing(filters, known),
    revision: row.revision,
    created_by: actorSchema.parse(row.created_by),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}
