// The composition root: builds the runtime and wires the features together. Nothing else owns process-wide state.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { accessSweep } from './access/jobs.ts'
import { findDefaultWorkspace } from './access/load-workspace.ts'
import { ensureInstallation } from './access/setup.ts'
import { EventTails } from './board/event-tails.ts'
import { buildApi } from './composition/build-api.ts'
import { choosePorts, type FeaturePorts, vendors } from './composition/feature-ports.ts'
import { type Agents, openAgents } from './composition/open-agents.ts'
import { chooseOutbound } from './composition/outbound-ports.ts'
import { createProbe } from './composition/repository-access.ts'
import { jobs as demoJobs } from './demo/jobs.ts'
import type { GuidePorts } from './demo/routes.ts'
import { fixJobs, fixSweeps } from './fixes/jobs.ts'
import { inboxSweeps } from './inbox/jobs.ts'
import { NoticeFollower } from './inbox/notice-follower.ts'
import { takeUpRestoredJobs } from './installation/backup/restored-jobs.ts'
import { ensureDefaultWorkspace } from './installation/default-workspace.ts'
import { createMetrics, type Metrics } from './installation/metrics.ts'
import { seedRepository } from './installation/seed-repository.ts'
import { ensureConnections } from './intake/ensure-connections.ts'
import { intakeJobs, intakeSweeps } from './intake/jobs.ts'
import { githubSweeps } from './integrations/github/jobs.ts'
import { handleMcp } from './mcp/handle-mcp.ts'
import { mcpSweeps } from './mcp/jobs.ts'
import { type Foundation, openFoundation } from './open-runtime.ts'
import { outboundSweeps } from './outbound/jobs.ts'
import type { OutboundPorts } from './outbound/ports.ts'
import { Sender } from './outbound/sender.ts'
import type { Config } from './platform/config.ts'
import type { Ctx } from './platform/context.ts'
import type { App } from './platform/http/app.ts'
import { createStreamPlaces, type StreamPlaces } from './platform/http/stream-places.ts'
import { Jobs } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import type { Runtime } from './platform/runtime.ts'
import { jobs as runJobs, sweeps as runSweeps } from './runs/jobs.ts'
import type { RunsRuntime } from './runs/ports.ts'
import { streamRun } from './runs/stream-run.ts'
import { Worker } from './runs/worker.ts'
import { createEmbedders } from './search/create-embedder.ts'
import { jobs as searchJobs, sweeps as searchSweeps } from './search/jobs.ts'

export interface System {
  runtime: Runtime
  api: App
  tails: EventTails
  streamPlaces: StreamPlaces
  metrics: Metrics
  guide: GuidePorts
  /** Set by the very first start: shown once. */
  firstPassword: string | undefined
  streamRun(ctx: Ctx, request: IncomingMessage, response: ServerResponse, runId: string): Promise<void>
  handleMcp(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Agents can reach us now: begin to take runs. */
  begin(origin: string): Promise<void>
  stop(): Promise<void>
}

/** Opens everything but the port. The caller opens that, then calls `begin`. */
export async function createSystem(config: Config, log: Logger): Promise<System> {
  const foundation = await openFoundation(config, log)
  try {
    return await assemble(foundation)
  } catch (error) {
    await foundation.database.close()
    throw error
  }
}

async function assemble(foundation: Foundation): Promise<System> {
  const { config, database, log } = foundation
  let origin = `http://127.0.0.1:${config.PORT}`
  // Before the first job: it may be one that pushes.
  let defaultWorkspaceId = (await findDefaultWorkspace(database.kysely))?.id
  const agents = await openAgents(foundation)
  const ports = choosePorts(foundation, agents, { origin: () => origin, defaultWorkspaceId: () => defaultWorkspaceId })
  let sender: Sender | undefined
  const outbound = { ports: chooseOutbound(config), wake: () => sender?.wake() }
  const jobs = createJobs(foundation, ports, outbound)
  const embedders = createEmbedders(config, foundation.fetch)
  const runtime: RunsRuntime = { ...foundation, jobs, ...embedders, runs: ports.runs }
  await jobs.start(runtime)
  await takeUpRestoredJobs(runtime)
  defaultWorkspaceId = await ensureDefaultWorkspace(runtime)
  await ensureConnections(runtime, vendors)
  const { firstPassword } = await ensureInstallation(runtime)
  const tails = new EventTails(runtime)
  await tails.start()
  const notices = new NoticeFollower(runtime)
  await notices.start()
  const worker = new Worker(runtime)
  sender = new Sender(runtime, outbound.ports)
  const guide: GuidePorts = {
    origin: () => origin,
    probe: createProbe(ports.reach, agents.runner.git),
    agentReadiness: async () => readiness(agents),
  }
  const adapters = async () => ({ name: 'claude_code', ok: readiness(agents).ready, detail: readiness(agents).detail })
  return {
    runtime,
    api: buildApi(runtime, { outbound, guide, adapters, sweep: ({ jobs: all }) => all.sweepNow() }),
    tails,
    streamPlaces: createStreamPlaces(),
    metrics: createMetrics(runtime),
    guide,
    firstPassword,
    streamRun: (ctx, request, response, runId) => streamRun(ctx, request, response, runId),
    handleMcp: handleMcp(runtime),
    async begin(listening) {
      origin = listening
      seedRepository(runtime, guide.probe).catch((error: unknown) => log.error({ err: error }, 'github_repo.failed'))
      await worker.start()
      await sender.start()
    },
    async stop() {
      await tails.stop()
      await notices.stop()
      await worker.stop()
      await sender.stop()
      await jobs.stop()
      for (const embedder of [embedders.embedder, ...embedders.formerEmbedders]) await embedder.close()
      await agents.close()
      await database.close()
      log.flush()
    },
  }
}

interface Outbound {
  ports: OutboundPorts
  wake(): void
}

function createJobs({ database, log }: Foundation, { fixes, intake, github }: FeaturePorts, outbound: Outbound): Jobs {
  return new Jobs({
    database,
    log,
    definitions: [...searchJobs, ...runJobs, ...fixJobs(fixes), ...intakeJobs(intake), ...demoJobs],
    sweeps: [
      accessSweep,
      ...searchSweeps,
      ...runSweeps,
      ...fixSweeps(fixes),
      ...intakeSweeps(intake),
      ...githubSweeps(github),
      ...inboxSweeps,
      ...mcpSweeps,
      ...outboundSweeps(outbound.ports, outbound.wake),
    ],
  })
}

function readiness(agents: Agents) {
  const { problem, credential } = agents.conditions('claude_code')
  if (problem) return { ready: false, reason: 'agent_unavailable', detail: `${problem.sentence} ${problem.remedy}` }
  if (credential === 'none') {
    return {
      ready: false,
      reason: 'no_model_credential',
      detail: 'Set ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL of a gateway, or CLAUDE_CODE_OAUTH_TOKEN, and restart.',
    }
  }
  return {
    ready: true,
    reason: 'ready',
    detail: `Claude Code is ready; confinement: ${agents.runner.confinement.level}. ${agents.runner.confinement.reason}`.trim(),
  }
}
