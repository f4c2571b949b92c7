// What runs need from outside the feature. The composition root provides it as `runs` of the runtime.
import type { Selectable } from 'kysely'
import type { Tx } from '../platform/context.ts'
import type { RepositoryTable } from '../platform/db/tables-runs.generated.ts'
import type { Runtime } from '../platform/runtime.ts'
import type { ConfinementLevel, Executor } from './domain/executor.ts'
import type { GitGateway, RepositoryAccess } from './domain/git-gateway.ts'
import type { HostedPull, PullRequestHost } from './domain/pull-request-host.ts'

export type RepositoryRow = Selectable<RepositoryTable>

/** How an adapter would run here and now. */
export interface AgentConditions {
  /** `proxy`: a key that the agent never sees; `subscription`: a token in its environment. */
  credential: 'none' | 'proxy' | 'subscription'
  confinement: ConfinementLevel
  /** Tells the credential from another one, without saying anything about its value. */
  credentialId?: string
  /** Why the adapter cannot run on this machine, in sentences. */
  problem: { sentence: string; remedy: string } | null
}

/** A pull request that a run's branch was given, for whoever keeps pull requests. */
export interface OpenedPull {
  issueId: string
  runId: string
  repository: RepositoryRow
  pull: HostedPull
}

export interface RunPorts {
  /** `<host>/<unique>`: this process, as it claims runs. */
  readonly workerId: string
  readonly executor: Executor
  readonly git: GitGateway
  /** From memory: it is asked inside transactions. */
  agentConditions(workspaceId: string, adapter: string): AgentConditions
  /** Where agents reach our tools, e.g. http://127.0.0.1:3002/api/mcp. */
  mcpUrl(): string
  repositoryAccess(repository: RepositoryRow): RepositoryAccess
  /** Null for a plain git remote, or when nothing allows to open pull requests there. */
  pullRequestHost(repository: RepositoryRow): PullRequestHost | null
  /** Neutralises mentions and closing keywords, and removes secrets, in text that we post to others. */
  scrubOutgoing(text: string): string
  recordOpenedPull(tx: Tx, opened: OpenedPull): Promise<void>
  /** Literal values that no transcript and no diff may show. */
  secretValues(workspaceId: string): string[]
  /** A page of this installation, for links in pull requests; null while only this machine reaches it. */
  publicUrl(path: string): string | null
}

/** The runtime as the composition root builds it. */
export interface RunsRuntime extends Runtime {
  readonly runs: RunPorts
}

/** The ports of a runtime. The composition root always provides them; platform's type cannot know a feature. */
export function runPorts(system: Runtime): RunPorts {
  if (!('runs' in system)) throw new Error('the runtime has no run ports: system.ts provides them')
  return (system as RunsRuntime).runs
}
