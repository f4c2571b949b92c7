// The whole way from a signed webhook to a verdict, on a fresh database: for tests of intake and of fixes.

import { sql } from 'kysely'
import type { PolicyPatch } from '#src/access/domain/policy.ts'
import { fixJobs, fixSweeps } from '#src/fixes/jobs.ts'
import type { FixPorts } from '#src/fixes/ports.ts'
import { fixRoutes } from '#src/fixes/routes.ts'
import { deploymentRoutes } from '#src/intake/deployment-routes.ts'
import { ensureConnections } from '#src/intake/ensure-connections.ts'
import { intakeJobs } from '#src/intake/jobs.ts'
import type { IntakePorts } from '#src/intake/ports.ts'
import { processWaiting } from '#src/intake/process-waiting.ts'
import { intakeRoutes } from '#src/intake/routes.ts'
import { createGitHubClient } from '#src/integrations/github/client.ts'
import { githubCodeHost } from '#src/integrations/github/code-host.ts'
import { githubContainment } from '#src/integrations/github/containment.ts'
import { githubHistory } from '#src/integrations/github/history.ts'
import { githubRoutes } from '#src/integrations/github/routes.ts'
import { githubVendor } from '#src/integrations/github/vendor.ts'
import { grafanaRoutes } from '#src/integrations/grafana/routes.ts'
import { grafanaVendor } from '#src/integrations/grafana/vendor.ts'
import { createSentryClient } from '#src/integrations/sentry/client.ts'
import { sentryRoutes } from '#src/integrations/sentry/routes.ts'
import { sentryTracker } from '#src/integrations/sentry/tracker.ts'
import { sentryVendor } from '#src/integrations/sentry/vendor.ts'
import { signalRoutes } from '#src/integrations/signals/routes.ts'
import { signalVendor } from '#src/integrations/signals/vendor.ts'
import { loadIssue } from '#src/issues/load-issue.ts'
import type { Issue } from '#src/issues/schemas.ts'
import type { Db } from '#src/platform/db/open-database.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { newId } from '#src/platform/ids.ts'
import type { Embedder } from '#src/search/embedder.ts'
import { shop, signedGitHubRequest } from '#test/fixtures/github/payloads.ts'
import { signedSentryRequest } from '#test/fixtures/sentry/payloads.ts'
import { type TestRuntime, type TestWorkspace, testRuntime } from '#test/runtime.ts'
import { seededWorkspace, trackerQueues } from '#test/tracker.ts'

const secrets = {
  sentry: 'the-client-secret-of-sentry',
  github: 'the-webhook-secret-of-github',
  loki: 'the-secret-of-loki',
  signal: 'the-secret-of-signal',
}
type TestSource = keyof typeof secrets

export interface TestIntakeOptions {
  /** The address and token of a stand-in for Sentry's API. */
  sentryApi?: { url: string; token: string; timeoutMs?: number }
  githubApi?: { url: string; token: string }
  /** Nothing can be delivered: no webhook has a secret. */
  withoutSecrets?: boolean
  /** Who tells what came to a branch; default: the stand-in for GitHub's API. */
  history?: FixPorts['history']
  embedder?: Embedder
  /** Windows close only when the test says so. */
  withoutSweeps?: boolean
}

export interface TestIntake {
  runtime: TestRuntime
  workspace: TestWorkspace
  api: App
  db: Db
  ports: IntakePorts & FixPorts
  /** Sends a signed hook and has it processed with all that follows. Returns the delivery's id. */
  sentry(resource: string, payload: unknown): Promise<string>
  github(event: string, payload: unknown): Promise<string>
  grafana(payload: unknown): Promise<string>
  signal(payload: unknown): Promise<string>
  /** Sends without processing. */
  send(source: TestSource, kind: string, payload: unknown): Promise<Response>
  /** Where a vendor delivers. */
  address(source: TestSource): string
  /** Processes what waits, then carries out the jobs that are due. */
  settle(): Promise<void>
  setPolicy(policy: PolicyPatch): Promise<void>
  /** Turns to a new default workspace, at the time when tests begin: far cheaper than a new database. */
  fresh(policy?: PolicyPatch): Promise<void>
  /** The only issue, as the API shows it. */
  issue(): Promise<Issue>
  events(type?: string): Promise<{ type: string; payload: Record<string, unknown>; actor: { type: string } }[]>
  /** The payloads with which a queue that nobody works on was asked. */
  asked(queue: string): Promise<unknown[]>
  close(): Promise<void>
}

