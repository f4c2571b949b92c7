// Everything that can move an issue, or change where it came from, by the ways that callers have: REST, MCP, webhooks, verdicts, runs.
import fc from 'fast-check'
import { concludeAttempt } from '#src/fixes/conclude-attempt.ts'
import { findAttempt } from '#src/fixes/store/attempts.ts'
import { setNeedsAttention } from '#src/issues/attention.ts'
import { categories } from '#src/issues/domain/category.ts'
import { moveIssue } from '#src/issues/move-issue.ts'
import { allTools, findTool } from '#src/mcp/catalog.ts'
import type { Ctx, Scope, Tx } from '#src/platform/context.ts'
import { withTransaction } from '#src/platform/context.ts'
import { toAppError } from '#src/platform/http/problem.ts'
import { newId } from '#src/platform/ids.ts'
import { errorCreated, errorRegressed, merged, opened } from '#test/story.ts'
import { type CloseGateWorld, issueAt, send } from './world.ts'

const nat = fc.nat(4)
const to = fc.constantFrom(...categories, 'done', 'done', 'done')
const reason = fc.constantFrom(undefined, undefined, 'Known noise')
const who = fc.constantFrom<Who>('admin', 'person', 'writer', 'writer')
type Who = 'admin' | 'person' | 'writer'

/** A step as data, so that a failing sequence can be read and made smaller. */
export const anyCommand = fc.oneof(
  ...Array.from({ length: 4 }, () => fc.record({ do: fc.constant('patch' as const), issue: nat, who, to, reason })),
  fc.record({ do: fc.constant('quiet' as const), issue: nat, who, reason }),
  fc.record({ do: fc.constant('bulk' as const), issues: fc.uniqueArray(nat, { minLength: 1, maxLength: 4 }), who, to, reason }),
  fc.record({ do: fc.constant('tool' as const), issue: nat, to, reason }),
  fc.record({ do: fc.constant('move' as const), issue: nat, by: fc.constantFrom('system', 'run', 'webhook'), to, reason }),
  fc.record({ do: fc.constant('verdict' as const), issue: nat, verdict: fc.constantFrom('verified', 'failed', 'inconclusive') }),
  ...Array.from({ length: 2 }, () => fc.record({ do: fc.constant('calm' as const), issue: nat })),
  fc.record({ do: fc.constant('create' as const), who, to }),
  ...Array.from({ length: 3 }, () => fc.record({ do: fc.constant('link' as const), issue: nat, who, external: fc.nat(3) })),
  fc.record({ do: fc.constant('unlink' as const), issue: nat, who }),
  ...Array.from({ length: 2 }, () => fc.record({ do: fc.constant('duplicate' as const), issue: nat, of: nat, who })),
  fc.record({ do: fc.constant('undo_duplicate' as const), issue: nat, who }),
  fc.record({ do: fc.constant('column' as const), category: fc.constantFrom(...categories) }),
  fc.record({ do: fc.constant('drop_column' as const), column: nat, to }),
  fc.record({ do: fc.constant('delete' as const), issue: fc.constantFrom(3, 4), who }),
  fc.record({ do: fc.constant('error' as const), external: fc.nat(3), regressed: fc.boolean() }),
  fc.record({ do: fc.constant('pull' as const), issue: nat, merged: fc.boolean() }),
)
export type Command = typeof anyCommand extends fc.Arbitrary<infer T> ? T : never

