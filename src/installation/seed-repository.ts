// GITHUB_REPO: connects one repository to the default workspace at the first start that can reach it.
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { systemContext } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { connectRepository, type RepositoryProbe, readRepositories } from '../repositories/connect-repository.ts'

/** Does nothing when the workspace has a repository already. A remote that does not answer is tried at the next start. */
export async function seedRepository(runtime: Runtime, probe: RepositoryProbe): Promise<void> {
  const fullName = runtime.config.GITHUB_REPO
  const workspace = await findDefaultWorkspace(runtime.database.kysely)
  if (!fullName || !workspace) return
  const ctx = systemContext(runtime, workspace.id)
  if ((await readRepositories(ctx)).length > 0) return
  try {
    await connectRepository(ctx, { git_url: fullName, full_name: fullName }, probe)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    runtime.log.warn({ repository: fullName, code: error.code, detail: error.detail }, 'github_repo.not_connected')
  }
}
