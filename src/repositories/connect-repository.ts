// Connects, changes and disconnects repositories. A repository is only connected once git could read it.
import { authorize } from '../access/authorize.ts'
import { holdWorkspace } from '../access/hold-workspace.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf, Invalid, NotFound, Unprocessable } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { readAddress } from './domain/address.ts'
import { judgeFolder } from './judge-folder.ts'
import {
  changeRepositoryRow,
  clearDefaultRepository,
  countActiveRunsOf,
  countRepositories,
  findRepositoryRow,
  insertRepositoryRow,
  listRepositoryRows,
  pageRepositoryRows,
  type RepositoryChanges,
  type RepositoryRow,
} from './store.ts'

/** Asks a remote what it has, without credentials in sight of anyone. */
export type RepositoryProbe = (
  gitUrl: string,
  workspaceId: string,
) => Promise<{ ok: true; defaultBranch: string } | { ok: false; detail: string }>

export interface ConnectRepository {
  git_url: string
  full_name?: string | null | undefined
  name?: string | undefined
  default_branch?: string | undefined
  setup_command?: string | null | undefined
  test_command?: string | null | undefined
  guarded_paths?: string[] | undefined
  staging_branches?: string[] | undefined
  is_default?: boolean | undefined
}

/** @throws Invalid, Unprocessable `repository_unreachable`, Conflict `repository_connected`, `limit_exceeded` */
export async function connectRepository(ctx: Ctx, input: ConnectRepository, probe: RepositoryProbe): Promise<RepositoryRow> {
  authorize(ctx, 'repository.manage')
  const address = readAddress(input.git_url, githubHostOf(ctx))
  if (!address.ok) throw new Invalid([{ path: 'git_url', message: address.message }])
  if (address.kind === 'file') await judgeFolder(ctx, address.gitUrl)
  const found = await probe(address.gitUrl, ctx.workspaceId)
  if (!found.ok) throw new Unprocessable('repository_unreachable', found.detail)
  return withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx)
    const others = await countRepositories(tx.db, tx.workspaceId)
    refuseOneMore('repositories', others)
    const isDefault = input.is_default ?? others === 0
    if (isDefault) await clearDefaultRepository(tx.db, tx.workspaceId)
    const row = await refuseTaken(() =>
      insertRepositoryRow(tx.db, {
        id: tx.newId('rep'),
        workspace_id: tx.workspaceId,
        name: input.name ?? address.name,
        provider: address.provider,
        full_name: input.full_name ?? address.fullName,
        git_url: address.gitUrl,
        default_branch: input.default_branch ?? found.defaultBranch,
        setup_command: input.setup_command ?? null,
        test_command: input.test_command ?? null,
        guarded_paths: input.guarded_paths ?? [],
        staging_branches: input.staging_branches ?? [],
        is_default: isDefault,
        created_at: tx.now,
      }),
    )
    tx.emit({
      type: 'repository.connected',
      subject: { type: 'repository', id: row.id },
      payload: { name: row.name, git_url: row.git_url, full_name: row.full_name },
    })
    return row
  })
}

export async function changeRepository(
  ctx: Ctx,
  id: string,
  changes: Omit<RepositoryChanges, 'deleted_at'>,
): Promise<RepositoryRow> {
  authorize(ctx, 'repository.manage')
  return withTransaction(ctx, async (tx) => {
    const before = await existing(tx, id)
    if (changes.is_default) await clearDefaultRepository(tx.db, tx.workspaceId)
    const after = await changeRepositoryRow(tx.db, id, changes)
    const changed = Object.fromEntries(
      Object.keys(changes).map((field) => [field, [Reflect.get(before, field), Reflect.get(after, field)]]),
    )
    tx.emit({ type: 'repository.updated', subject: { type: 'repository', id }, payload: { changes: changed } })
    return after
  })
}

/** @throws Conflict `run_active` while an agent works in it */
export async function disconnectRepository(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'repository.manage')
  await withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx) // a run that starts now is counted, or finds no repository
    const row = await existing(tx, id)
    const active = await countActiveRunsOf(tx.db, id)
    if (active > 0) throw new Conflict('run_active', `${active} runs work in this repository. Cancel them first.`)
    await changeRepositoryRow(tx.db, id, { deleted_at: tx.now, is_default: false })
    tx.emit({ type: 'repository.disconnected', subject: { type: 'repository', id }, payload: { name: row.name } })
  })
}

export async function readRepositories(ctx: Ctx): Promise<RepositoryRow[]> {
  authorize(ctx, 'event.read')
  return listRepositoryRows(ctx.db, ctx.workspaceId)
}

/** Oldest first. */
export async function listRepositories(ctx: Ctx, page: { limit: number; cursor?: string | undefined }) {
  authorize(ctx, 'event.read')
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, timeIdCursor)
  const rows = await pageRepositoryRows(ctx.db, ctx.workspaceId, { limit: page.limit, after })
  return toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
}

async function existing(ctx: Ctx, id: string): Promise<RepositoryRow> {
  const row = await findRepositoryRow(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('repository', id)
  return row
}

async function refuseTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (databaseErrorOf(error)?.code === '23505')
      throw new Conflict('repository_connected', 'A repository with this full_name is connected already.')
    throw error
  }
}

/** github.com, or the host of a GitHub Enterprise server. */
function githubHostOf(ctx: Ctx): string {
  const host = new URL(ctx.system.config.GITHUB_API_URL).hostname
  return host === 'api.github.com' ? 'github.com' : host
}