export async function perform(world: CloseGateWorld, command: Command): Promise<void> {
  switch (command.do) {
    case 'patch': {
      const changes = { status: command.to, ...(command.reason && { close_reason: command.reason }) }
      return send(world, {
        who: command.who,
        method: 'PATCH',
        path: `/api/issues/${issueAt(world, command.issue)}`,
        body: changes,
      })
    }
    case 'quiet': {
      const changes = { needs_attention: null, ...(command.reason && { close_reason: command.reason }) }
      return send(world, {
        who: command.who,
        method: 'PATCH',
        path: `/api/issues/${issueAt(world, command.issue)}`,
        body: changes,
      })
    }
    case 'bulk': {
      const ids = [...new Set(command.issues.map((index) => issueAt(world, index)))]
      const changes = { status: command.to, ...(command.reason && { close_reason: command.reason }) }
      return send(world, { who: command.who, method: 'PATCH', path: '/api/issues', body: { ids, changes } })
    }
    case 'tool':
      return callUpdateTool(world, command)
    case 'move':
      return refusable(() => moveAs(world, command))
    case 'verdict':
      return refusable(() => withTransaction(world.intake.workspace.system(), (tx) => conclude(tx, world, command)))
    case 'calm': // what a start does
      return refusable(() =>
        withTransaction(world.intake.workspace.system(), (tx) => setNeedsAttention(tx, issueAt(world, command.issue), null)),
      )
    case 'create':
      return send(world, {
        who: command.who,
        method: 'POST',
        path: '/api/issues',
        body: { title: 'Another', status: command.to },
      })
    case 'link': {
      const url = `https://acme.sentry.io/issues/${externalId(command.external)}/`
      return send(world, {
        who: command.who,
        method: 'POST',
        path: `/api/issues/${issueAt(world, command.issue)}/links`,
        body: { url },
      })
    }
    case 'unlink':
      return unlinkFirst(world, command)
    case 'duplicate': {
      const body = { kind: 'duplicate_of', issue: issueAt(world, command.of) }
      return send(world, {
        who: command.who,
        method: 'POST',
        path: `/api/issues/${issueAt(world, command.issue)}/relations`,
        body,
      })
    }
    case 'undo_duplicate':
      return undoDuplicate(world, command)
    case 'column':
      return send(world, {
        who: 'admin',
        method: 'POST',
        path: '/api/statuses',
        body: { name: newId('col'), category: command.category },
      })
    case 'drop_column':
      return dropColumn(world, command)
    case 'delete':
      return send(world, { who: command.who, method: 'DELETE', path: `/api/issues/${issueAt(world, command.issue)}` })
    case 'error':
      return deliverError(world, command)
    case 'pull':
      return deliverPull(world, command)
  }
}

/** Numbers as Sentry's are; few, so that the same error comes again by other ways. */
const externalId = (external: number) => `77000${external}`

async function callUpdateTool(
  world: CloseGateWorld,
  { issue, to: status, reason: word }: { issue: number; to: string; reason: string | undefined },
) {
  const tool = findTool(allTools, 'update_issue')
  if (!tool) throw new Error('there is no tool update_issue')
  const scopes: [Scope, ...Scope[]] = ['write', 'agent']
  const changes = { status, ...(word && { close_reason: word }) }
  const input = { issue: issueAt(world, issue), changes }
  await refusable(() => tool.call(world.intake.workspace.key(...scopes), input))
}

async function moveAs(
  world: CloseGateWorld,
  move: { issue: number; by: string; to: (typeof categories)[number]; reason: string | undefined },
) {
  const { workspace } = world.intake
  const issueId = issueAt(world, move.issue)
  const callers: Record<string, Ctx> = {
    system: workspace.system(),
    run: workspace.run('run_of_the_test', issueId),
    webhook: workspace.webhook(),
  }
  const ctx = callers[move.by] ?? workspace.system()
  await moveIssue(ctx, {
    issueId,
    to: move.to,
    cause: { code: 'test', detail: 'a signal' },
    ...(move.reason && { closeReason: move.reason }),
  })
}

