// A runtime whose runs are carried out by a script, with a workspace, an agent and a repository to work on.
import type { Insertable } from 'kysely'
import { z } from 'zod'
import { createIssue } from '#src/issues/create-issue.ts'
import { linkExternalIssue } from '#src/issues/external-issues.ts'
import { seedTracker } from '#src/issues/seed-tracker.ts'
import { withTransaction } from '#src/platform/context.ts'
import type { AgentTable, RepositoryTable } from '#src/platform/db/tables-runs.generated.ts'
import { newId } from '#src/platform/ids.ts'
import { type AnyJob, defineJob } from '#src/platform/jobs.ts'
import { jobs as runJobs, sweeps as runSweeps } from '#src/runs/jobs.ts'
import type { AgentConditions, OpenedPull, RunPorts, RunsRuntime } from '#src/runs/ports.ts'
import { type TestRuntime, type TestRuntimeOptions, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { ScriptedExecutor } from './scripted-executor.ts'
import { ScriptedGit, ScriptedPullHost } from './scripted-git.ts'

export interface RunsKit {
  runtime: TestRuntime & RunsRuntime
  executor: ScriptedExecutor
  git: ScriptedGit
  pullHost: ScriptedPullHost
  /** Changed by tests that need other conditions. */
  conditions: AgentConditions
  opened: OpenedPull[]
}

/** Jobs of later features that commands of earlier ones enqueue. */
const foreignJobs: AnyJob[] = ['search.embed'].map((name) =>
  defineJob({ name, schema: z.looseObject({}), retryLimit: 0, expireInSeconds: 60, handler: async () => {} }),
)

export async function runsKit(options: TestRuntimeOptions = {}): Promise<RunsKit> {
  const base = await testRuntime({ jobs: [...runJobs, ...foreignJobs], sweeps: runSweeps, ...options })
  const executor = new ScriptedExecutor()
  const git = new ScriptedGit()
  const pullHost = new ScriptedPullHost()
  const conditions: AgentConditions = { credential: 'proxy', confinement: 'sandbox', problem: null }
  const opened: OpenedPull[] = []
  const runs: RunPorts = {
    workerId: `testhost/${newId('wrk')}`,
    executor,
    git,
    agentConditions: () => conditions,
    mcpUrl: () => 'http://127.0.0.1:1/api/mcp',
    repositoryAccess: (repository) => ({
      id: repository.id,
      gitUrl: repository.git_url,
      defaultBranch: repository.default_branch,
      credential: null,
      allowLocal: true,
    }),
    pullRequestHost: (repository) => (repository.provider === 'github' ? pullHost : null),
    scrubOutgoing: (text) => text.replaceAll('@', '@\u200b'),
    recordOpenedPull: async (_, pull) => void opened.push(pull),
    secretValues: () => ['a-literal-secret-value'],
    publicUrl: (path) => `https://dispatch.test${path}`,
  }
  return { runtime: Object.assign(base, { runs }), executor, git, pullHost, conditions, opened }
}

export interface Shop extends TestWorkspace {
  agentId: string
  repositoryId: string
}

export interface ShopOptions {
  policy?: Record<string, unknown>
  agent?: Partial<Insertable<AgentTable>>
  /** Null: none at all. */
  repository?: Partial<Insertable<RepositoryTable>> | null
}

/** A workspace with columns, one enabled default agent and one repository. */
export async function shop(kit: RunsKit, options: ShopOptions = {}): Promise<Shop> {
  const workspace = await testWorkspace(kit.runtime, { policy: options.policy ?? {} })
  await seedTracker(workspace.system())
  const { kysely } = kit.runtime.database
  const common = { workspace_id: workspace.id, created_at: kit.runtime.clock.now() }
  const agent = { id: newId('agt'), name: 'Claude', adapter: 'claude_code' as const, is_default: true }
  await kysely
    .insertInto('dispatch_agent')
    .values({ ...common, ...agent, ...options.agent })
    .execute()
  const repository = {
    id: newId('rep'),
    name: 'shop',
    provider: 'github' as const,
    full_name: 'acme/shop',
    git_url: 'https://github.test/acme/shop.git',
    default_branch: 'main',
    is_default: true,
  }
  if (options.repository !== null)
    await kysely
      .insertInto('dispatch_repository')
      .values({ ...common, ...repository, ...options.repository })
      .execute()
  return Object.assign(workspace, { agentId: agent.id, repositoryId: repository.id })
}

export async function anIssue(workspace: TestWorkspace, extra: { isPublicText?: boolean } = {}): Promise<string> {
  const { id } = await createIssue(workspace.person(), { title: 'Checkout fails for empty carts' }, extra)
  return id
}

/** An issue that came from an error. */
export async function anError(workspace: TestWorkspace, seen: { occurrences?: number; firstSeen?: Date } = {}): Promise<string> {
  const ctx = workspace.system()
  return withTransaction(ctx, async (tx) => {
    const { id } = await createIssue(
      tx,
      { title: '[shop] TypeError: cart is undefined' },
      { source: 'sentry', isPublicText: true },
    )
    await linkExternalIssue(tx, {
      issue_id: id,
      source: 'sentry',
      external_id: newId('x'),
      is_error_source: true,
      occurrences: seen.occurrences ?? 1,
      first_seen: seen.firstSeen ?? ctx.now,
    })
    return id
  })
}

/** A plan that a person approved, so that runs may edit code for the issue. */
export async function anApprovedPlan(workspace: TestWorkspace, issueId: string): Promise<string> {
  const { db, actor, now } = workspace.person()
  const plan = { id: newId('pln'), workspace_id: workspace.id, issue_id: issueId, version: 1, state: 'approved' as const }
  const by = JSON.stringify(actor)
  await db
    .insertInto('dispatch_plan')
    .values({
      ...plan,
      content: 'Mend it.',
      content_hash: 'a'.repeat(64),
      created_by: by,
      created_at: now,
      decided_by: by,
      decided_at: now,
    })
    .execute()
  return plan.id
}
