import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { anApprovedPlan, anError, anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { startRun } from './start-run.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())
beforeEach(() => Object.assign(kit.conditions, { credential: 'proxy', confinement: 'sandbox', problem: null }))

const db = () => kit.runtime.database.kysely

const eventsOf = (issueId: string) =>
  db().selectFrom('dispatch_event').selectAll().where('issue_id', '=', issueId).orderBy('seq').execute()
const decisionsOf = (issueId: string) =>
  db().selectFrom('dispatch_decision').selectAll().where('issue_id', '=', issueId).orderBy('id').execute()
const ledgerOf = (workspace: Shop) =>
  db().selectFrom('dispatch_ledger').selectAll().where('workspace_id', '=', workspace.id).execute()
const budgetOf = (workspace: Shop, scope = 'workspace') =>
  db()
    .selectFrom('dispatch_budget')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('scope', '=', scope)
    .executeTakeFirst()

test('a start reserves the budget, queues the run, moves the issue and says why', async () => {
  const acme = await shop(kit)
  const issue = await anIssue(acme)
  const run = await startRun(acme.person(), { issue, kind: 'investigate' })
  expect(run).toMatchObject({
    state: 'queued',
    agent_id: acme.agentId,
    repository_id: acme.repositoryId,
    not_before: null,
    budget_micro_usd: 5_000_000,
  })
  expect(await ledgerOf(acme)).toMatchObject([
    { kind: 'reserve', micro_usd: 5_000_000, run_id: run.id, day: '2026-03-02', source: 'reservation' },
  ])
  expect(await budgetOf(acme)).toMatchObject({ micro_usd: 5_000_000, runs: 1 })
  expect((await eventsOf(issue)).map((event) => event.type)).toEqual([
    'issue.created',
    'run.queued',
    'issue.moved',
    'decision.recorded',
  ])
  expect(await decisionsOf(issue)).toMatchObject([
    {
      rule: 'gates',
      result: 'start',
      run_id: run.id,
      detail: 'investigate by Claude started: all gates passed, 5.00 USD reserved',
    },
  ])
})

test('a refusal is thrown with its decision and stays on the timeline', async () => {
  const acme = await shop(kit, { policy: { day_budget_usd: 4 } })
  const issue = await anIssue(acme)
  await expect(startRun(acme.person(), { issue, kind: 'investigate' })).rejects.toMatchObject({
    status: 409,
    code: 'gate_refused',
    extra: {
      decision: {
        rule: 'day_budget',
        reason: 'day_budget',
        detail: 'day budget, 0.00 of 4.00 used, resets 00:00 UTC',
        resets_at: '2026-03-03T00:00:00.000Z',
      },
    },
  })
  expect(await decisionsOf(issue)).toMatchObject([
    { rule: 'day_budget', result: 'refuse', detail: 'not started: day budget, 0.00 of 4.00 used, resets 00:00 UTC' },
  ])
  expect((await eventsOf(issue)).at(-1)).toMatchObject({ type: 'decision.recorded' })
  expect(await ledgerOf(acme)).toEqual([])
})

test('without a repository, or to implement without an approved plan, it is unprocessable', async () => {
  const acme = await shop(kit, { repository: null })
  await expect(startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).rejects.toMatchObject({
    status: 422,
    code: 'no_repository',
  })
  const other = await shop(kit)
  await expect(startRun(other.person(), { issue: await anIssue(other), kind: 'implement' })).rejects.toMatchObject({
    status: 422,
    code: 'plan_not_approved',
  })
})

test('no kind of run edits code without a plan, whoever forces it; the policy lets errors go without', async () => {
  const acme = await shop(kit)
  const [issue, error] = [await anIssue(acme), await anError(acme)]
  for (const body of [
    { issue, kind: 'qa' },
    { issue, kind: 'error_fix' },
    { issue: error, kind: 'error_fix' },
  ] as const) {
    const forced = { ...body, force: true, force_reason: 'at once' }
    await expect(startRun(acme.person(), forced)).rejects.toMatchObject({ status: 422, code: 'plan_not_approved' })
  }
  const direct = await shop(kit, { policy: { fix_errors_directly: true } })
  expect((await startRun(direct.person(), { issue: await anError(direct), kind: 'error_fix' })).kind).toBe('error_fix')
})

test('an unknown agent is named, and so is the lack of any', async () => {
  const acme = await shop(kit, { agent: { is_default: false } })
  const issue = await anIssue(acme)
  await expect(startRun(acme.person(), { issue, kind: 'investigate', agent: 'Nobody' })).rejects.toMatchObject({
    status: 422,
    extra: { errors: [{ path: 'agent' }] },
  })
  await expect(startRun(acme.person(), { issue, kind: 'investigate' })).rejects.toMatchObject({ status: 422, code: 'no_agent' })
  expect((await startRun(acme.person(), { issue, kind: 'investigate', agent: 'claude' })).agent_id).toBe(acme.agentId)
})

test('the issue decides the repository: its own, its mapping, the default, the only one, or none of several', async () => {
  const acme = await shop(kit, { repository: { is_default: false } })
  const add = async (name: string) => {
    const id = `rep_${name}_${acme.id}`
    await db()
      .insertInto('dispatch_repository')
      .values({
        id,
        workspace_id: acme.id,
        name,
        provider: 'git',
        git_url: 'file:///x',
        default_branch: 'main',
        created_at: acme.person().now,
      })
      .execute()
    return id
  }
  const second = await add('second')
  await expect(startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })).rejects.toMatchObject({
    code: 'no_repository',
  })
  const error = await anError(acme)
  await db().updateTable('dispatch_external_issue').set({ project: 'shop-web' }).where('issue_id', '=', error).execute()
  await db()
    .insertInto('dispatch_repository_mapping')
    .values({ workspace_id: acme.id, source: 'sentry', project_key: 'shop-web', repository_id: second })
    .execute()
  expect((await startRun(acme.person(), { issue: error, kind: 'investigate' })).repository_id).toBe(second)
  const own = await anIssue(acme)
  await updateIssue(acme.person(), { id: own, changes: { repository: 'second' } })
  expect((await startRun(acme.person(), { issue: own, kind: 'investigate' })).repository_id).toBe(second)
})

