// Every route of the access layer. Made once a process: the login throttle counts in here.
import { type App, createRoutes } from '../platform/http/app.ts'
import { createKeyRoutes } from './key-routes.ts'
import { createLocalRoutes } from './local-routes.ts'
import { createLoginRoutes } from './login-routes.ts'
import { createSessionRoutes } from './session-routes.ts'
import { createWorkspaceRoutes } from './workspace-routes.ts'

export function createAccessRoutes(): App {
  const routes = createRoutes()
  for (const part of [
    createLoginRoutes(),
    createSessionRoutes(),
    createKeyRoutes(),
    createWorkspaceRoutes(),
    createLocalRoutes(),
  ]) {
    routes.route('/', part)
  }
  return routes
}
