// Connections for people: where each vendor delivers, and how that fares. Never a secret.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import type { Actor, Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { validSecrets } from './connection-directory.ts'
import type { Connection } from './connection-schemas.ts'
import { findManagedConnection, listConnections, type ManagedConnection } from './store/managed-connections.ts'
import { pathOf, type Vendor } from './vendor.ts'

/** Newest first. */
export async function readConnections(
  ctx: Ctx,
  vendors: readonly Vendor[],
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Connection[]; next_cursor: string | null }> {
  authorize(ctx, 'connection.manage')
  const [at, id] = page.cursor ? decodeCursor(page.cursor, timeIdCursor) : []
  const after = at && id ? { at, id } : undefined
  const rows = await listConnections(ctx.db, { workspaceId: ctx.workspaceId, after, limit: page.limit })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
  const { isDefault } = await loadWorkspace(ctx)
  return { items: items.map((row) => toConnection(ctx, row, { vendors, isDefault })), next_cursor }
}

/** @throws NotFound */
export async function readConnection(ctx: Ctx, vendors: readonly Vendor[], id: string): Promise<Connection> {
  authorize(ctx, 'connection.manage')
  const row = await findManagedConnection(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('connection', id)
  const { isDefault } = await loadWorkspace(ctx)
  return toConnection(ctx, row, { vendors, isDefault })
}

/** @throws NotFound for a source that nothing here reads */
export function vendorOf(vendors: readonly Vendor[], source: string): Vendor {
  const vendor = vendors.find((candidate) => candidate.source === source)
  if (!vendor) throw new NotFound('vendor', source)
  return vendor
}

/** The environment speaks for the default workspace's default connection alone. */
export function hasEnvironmentSecret(
  ctx: Pick<Ctx, 'system'>,
  row: Pick<ManagedConnection, 'is_default'>,
  { vendor, isDefault }: { vendor: Vendor; isDefault: boolean },
): boolean {
  return isDefault && row.is_default && Boolean(vendor.environmentSecret(ctx.system.config))
}

interface Shown {
  vendors: readonly Vendor[]
  /** Of the workspace. */
  isDefault: boolean
}

function toConnection(ctx: Ctx, row: ManagedConnection, { vendors, isDefault }: Shown): Connection {
  const vendor = vendorOf(vendors, row.source)
  // The address without an id is the default workspace's; every connection has one with its id.
  const servesPlain = row.is_default && isDefault
  const path = servesPlain ? pathOf(vendor) : `${pathOf(vendor)}/${row.id}`
  const ofEnvironment = hasEnvironmentSecret(ctx, row, { vendor, isDefault })
  const oldValid = !ofEnvironment && validSecrets(row, ctx.now).length > 1
  return {
    id: row.id,
    source: row.source,
    name: row.name,
    is_default: servesPlain,
    address: `${ctx.system.config.DISPATCH_PUBLIC_URL ?? ''}${path}`,
    secret: {
      state: ofEnvironment ? 'environment' : row.secrets.length > 0 ? 'set' : 'none',
      variable: servesPlain ? vendor.secretVariable : null,
      old_valid: oldValid,
      old_valid_until: oldValid ? (row.old_secret_until?.toISOString() ?? null) : null,
    },
    settings: storedObject.parse(row.settings),
    last_delivery_at: row.last_delivery_at?.toISOString() ?? null,
    bad_signatures: Number(row.bad_signatures),
    refused_at: row.refused_at?.toISOString() ?? null,
    refused_since: refusedSince(row)?.toISOString() ?? null,
    vendor_state: vendorState.parse(row.vendor_state),
    created_by: asActor(row.created_by),
    created_at: row.created_at.toISOString(),
    updated_at: (row.updated_at ?? row.created_at).toISOString(),
  }
}

/** The first refused one is remembered beyond good ones: where it is older than the last of those, nothing good came since. */
function refusedSince({ refused_at, refused_since, last_delivery_at: good }: ManagedConnection): Date | null {
  if (!refused_at || (good && good >= refused_at)) return null
  return refused_since && (!good || refused_since > good) ? refused_since : (good ?? refused_at)
}

const storedObject = z.record(z.string(), z.unknown())
const vendorState = z.object({ action: z.enum(['created', 'deleted']), at: z.string(), detail: z.string() }).nullable()
const actor = z.object({ type: z.enum(['person', 'key', 'run', 'webhook', 'system']), id: z.string(), name: z.string() })

function asActor(stored: unknown): Actor | null {
  return actor.nullable().parse(stored)
}
