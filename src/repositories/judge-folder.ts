// Which folders of this machine may be repositories: whoever names one has the server read it.
import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { loadWorkspace } from '../access/load-workspace.ts'
import type { Ctx } from '../platform/context.ts'
import { Forbidden, Unprocessable } from '../platform/errors.ts'

/**
 * Admins of the default workspace may name any folder besides Dispatch's own data; those of other workspaces only what
 * DISPATCH_REPOSITORY_ROOTS names, since they need not be who runs the machine. The refusals do not tell what exists.
 * @throws Forbidden, Unprocessable `repository_unreachable`
 */
export async function judgeFolder(ctx: Ctx, folder: string): Promise<void> {
  if (!ctx.scopes.has('admin')) throw new Forbidden('admin_required', 'Only an admin may connect a folder of this machine.')
  // Our own code connects what it has made itself, inside its data.
  if (ctx.actor.type === 'system') return
  const { DISPATCH_DATA_DIR: data, DISPATCH_REPOSITORY_ROOTS: roots } = ctx.system.config
  const real = await realOf(folder)
  const isNamed = real !== undefined && (await Promise.all(roots.map(realOf))).some((root) => root && isInside(real, root))
  if (!isNamed && !(await loadWorkspace(ctx)).isDefault)
    throw new Forbidden(
      'folder_not_allowed',
      'Only admins of the default workspace connect any folder of this machine. Use an https or ssh address, or have DISPATCH_REPOSITORY_ROOTS name the folder.',
    )
  if (real === undefined) throw new Unprocessable('repository_unreachable', 'There is no such folder on this machine.')
  if (isInside(real, (await realOf(data)) ?? data))
    throw new Forbidden('folder_not_allowed', "A folder inside of Dispatch's own data directory cannot be a repository.")
}

/** Where links lead; undefined where there is nothing. */
async function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined) // whatever hides it, it cannot be read
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
