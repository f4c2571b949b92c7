// The composition root: builds the runtime and wires the features together. Nothing else owns process-wide state.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { accessSweep } from './access/jobs.ts'
import { createAccessRoutes } from './access/routes.ts'
import { ensureInstallation } from './access/setup.ts'
import { agentRoutes } from './agents/routes.ts'
import { EventTails } from './board/event-tails.ts'
import { boardRoutes } from './board/routes.ts'
import { ensureDefaultWorkspace } from './installation/default-workspace.ts'
import { healthRoutes } from './installation/health-routes.ts'
import { createMetrics, type Metrics } from './installation/metrics.ts'
import { describeApi } from './installation/openapi-routes.ts'
import { testClockRoutes } from './installation/test-clock.ts'
import { catalogRoutes } from './issues/catalog-routes.ts'
import { issueRoutes } from './issues/routes.ts'
import { openFoundation, storeClockOffset } from './open-runtime.ts'
import type { Config } from './platform/config.ts'
import type { Ctx } from './platform/context.ts'
import { type App, createApi } from './platform/http/app.ts'
import { type AnyJob, Jobs, type SweepDefinition } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import type { Runtime } from './platform/runtime.ts'
import { repositoryRoutes } from './repositories/routes.ts'
import { jobs as searchJobs, sweeps as searchSweeps } from './search/jobs.ts'
import { searchRoutes } from './search/routes.ts'

export interface System {
  runtime: Runtime
  api: App
  tails: EventTails
  metrics: Metrics
  /** Set by the very first start: shown once. */
  firstPassword: string | undefined
  streamRun: (ctx: Ctx, request: IncomingMessage, response: ServerResponse, runId: string) => Promise<void>
  handleMcp: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  stop(): Promise<void>
}

/** Opens everything and begins to work. The caller opens the port afterwards. */
export async function createSystem(config: Config, log: Logger): Promise<System> {
  const foundation = await openFoundation(config, log)
  const definitions: AnyJob[] = [...searchJobs]
  const sweeps: SweepDefinition[] = [accessSweep, ...searchSweeps]
  const jobs = new Jobs({ database: foundation.database, log, definitions, sweeps })
  const runtime: Runtime = { ...foundation, jobs }
  await jobs.start(runtime)
  await ensureDefaultWorkspace(runtime)
  const { firstPassword } = await ensureInstallation(runtime)
  const tails = new EventTails(runtime)
  await tails.start()
  return {
    runtime,
    api: buildApi(runtime),
    tails,
    metrics: createMetrics(runtime),
    firstPassword,
    streamRun: async () => {},
    handleMcp: async () => {},
    async stop() {
      await tails.stop()
      await jobs.stop()
      await foundation.database.close()
    },
  }
}

function buildApi(runtime: Runtime): App {
  const api = createApi(runtime, [
    createAccessRoutes(),
    issueRoutes(),
    catalogRoutes(),
    agentRoutes(),
    repositoryRoutes(async () => ({ ok: false, detail: '' })),
    boardRoutes(),
    searchRoutes(),
    healthRoutes('0', async () => ({ name: 'agents', ok: false, detail: '' })),
    testClockRoutes({ storeOffset: storeClockOffset, sweep: async () => {} }),
  ])
  describeApi(api, '0')
  return api
}