/** A fix attempt of the issue that is watched, and its verdict. */
async function conclude(
  tx: Tx,
  world: CloseGateWorld,
  { issue, verdict }: { issue: number; verdict: 'verified' | 'failed' | 'inconclusive' },
) {
  const issueId = issueAt(world, issue)
  const id = newId('fix')
  const shared = { workspace_id: tx.workspaceId, repository: 'acme/shop', created_at: tx.now, updated_at: tx.now }
  const pullId = newId('pul')
  const number = next(world, 'pulls') + 10_000
  await tx.db
    .insertInto('dispatch_pull_request')
    .values({ ...shared, id: pullId, number, title: 'Fix', state: 'merged', merged_at: tx.now, vendor_updated_at: tx.now })
    .execute()
  await tx.db
    .updateTable('dispatch_fix_attempt')
    .set({ state: 'superseded', verdict_at: tx.now })
    .where('issue_id', '=', issueId)
    .where('state', 'in', ['awaiting_deploy', 'watching'])
    .execute()
  const times = { merged_at: tx.now, window_starts_at: tx.now, window_ends_at: tx.now, deployed_at: tx.now }
  await tx.db
    .insertInto('dispatch_fix_attempt')
    .values({
      ...shared,
      ...times,
      id,
      issue_id: issueId,
      pull_request_id: pullId,
      merge_sha: 'a'.repeat(40),
      state: 'watching',
      state_detail: 'watched',
      deployment_id: world.deploymentId,
    })
    .execute()
  const attempt = await findAttempt(tx.db, id)
  if (!attempt) throw new Error('an attempt vanished')
  await concludeAttempt(tx, attempt, { verdict, reason: { code: 'test', sentence: 'As seen.' }, evidence: null })
}

async function unlinkFirst(world: CloseGateWorld, { issue, who: by }: { issue: number; who: Who }): Promise<void> {
  const issueId = issueAt(world, issue)
  const link = await world.intake.db
    .selectFrom('dispatch_external_issue')
    .select('id')
    .where('issue_id', '=', issueId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (link) await send(world, { who: by, method: 'DELETE', path: `/api/issues/${issueId}/links/${link.id}` })
}

async function undoDuplicate(world: CloseGateWorld, { issue, who: by }: { issue: number; who: Who }): Promise<void> {
  const issueId = issueAt(world, issue)
  const relation = await world.intake.db
    .selectFrom('dispatch_issue_relation')
    .select('id')
    .where('issue_id', '=', issueId)
    .limit(1)
    .executeTakeFirst()
  if (relation) await send(world, { who: by, method: 'DELETE', path: `/api/issues/${issueId}/relations/${relation.id}` })
}

async function dropColumn(world: CloseGateWorld, { column, to: target }: { column: number; to: string }): Promise<void> {
  const statuses = await world.intake.db
    .selectFrom('dispatch_status')
    .select('id')
    .where('workspace_id', '=', world.intake.workspace.id)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  const chosen = statuses[column % statuses.length]
  if (chosen) await send(world, { who: 'admin', method: 'DELETE', path: `/api/statuses/${chosen.id}?move_to=${target}` })
}

async function deliverError(
  world: CloseGateWorld,
  { external, regressed }: { external: number; regressed: boolean },
): Promise<void> {
  const minutes = next(world, 'minutes')
  const id = { id: externalId(external) }
  const hook = regressed ? errorRegressed(minutes, minutes) : errorCreated(minutes)
  Object.assign((hook as { data: { issue: object } }).data.issue, id)
  await world.intake.send('sentry', 'issue', hook)
}

async function deliverPull(
  world: CloseGateWorld,
  { issue, merged: isMerged }: { issue: number; merged: boolean },
): Promise<void> {
  const minutes = next(world, 'minutes')
  const number = next(world, 'pulls')
  const row = await world.intake.db
    .selectFrom('dispatch_issue')
    .select('number')
    .where('id', '=', issueAt(world, issue))
    .executeTakeFirst()
  const title = `Fix ${world.intake.workspace.prefix}-${row?.number}`
  const change = { number, headRef: `fix/${number}` }
  await world.intake.send('github', 'pull_request', isMerged ? merged(minutes, title, change) : opened(minutes, title, change))
}

function next(world: CloseGateWorld, counter: 'minutes' | 'pulls'): number {
  world[counter] += 1
  return world[counter]
}

/** Refusals are answers; anything else is a failure of ours. */
async function refusable(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!toAppError(error)) throw error
  }
}

/** Whether jobs carry out what the command began. */
export function isDelivery(command: Command): boolean {
  return command.do === 'error' || command.do === 'pull'
}
