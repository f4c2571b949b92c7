// Every route of the access layer. Made once a process: the login throttle counts in here.
import { type App, createRoutes } from '../platform/http/app.ts'
import { createAuditRoutes } from './audit-routes.ts'
import { createEntryRoutes } from './entry-routes.ts'
import { createGitHubRoutes } from './github-routes.ts'
import { createKeyRoutes } from './key-routes.ts'
import { createLocalRoutes } from './local-routes.ts'
import { createLoginRoutes } from './login-routes.ts'
import { createLoginThrottles } from './login-throttle.ts'
import { createMemberRoutes } from './member-routes.ts'
import { createSessionRoutes } from './session-routes.ts'
import { createWorkspaceRoutes } from './workspace-routes.ts'

export function createAccessRoutes(): App {
  const routes = createRoutes()
  const throttles = createLoginThrottles()
  for (const part of [
    createLoginRoutes(throttles),
    createEntryRoutes(throttles),
    createGitHubRoutes(throttles),
    createSessionRoutes(),
    createKeyRoutes(),
    createMemberRoutes(),
    createAuditRoutes(),
    createWorkspaceRoutes(),
    createLocalRoutes(),
  ]) {
    routes.route('/', part)
  }
  return routes
}