export async function testIntake(options: TestIntakeOptions = {}): Promise<TestIntake> {
  const runtime = await startRuntime(options)
  const { ports } = runtime
  const db = runtime.database.kysely
  const api = createApi(runtime, [
    sentryRoutes(),
    githubRoutes(),
    grafanaRoutes(),
    signalRoutes(),
    intakeRoutes(ports.vendors),
    deploymentRoutes(),
    fixRoutes(),
  ])
  let space = await freshSpace(runtime, ports)
  const address = (source: TestSource) =>
    `${source === 'signal' ? '/api/signals' : `/api/${source}/webhook`}/${space.connections[source]}`
  const send = (source: TestSource, kind: string, payload: unknown) =>
    Promise.resolve(api.request(address(source), signed(runtime, source, { kind, payload })))
  const settle = async () => {
    await processWaiting(runtime, ports.vendors, new AbortController().signal)
    await runtime.jobs.drain()
  }
  const deliver = async (source: TestSource, kind: string, payload: unknown) => {
    const response = await send(source, kind, payload)
    const { delivery_id } = (await response.json()) as { delivery_id: string }
    await settle()
    return delivery_id
  }
  return {
    runtime,
    get workspace() {
      return space.workspace
    },
    api,
    db,
    ports,
    send,
    address,
    settle,
    setPolicy: (policy) => storePolicy(db, space.workspace.id, policy),
    fresh: async (policy = {}) => {
      runtime.clock.setOffsetMs(0)
      await db.updateTable('dispatch_workspace').set({ is_default: false }).execute()
      space = await freshSpace(runtime, ports)
      await storePolicy(db, space.workspace.id, policy)
    },
    sentry: (resource, payload) => deliver('sentry', resource, payload),
    github: (event, payload) => deliver('github', event, payload),
    grafana: (payload) => deliver('loki', '', payload),
    signal: (payload) => deliver('signal', '', payload),
    issue: () => onlyIssue(db, space.workspace),
    events: (type) => readEvents(db, space.workspace.id, type),
    asked: (queue) => readJobs(db, queue),
    close: () => runtime.close(),
  }
}

async function startRuntime({ sentryApi, githubApi, withoutSweeps, withoutSecrets, history, embedder }: TestIntakeOptions) {
  let rested = 0
  const sentryClient = createSentryClient({
    baseUrl: sentryApi?.url ?? 'http://127.0.0.1:9',
    token: sentryApi?.token,
    ...(sentryApi?.timeoutMs && { timeoutMs: sentryApi.timeoutMs }),
    // One that failed is asked again at once: whenever somebody looks, it has rested long enough.
    now: () => (rested += 3_600_000),
  })
  const github = createGitHubClient({ apiUrl: githubApi?.url ?? 'http://127.0.0.1:9', token: githubApi?.token, retryBaseMs: 1 })
  const ports = {
    vendors: [sentryVendor, githubVendor, grafanaVendor, signalVendor],
    tracker: sentryTracker(sentryClient),
    containment: githubApi ? [githubContainment(github)] : [],
    history: history ?? (githubApi ? [githubHistory(github)] : []),
    codeHost: githubApi ? githubCodeHost(github) : null,
  }
  const runtime = await testRuntime({
    environment: {
      ...(!withoutSecrets && {
        SENTRY_CLIENT_SECRET: secrets.sentry,
        GITHUB_WEBHOOK_SECRET: secrets.github,
        LOKI_WEBHOOK_SECRET: secrets.loki,
        SIGNAL_WEBHOOK_SECRET: secrets.signal,
      }),
      ...(sentryApi && { SENTRY_API_TOKEN: sentryApi.token, SENTRY_API_URL: sentryApi.url }),
    },
    jobs: [...trackerQueues, ...intakeJobs(ports), ...fixJobs(ports)],
    sweeps: withoutSweeps ? [] : fixSweeps(ports),
    work: true,
    ...(embedder && { embedder }),
  })
  return Object.assign(runtime, { ports })
}