test('force needs an admin and a reason, and skips the cool-down', async () => {
  const acme = await shop(kit, { policy: { min_occurrences: 5 } })
  const issue = await anError(acme)
  const forced = { issue, kind: 'investigate', force: true, force_reason: 'a customer waits' } as const
  await expect(startRun(acme.key('write'), forced)).rejects.toMatchObject({ status: 403 })
  await expect(startRun(acme.person(), { issue, kind: 'investigate', force: true })).rejects.toThrow()
  await expect(startRun(acme.person(), { issue, kind: 'investigate' })).rejects.toMatchObject({
    extra: { decision: { reason: 'min_occurrences' } },
  })
  expect(await startRun(acme.person(), forced)).toMatchObject({ forced_reason: 'a customer waits' })
})

test('a run can never start another', async () => {
  const acme = await shop(kit)
  const issue = await anIssue(acme)
  await expect(startRun(acme.run('run_x', issue), { issue, kind: 'investigate' })).rejects.toMatchObject({ status: 403 })
})

test('an error that is too young makes the run wait: queued, without money, the issue where it was', async () => {
  const acme = await shop(kit, { policy: { start_delay_seconds: 600 } })
  const issue = await anError(acme)
  const run = await startRun(acme.person(), { issue, kind: 'investigate' })
  expect(run).toMatchObject({ state: 'queued', not_before: new Date('2026-03-02T09:10:00Z') })
  expect(await ledgerOf(acme)).toEqual([])
  expect((await eventsOf(issue)).some((event) => event.type === 'issue.moved')).toBe(false)
})

