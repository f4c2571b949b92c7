// The tracker's REST API on a fresh database, for tests that speak HTTP.
import { agentRoutes } from '#src/agents/routes.ts'
import { boardRoutes } from '#src/board/routes.ts'
import { catalogRoutes } from '#src/issues/catalog-routes.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { linkExternalIssue } from '#src/issues/external-issues.ts'
import { issueRoutes } from '#src/issues/routes.ts'
import { withTransaction } from '#src/platform/context.ts'
import { createApi } from '#src/platform/http/app.ts'
import { request, type TestWorkspace } from '#test/runtime.ts'
import { seededWorkspace, type TestTracker, testTracker } from '#test/tracker.ts'

/** An answer, with its body as whatever the test says that it is. */
export interface Answer<T> {
  status: number
  body: T
  headers: Headers
}

export interface TrackerApi extends TestTracker {
  /** As the admin key, or as another caller. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  send<T = any>(
    method: string,
    path: string,
    body?: unknown,
    caller?: { key?: string; headers?: Record<string, string> },
  ): Promise<Answer<T>>
  /** An issue that came from an error. */
  errorIssue(externalId: string, title?: string): Promise<string>
  other(): Promise<TestWorkspace>
  close(): Promise<void>
}

export async function trackerApi(): Promise<TrackerApi> {
  const tracker = await testTracker()
  const { runtime, workspace } = tracker
  const api = createApi(runtime, [issueRoutes(), catalogRoutes(), agentRoutes(), boardRoutes()])
  return {
    ...tracker,
    send: async (method, path, body, caller = {}) => {
      const response = await request(api, {
        method,
        path,
        body,
        key: caller.key ?? workspace.adminKey,
        ...(caller.headers && { headers: caller.headers }),
      })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers }
    },
    errorIssue: (externalId, title = 'TypeError in checkout') =>
      withTransaction(workspace.system(), async (tx) => {
        const { id } = await createIssue(tx, { title }, { source: 'sentry', isPublicText: true })
        await linkExternalIssue(tx, { issue_id: id, source: 'sentry', external_id: externalId, is_error_source: true })
        return id
      }),
    other: () => seededWorkspace(runtime),
    close: () => runtime.close(),
  }
}
