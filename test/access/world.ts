// Two workspaces of one installation with the whole API over them, and a caller of each kind in the first.

import { z } from 'zod'
import { createRunToken } from '#src/access/run-token.ts'
import { EventTails } from '#src/board/event-tails.ts'
import { buildApi } from '#src/composition/build-api.ts'
import { vendors } from '#src/composition/feature-ports.ts'
import { chooseOutbound } from '#src/composition/outbound-ports.ts'
import { jobs as demoJobs } from '#src/demo/jobs.ts'
import * as fixQueues from '#src/fixes/job-names.ts'
import { createMetrics } from '#src/installation/metrics.ts'
import { ensureConnections } from '#src/intake/ensure-connections.ts'
import * as intakeQueues from '#src/intake/job-names.ts'
import { handleMcp } from '#src/mcp/handle-mcp.ts'
import { type Role, type Scope, withTransaction } from '#src/platform/context.ts'
import type { App } from '#src/platform/http/app.ts'
import { createStreamPlaces } from '#src/platform/http/stream-places.ts'
import { defineJob } from '#src/platform/jobs.ts'
import { jobs as runJobs } from '#src/runs/jobs.ts'
import { streamRun } from '#src/runs/stream-run.ts'
import { type RunningServer, startServer } from '#src/server.ts'
import { type TestMember, testMember } from '#test/members.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { request } from '#test/runtime.ts'
import type { Caller } from './caller.ts'

export interface Place {
  shop: Shop
  members: Record<Role, TestMember>
  /** Makes something there as its owner, and returns what the API answers. */
  make(method: string, path: string, body: object): Promise<Record<string, unknown>>
  /** The cookie of an owner. */
  cookie(): Promise<string>
  kit: RunsKit
}

export interface World {
  kit: RunsKit
  api: App
  server: RunningServer
  home: Place
  foreign: Place
  callers: Caller[]
  close(): Promise<void>
}

const scopes: Scope[] = ['read', 'write', 'agent', 'admin', 'deploy']
const roles: Role[] = ['owner', 'admin', 'member', 'viewer']

/** Queues that the API asks and nobody works on here. */
const silentJobs = [...Object.values(intakeQueues), ...Object.values(fixQueues), 'search.embed'].map((name) =>
  defineJob({ name, schema: z.looseObject({}), retryLimit: 0, expireInSeconds: 60, handler: async () => {} }),
)

export async function accessWorld(): Promise<World> {
  const kit = await runsKit({ jobs: [...runJobs, ...demoJobs, ...silentJobs], sweeps: [], environment: { PORT: '0' } })
  const { runtime } = kit
  const origin = () => 'http://127.0.0.1:3002'
  const probe = async () => ({ ok: true as const, defaultBranch: 'main' })
  const readiness = { ready: true, reason: 'ready', detail: 'A script.' }
  const api = buildApi(runtime, {
    guide: { origin, probe, agentReadiness: async () => readiness },
    adapters: async () => ({ name: 'claude_code', ok: true, detail: 'A script.' }),
    outbound: { ports: chooseOutbound(runtime.config), wake: () => {} },
    sweep: async () => {},
  })
  const tails = new EventTails(runtime)
  await tails.start()
  const server = await startServer(
    {
      runtime,
      api,
      tails,
      streamPlaces: createStreamPlaces(),
      metrics: createMetrics(runtime),
      guide: { origin, probe, agentReadiness: async () => readiness },
      firstPassword: undefined,
      streamRun: (ctx, incoming, response, runId) => streamRun(ctx, incoming, response, runId),
      handleMcp: handleMcp(runtime),
      begin: async () => {},
      stop: async () => {},
    },
    { pages: false },
  )
  const home = await openPlace(kit, api)
  const foreign = await openPlace(kit, api)
  await ensureConnections(runtime, vendors)
  return {
    kit,
    api,
    server,
    home,
    foreign,
    callers: await callersOf(home),
    close: async () => {
      await tails.stop()
      await server.stop()
      await runtime.close()
    },
  }
}

async function openPlace(kit: RunsKit, api: App): Promise<Place> {
  const policy = { runs_per_day_other: 10_000, day_budget_usd: 100_000, max_concurrent_runs: 100 }
  const place = await shop(kit, { policy })
  const members = {
    owner: await testMember(kit.runtime, place.id, 'owner'),
    admin: await testMember(kit.runtime, place.id, 'admin'),
    member: await testMember(kit.runtime, place.id, 'member'),
    viewer: await testMember(kit.runtime, place.id, 'viewer'),
  }
  return {
    shop: place,
    members,
    kit,
    cookie: () => members.owner.cookie(),
    make: async (method, path, body) => {
      const response = await request(api, { method, path, body, cookie: await members.owner.cookie() })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
      return z.record(z.string(), z.unknown()).parse(text ? JSON.parse(text) : {})
    },
  }
}

async function callersOf(place: Place): Promise<Caller[]> {
  const people = roles.map((role): Caller => ({ kind: 'person', role, cookie: () => place.members[role].cookie() }))
  const keys: Caller[] = []
  for (const scope of scopes) keys.push({ kind: 'key', scope, token: await place.shop.apiKey(scope) })
  const run: Caller = { kind: 'run', token: await runToken(place) }
  return [...people, ...keys, run, { kind: 'nobody' }]
}

async function runToken({ make, shop: { person } }: Place): Promise<string> {
  const issue = await make('POST', '/api/issues', { title: 'Worked on' })
  const run = await make('POST', `/api/issues/${issue.id}/runs`, { kind: 'investigate' })
  return withTransaction(person(), (tx) => createRunToken(tx, String(run.id), 'tools'))
}
