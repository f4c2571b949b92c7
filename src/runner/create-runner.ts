// Puts the runner together for one installation: confinement, mirrors, proxy, adapters, executor.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from '../platform/log.ts'
import type { AllowList } from '../platform/net/allow-list.ts'
import { resolveBySystem } from '../platform/net/guarded-post.ts'
import type { AdapterCheck, AgentAdapter } from '../runs/domain/agent-adapter.ts'
import type { ConfinementReport, Executor } from '../runs/domain/executor.ts'
import type { GitGateway } from '../runs/domain/git-gateway.ts'
import { createClaudeCodeAdapter } from './claude-code/adapter.ts'
import { type Confinement, type ConfinementOptions, probeConfinement } from './confinement/confinement.ts'
import { reachableProgram } from './confinement/reach.ts'
import { createGitGateway } from './git/gateway.ts'
import { openMirrors } from './git/mirror.ts'
import { createLocalExecutor } from './local-executor.ts'
import type { ModelCredential } from './model-access.ts'
import { type ModelProxy, type ModelUpstream, startModelProxy } from './model-proxy/model-proxy.ts'
import { createReaper } from './reaper.ts'
import { createSimulatorAdapter } from './simulator/adapter.ts'

/** Model credentials as they are configured now. */
interface ModelSettings {
  apiKey: string | null
  baseUrl: string
  /** A gateway that needs no key of ours. */
  isGateway: boolean
  oauthToken: string | null
}

export interface RunnerOptions extends ConfinementOptions {
  claudeBinary: string | null
  /** What git itself needs on this machine: proxies, certificates, an SSH agent. */
  gitEnvironment?: Record<string, string>
  /** Hosts that git may reach besides the public internet. */
  outboundAllow: AllowList
  /** Asked for each run. */
  modelSettings(): ModelSettings
  /** Literal values that no transcript may show, besides the model credentials. */
  secrets(): string[]
  log: Logger
}

export interface Runner {
  executor: Executor
  git: GitGateway
  confinement: ConfinementReport
  /** The answer of the adapter's only probe; null if there is no such adapter. */
  check(adapter: string): Promise<AdapterCheck | null>
  credential(): 'none' | 'proxy' | 'subscription'
  close(): Promise<void>
}

/** This installation's own directory: it may hold a file with secrets, and its programs may be on PATH. */
const installation = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Probes the machine and starts the model proxy. */
export async function createRunner(options: RunnerOptions): Promise<Runner> {
  const confinement = await probeConfinement({
    ...options,
    hidden: [...(options.hidden ?? []), installation],
    exposed: [...(options.exposed ?? []), join(installation, 'node_modules')],
  })
  const mirrors = openMirrors(
    {
      path: options.path,
      extra: options.gitEnvironment ?? {},
      guard: { resolve: resolveBySystem, allow: options.outboundAllow },
    },
    options.dataDirectory,
  )
  const proxy = await startModelProxy(() => upstreamOf(options.modelSettings()))
  const credential = () => credentialOf(options.modelSettings(), proxy)
  const simulator = createSimulatorAdapter({ path: options.path, deathSignal: confinement.hasDeathSignal })
  const adapters = [claudeCode(options, confinement), simulator]
  return {
    executor: createLocalExecutor({
      adapters,
      mirrors,
      confinement,
      credential,
      secrets: () => secretsOf(options),
      reaper: createReaper(),
      log: options.log,
    }),
    git: createGitGateway(mirrors),
    confinement: confinement.report,
    check: async (name) => (await adapters.find((adapter) => adapter.name === name)?.check()) ?? null,
    credential: () => nameOf(credential()),
    close: () => proxy.close(),
  }
}

function claudeCode(options: RunnerOptions, confinement: Confinement): AgentAdapter {
  return createClaudeCodeAdapter({
    configured: options.claudeBinary,
    path: options.path,
    reach: async (binary) => (confinement.sharesObjects ? binary : reachableProgram(binary, confinement.runsDirectory)),
  })
}

function upstreamOf(settings: ModelSettings): ModelUpstream {
  const { baseUrl, apiKey } = settings
  return { baseUrl, credential: apiKey === null ? { kind: 'none' } : { kind: 'api_key', value: apiKey } }
}

/** A key behind the proxy comes first, then a gateway, and last a subscription token, which the agent can read. */
function credentialOf(settings: ModelSettings, proxy: ModelProxy): ModelCredential {
  if (settings.apiKey !== null || settings.isGateway) return { kind: 'proxy', proxy }
  return settings.oauthToken === null ? { kind: 'none' } : { kind: 'oauth', token: settings.oauthToken }
}

function nameOf(credential: ModelCredential): 'none' | 'proxy' | 'subscription' {
  return credential.kind === 'oauth' ? 'subscription' : credential.kind
}

function secretsOf(options: RunnerOptions): string[] {
  const { apiKey, oauthToken } = options.modelSettings()
  return [...options.secrets(), ...[apiKey, oauthToken].filter((secret) => secret !== null)]
}