test('twenty starts at once make one run', async () => {
  const acme = await shop(kit, { policy: { max_concurrent_runs: 50, day_budget_usd: 1000, issue_budget_usd: 1000 } })
  const issue = await anIssue(acme)
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => startRun(acme.person(), { issue, kind: 'investigate' })),
  )
  const started = answers.filter((answer) => answer.status === 'fulfilled')
  expect(started).toHaveLength(1)
  for (const answer of answers)
    if (answer.status === 'rejected')
      expect(answer.reason).toMatchObject({ code: 'run_active', extra: { run_id: started[0]?.value.id } })
  expect(await ledgerOf(acme)).toHaveLength(1)
  expect((await eventsOf(issue)).filter((event) => event.type === 'run.queued')).toHaveLength(1)
})

test.each<[string, Record<string, unknown>, number]>([
  ['places', { max_concurrent_runs: 3, day_budget_usd: 1000 }, 3],
  ['runs a day', { max_concurrent_runs: 50, day_budget_usd: 1000, runs_per_day_other: 4 }, 4],
  ['money', { max_concurrent_runs: 50, day_budget_usd: 12, run_budget_usd: 5 }, 2],
])('starts at once never exceed the %s', async (_, policy, expected) => {
  const acme = await shop(kit, { policy })
  const issues = await Promise.all(Array.from({ length: 8 }, () => anIssue(acme)))
  const answers = await Promise.allSettled(issues.map((issue) => startRun(acme.person(), { issue, kind: 'investigate' })))
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(expected)
  expect(await budgetOf(acme)).toMatchObject({ runs: expected })
})

test('simulated runs reserve nothing and are marked', async () => {
  const acme = await shop(kit, { agent: { adapter: 'simulator' }, policy: { day_budget_usd: 0 } })
  Object.assign(kit.conditions, { credential: 'none', confinement: 'none' })
  const run = await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  expect(run.simulated).toBe(true)
  expect(await ledgerOf(acme)).toMatchObject([{ kind: 'reserve', micro_usd: 0 }])
})

test('a subscription reserves notional money that counts nowhere', async () => {
  const acme = await shop(kit, { policy: { day_budget_usd: 0 } })
  Object.assign(kit.conditions, { credential: 'subscription' })
  await startRun(acme.person(), { issue: await anIssue(acme), kind: 'investigate' })
  expect(await ledgerOf(acme)).toMatchObject([{ kind: 'reserve', micro_usd: 5_000_000, notional: true }])
  expect(await budgetOf(acme)).toMatchObject({ micro_usd: 0, runs: 1 })
})

test('a run in another workspace is out of reach', async () => {
  const [acme, other] = [await shop(kit), await shop(kit)]
  const issue = await anIssue(acme)
  await expect(startRun(other.person(), { issue, kind: 'investigate' })).rejects.toMatchObject({ status: 404 })
})

test('assigning an agent asks it to work', async () => {
  const acme = await shop(kit)
  const { id } = await createIssue(acme.person(), { title: 'Assigned at once', assignee: 'Claude' })
  const queued = await kit.runtime.jobs.queued('runs.consider')
  expect(queued).toContainEqual(expect.objectContaining({ issue_id: id, workspace_id: acme.id }))
})

test.each(['implement', 'error_fix'] as const)('%s under an approved plan says which one it carries out', async (kind) => {
  const acme = await shop(kit)
  const issue = await anError(acme)
  const plan = await anApprovedPlan(acme, issue)
  expect(await startRun(acme.person(), { issue, kind })).toMatchObject({ plan_id: plan })
})

test('an error fix without a plan names none', async () => {
  const acme = await shop(kit, { policy: { fix_errors_directly: true } })
  expect(await startRun(acme.person(), { issue: await anError(acme), kind: 'error_fix' })).toMatchObject({ plan_id: null })
})
