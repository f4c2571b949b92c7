// A workspace with some issues and errors, its callers, and what must be true of it after whatever they do.
import { expect } from 'vitest'
import { catalogRoutes } from '#src/issues/catalog-routes.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { errorLinkedLate } from '#src/issues/domain/close-gate.ts'
import { linkExternalIssue } from '#src/issues/external-issues.ts'
import { issueRoutes } from '#src/issues/routes.ts'
import { withTransaction } from '#src/platform/context.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { newId } from '#src/platform/ids.ts'
import type { TestIntake } from '#test/intake.ts'
import { request } from '#test/runtime.ts'

export interface CloseGateWorld {
  intake: TestIntake
  api: App
  issues: string[]
  writerKey: string
  cookie: string
  deploymentId: string
  /** Counters, for numbers and times that are new. */
  minutes: number
  pulls: number
}

export async function makeWorld(intake: TestIntake): Promise<CloseGateWorld> {
  await intake.fresh()
  const { runtime, workspace, db } = intake
  const api = createApi(runtime, [issueRoutes(), catalogRoutes()])
  const issues: string[] = []
  for (let index = 0; index < 4; index++) {
    await withTransaction(workspace.system(), async (tx) => {
      const { id } = await createIssue(tx, { title: `Issue ${index}` }, index < 2 ? { source: 'sentry' } : {})
      if (index < 2)
        await linkExternalIssue(tx, { issue_id: id, source: 'sentry', external_id: `88${index}`, is_error_source: true })
      issues.push(id)
    })
  }
  const deploymentId = newId('dpl')
  const now = runtime.clock.now()
  const sent = {
    environment: 'production',
    is_production: true,
    production_reason: 'named so',
    sha: 'b'.repeat(40),
    vendor_id: '1',
  }
  const times = { deployed_at: now, received_at: now }
  await db
    .insertInto('dispatch_deployment')
    .values({ id: deploymentId, workspace_id: workspace.id, repository: 'acme/shop', ...sent, ...times, source: 'api' })
    .execute()
  const [writerKey, cookie] = [await workspace.apiKey('write'), await workspace.sessionCookie()]
  return { intake, api, issues, writerKey, cookie, deploymentId, minutes: 10, pulls: 0 }
}

export const issueAt = (world: CloseGateWorld, index: number): string => world.issues[index % world.issues.length] ?? ''

interface Call {
  who: 'admin' | 'person' | 'writer'
  method: string
  path: string
  body?: object
}

/** Over HTTP; refused or done, never failed. */
export async function send(world: CloseGateWorld, { who, ...call }: Call): Promise<void> {
  const callers = {
    admin: { key: world.intake.workspace.adminKey },
    person: { cookie: world.cookie },
    writer: { key: world.writerKey },
  }
  const response = await request(world.api, { ...call, ...callers[who] })
  if (response.status >= 500) throw new Error(`${call.method} ${call.path} failed: ${await response.text()}`)
  if (call.method !== 'POST' || call.path !== '/api/issues' || response.status !== 201) return
  const { id } = (await response.json()) as { id: string }
  world.issues.push(id)
}

interface DoneRow {
  id: string
  close_reason: string | null
  closed_by_verdict_id: string | null
  needs_attention: string | null
}

/** No error is done without a verdict of its own, the word of a person, or an open call for one. */
export async function checkGate(world: CloseGateWorld): Promise<void> {
  const { db, workspace } = world.intake
  const rows: DoneRow[] = await db
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
    .select(['i.id', 'i.close_reason', 'i.closed_by_verdict_id', 'i.needs_attention'])
    .where('i.workspace_id', '=', workspace.id)
    .where('i.deleted_at', 'is', null)
    .where('s.category', '=', 'done')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('dispatch_external_issue as x')
          .select('x.id')
          .whereRef('x.issue_id', '=', 'i.id')
          .where('x.is_error_source', '=', true),
      ),
    )
    .execute()
  for (const row of rows) {
    if (row.closed_by_verdict_id !== null) await checkVerdict(world, row)
    else if (row.close_reason !== null) await checkWord(world, row)
    else await checkCall(world, row)
  }
}

async function checkVerdict({ intake }: CloseGateWorld, row: DoneRow): Promise<void> {
  const attempt = await intake.db
    .selectFrom('dispatch_fix_attempt')
    .select(['issue_id', 'state'])
    .where('id', '=', row.closed_by_verdict_id ?? '')
    .executeTakeFirst()
  expect(attempt).toEqual({ issue_id: row.id, state: 'verified' })
}

interface Told {
  seq: number
  actor: { type: string; id: string; name: string }
  payload: { changes?: Record<string, [unknown, unknown]>; cause?: { detail: string } }
}

async function eventsOf({ intake }: CloseGateWorld, issueId: string): Promise<Told[]> {
  const rows = await intake.db
    .selectFrom('dispatch_event')
    .select(['seq', 'actor', 'payload'])
    .where('workspace_id', '=', intake.workspace.id)
    .where('issue_id', '=', issueId)
    .orderBy('seq', 'desc')
    .execute()
  return rows as unknown as Told[]
}

/** Whoever gave the reason was a person, or the key that may do everything. */
async function checkWord(world: CloseGateWorld, row: DoneRow): Promise<void> {
  const given = (await eventsOf(world, row.id)).find(
    ({ payload: { changes, cause } }) =>
      cause?.detail === row.close_reason && (changes?.close_reason || isMoveTo(changes?.status, 'done')),
  )
  expect(given, `nobody gave the reason of ${row.id}`).toBeDefined()
  expect(given?.actor.type === 'person' || given?.actor.name === 'Key with admin', JSON.stringify(given)).toBe(true)
}

/** It was done before the error was linked, and says so still. */
async function checkCall(world: CloseGateWorld, row: DoneRow): Promise<void> {
  expect(row.needs_attention, `${row.id} is done without proof, reason or call`).not.toBeNull()
  const events = await eventsOf(world, row.id)
  const linkedAt = events.find(({ payload }) => payload.changes?.needs_attention?.[1] === errorLinkedLate)?.seq ?? -1
  const doneAt = events.find(({ payload }) => isMoveTo(payload.changes?.status, 'done'))?.seq ?? 0
  expect(Number(linkedAt), `${row.id} was an error before it was done`).toBeGreaterThan(Number(doneAt))
}

function isMoveTo(change: [unknown, unknown] | undefined, category: string): boolean {
  const after = change?.[1]
  const before = change?.[0]
  const of = (side: unknown) => (typeof side === 'object' && side !== null && 'category' in side ? side.category : undefined)
  return of(after) === category && of(before) !== category
}
