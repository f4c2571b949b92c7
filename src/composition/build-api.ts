// The whole API: every feature's routes under one roof.
import { createAccessRoutes } from '../access/routes.ts'
import { agentRoutes } from '../agents/routes.ts'
import { boardRoutes } from '../board/routes.ts'
import { demoRoutes, type GuidePorts } from '../demo/routes.ts'
import { fixRoutes } from '../fixes/routes.ts'
import { inboxRoutes } from '../inbox/routes.ts'
import { insightRoutes } from '../insights/routes.ts'
import { archiveRoutes } from '../installation/archive-routes.ts'
import { type AdapterReport, healthRoutes } from '../installation/health-routes.ts'
import { describeApi } from '../installation/openapi-routes.ts'
import { testClockRoutes } from '../installation/test-clock.ts'
import { version } from '../installation/version.ts'
import { workspaceRoutes } from '../installation/workspace-routes.ts'
import { connectionRoutes } from '../intake/connection-routes.ts'
import { deploymentRoutes } from '../intake/deployment-routes.ts'
import { intakeRoutes } from '../intake/routes.ts'
import { githubRoutes } from '../integrations/github/routes.ts'
import { grafanaRoutes } from '../integrations/grafana/routes.ts'
import { sentryRoutes } from '../integrations/sentry/routes.ts'
import { signalRoutes } from '../integrations/signals/routes.ts'
import { catalogRoutes } from '../issues/catalog-routes.ts'
import { issueRoutes } from '../issues/routes.ts'
import { mcpRoutes } from '../mcp/routes.ts'
import { storeClockOffset } from '../open-runtime.ts'
import type { OutboundPorts } from '../outbound/ports.ts'
import { outboundRoutes } from '../outbound/routes.ts'
import { type App, createApi } from '../platform/http/app.ts'
import type { Runtime } from '../platform/runtime.ts'
import { repositoryRoutes } from '../repositories/routes.ts'
import { runRoutes } from '../runs/routes.ts'
import { searchRoutes } from '../search/routes.ts'
import { viewRoutes } from '../views/routes.ts'
import { vendors } from './feature-ports.ts'

export interface ApiParts {
  guide: GuidePorts
  adapters: AdapterReport
  /** How people and programs outside are reached; `wake` makes what is due go out at once. */
  outbound: { ports: OutboundPorts; wake(): void }
  /** Everything that waits for a time. */
  sweep(runtime: Runtime): Promise<void>
}

export function buildApi(runtime: Runtime, { guide, adapters, outbound, sweep }: ApiParts): App {
  const api = createApi(runtime, [
    createAccessRoutes(),
    workspaceRoutes(),
    issueRoutes(),
    catalogRoutes(),
    repositoryRoutes(guide.probe),
    agentRoutes(),
    searchRoutes(),
    runRoutes(),
    mcpRoutes(),
    fixRoutes(),
    intakeRoutes(vendors),
    connectionRoutes(vendors),
    deploymentRoutes(),
    sentryRoutes(),
    githubRoutes(),
    grafanaRoutes(),
    signalRoutes(),
    boardRoutes(),
    outboundRoutes(outbound.ports, outbound.wake),
    viewRoutes(),
    inboxRoutes(),
    insightRoutes(),
    demoRoutes(guide),
    healthRoutes(version, adapters),
    archiveRoutes(),
    testClockRoutes({ storeOffset: storeClockOffset, sweep }),
  ])
  describeApi(api, version)
  return api
}
