// What the workspace waits for from outside: open pull requests, deployments of merged fixes, the errors that are watched.
import { type Ctx, withTransaction } from '../platform/context.ts'
import { trackedIssues } from './ask-tracker.ts'
import { checkDeploymentJob } from './job-names.ts'
import type { TrackedIssue } from './ports.ts'
import { listAwaitingDeployed, listOpenAttemptsOfWorkspace } from './store/attempts.ts'
import { listOpenLinkedPulls } from './store/pulls.ts'

export interface AwaitedWork {
  pulls: { repository: string; number: number }[]
  /** Names of repositories with a merged fix that is not judged yet. */
  repositories: string[]
  issues: TrackedIssue[]
}

/** Besides asks again about deployments of which nobody knew what they contain. */
export async function awaitedWork(ctx: Ctx): Promise<AwaitedWork> {
  const attempts = await listOpenAttemptsOfWorkspace(ctx.db, ctx.workspaceId)
  const repositories = [...new Set(attempts.map((attempt) => attempt.repository))]
  await askAgain(ctx, repositories)
  const issues: TrackedIssue[] = []
  for (const attempt of attempts) issues.push(...(await trackedIssues(ctx, attempt.issue_id)))
  return { pulls: await listOpenLinkedPulls(ctx.db, ctx.workspaceId), repositories, issues }
}

async function askAgain(ctx: Ctx, repositories: readonly string[]): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    for (const repository of repositories) {
      for (const id of await listAwaitingDeployed(tx.db, { workspaceId: tx.workspaceId, repository })) {
        tx.enqueue(checkDeploymentJob, { workspace_id: tx.workspaceId, fix_id: id }, { singletonKey: id })
      }
    }
  })
}