interface Space {
  workspace: TestWorkspace
  connections: Record<TestSource, string>
}

async function freshSpace(runtime: TestRuntime, ports: IntakePorts): Promise<Space> {
  const workspace = await seededWorkspace(runtime)
  const db = runtime.database.kysely
  await ensureConnections(runtime, ports.vendors)
  await addRepository(db, workspace.id, runtime.clock.now())
  const rows = await db
    .selectFrom('dispatch_connection')
    .select(['id', 'source'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  const of = (source: string) => rows.find((row) => row.source === source)?.id ?? ''
  return { workspace, connections: { sentry: of('sentry'), github: of('github'), loki: of('loki'), signal: of('signal') } }
}

function signed(runtime: TestRuntime, source: TestSource, { kind, payload }: { kind: string; payload: unknown }): RequestInit {
  if (source === 'loki' || source === 'signal') return bearing(secrets[source], payload)
  const request =
    source === 'sentry'
      ? signedSentryRequest({
          resource: kind,
          payload,
          secret: secrets.sentry,
          requestId: newId('req'),
          timestamp: seconds(runtime),
        })
      : signedGitHubRequest({ event: kind, payload, secret: secrets.github, deliveryId: newId('guid') })
  return { method: 'POST', ...request }
}

function bearing(secret: string, payload: unknown): RequestInit {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
  return { method: 'POST', headers, body: JSON.stringify(payload) }
}

const seconds = (runtime: TestRuntime) => Math.floor(runtime.clock.now().getTime() / 1000)

async function storePolicy(db: Db, workspaceId: string, patch: PolicyPatch): Promise<void> {
  await db
    .updateTable('dispatch_workspace')
    .set({ policy: { ...patch } })
    .where('id', '=', workspaceId)
    .execute()
}

async function addRepository(db: Db, workspaceId: string, now: Date): Promise<void> {
  await db
    .insertInto('dispatch_repository')
    .values({
      id: newId('rep'),
      workspace_id: workspaceId,
      name: 'shop',
      provider: 'github',
      full_name: shop.fullName,
      git_url: `https://github.com/${shop.fullName}.git`,
      default_branch: 'main',
      is_default: true,
      created_at: now,
    })
    .execute()
}

async function onlyIssue(db: Db, workspace: TestWorkspace): Promise<Issue> {
  const rows = await db
    .selectFrom('dispatch_issue')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('deleted_at', 'is', null)
    .execute()
  const [row, ...others] = rows
  if (!row || others.length > 0) throw new Error(`there are ${rows.length} issues, not one`)
  return loadIssue(workspace.system(), row.id)
}

async function readEvents(db: Db, workspaceId: string, type?: string) {
  const rows = await db
    .selectFrom('dispatch_event')
    .select(['type', 'payload', 'actor'])
    .where('workspace_id', '=', workspaceId)
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .orderBy('seq')
    .execute()
  return rows as { type: string; payload: Record<string, unknown>; actor: { type: string } }[]
}

/** Also of jobs that have been carried out. */
async function readJobs(db: Db, queue: string): Promise<unknown[]> {
  const { rows } = await sql<{ data: unknown }>`select data from dispatch_jobs.job where name = ${queue}`.execute(db)
  return rows.map((row) => row.data)
}
