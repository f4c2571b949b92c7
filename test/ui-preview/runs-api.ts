// Runs, plans and the fleet in the preview API.
import { Hono } from 'hono'
import { makePulls } from './fix-data.ts'
import { eventStream, pageOf, passes, problem } from './respond.ts'
import { makeActivity, makeRun, transcriptScript } from './run-data.ts'
import { findIssue, me, type PreviewState } from './state.ts'
import type { Run } from './types.ts'

const newestFirst = (state: PreviewState) => [...state.runs.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))

export function runsApi(state: PreviewState): Hono {
  const app = new Hono()
  app.get('/api/fleet', (c) => {
    const runs = [...state.runs.values()]
    return c.json({
      running: runs.filter((run) => run.state !== 'finished' && run.state !== 'queued').length,
      queued: runs.filter((run) => run.state === 'queued').length,
      spent_today_usd: runs.reduce((sum, run) => sum + run.cost_usd, 0),
      reserved_usd: 2.4,
      day_budget_usd: state.policy.day_budget_usd,
      runs_enabled: state.policy.runs_enabled,
      kill_switch_env: false,
    })
  })
  app.get('/api/runs', (c) =>
    c.json(
      pageOf(
        newestFirst(state).filter(
          (run) =>
            passes(c, 'state', run.state, run.state === 'finished' ? 'finished' : 'active') &&
            passes(c, 'kind', run.kind) &&
            passes(c, 'reason', run.reason ?? undefined) &&
            passes(c, 'agent', run.agent.id),
        ),
        c,
      ),
    ),
  )
  app.get('/api/runs/:id', (c) => {
    const run = state.runs.get(c.req.param('id'))
    return run ? c.json(run) : problem(c, 404, 'not_found', 'No such run.')
  })
  app.post('/api/runs/:id/cancel', (c) => {
    const run = state.runs.get(c.req.param('id'))
    if (!run) return problem(c, 404, 'not_found', 'No such run.')
    Object.assign(run, {
      state: 'finished',
      reason: 'canceled',
      finished_at: new Date().toISOString(),
      cancel_requested_at: new Date().toISOString(),
    })
    state.emit('run.updated', state.issues.get(run.issue_id) ?? null, {}, { run_id: run.id })
    return c.json(run, 202)
  })
  app.get('/api/runs/:id/transcript', (c) => {
    const after = Number(c.req.query('after') ?? 0)
    const entries = (state.transcripts.get(c.req.param('id')) ?? []).filter((entry) => entry.seq > after)
    return c.json({ items: entries.slice(0, 200), next_cursor: null })
  })
  app.get('/api/runs/:id/stream', (c) => streamRun(c, state))
  addHeldPush(app, state)
  addIssueRuns(app, state)
  addPlans(app, state)
  return app
}

const sampleDiff = `diff --git a/src/checkout/summary.ts b/src/checkout/summary.ts
index 1111111..2222222 100644
--- a/src/checkout/summary.ts
+++ b/src/checkout/summary.ts
@@ -46,5 +46,6 @@ export function renderSummary(basket: Basket) {
   const rows = basket.items.map(toRow)
-  const total = basket.price.total
+  if (!basket.price) return placeholderRow()
+  const total = basket.price.total
   return [...rows, totalRow(total)]
diff --git a/.github/workflows/ci.yml b/.github/workflows/ci.yml
index 3333333..4444444 100644
--- a/.github/workflows/ci.yml
+++ b/.github/workflows/ci.yml
@@ -3,1 +3,1 @@ jobs:
-    timeout-minutes: 10
+    timeout-minutes: 60
`

function addHeldPush(app: Hono, state: PreviewState): void {
  app.get('/api/runs/:id/diff', (c) =>
    c.json({ base_sha: 'a'.repeat(40), head_sha: 'b'.repeat(40), text: sampleDiff, truncated: false }),
  )
  for (const [verb, push_state] of [
    ['push', 'pending'],
    ['discard', 'nothing'],
  ] as const) {
    app.post(`/api/runs/:id/${verb}`, (c) => {
      const run = state.runs.get(c.req.param('id') ?? '')
      if (!run) return problem(c, 404, 'not_found', 'No such run.')
      run.push_state = push_state
      return c.json(run, 202)
    })
  }
}

function streamRun(c: Parameters<typeof eventStream>[0], state: PreviewState) {
  const id = c.req.param('id') ?? ''
  const run = state.runs.get(id)
  const entries = state.transcripts.get(id)
  if (!run || !entries) return problem(c, 404, 'not_found', 'No such run.')
  return eventStream(c, (send) => {
    const after = Number(c.req.query('after') ?? 0)
    send({ event: 'hello', data: { position: entries.length } })
    for (const entry of entries) if (entry.seq > after) send({ id: String(entry.seq), event: 'entry', data: entry })
    const timer = setInterval(() => {
      if (run.state !== 'running' || entries.length >= 400) return
      const draft = transcriptScript[entries.length % transcriptScript.length]
      if (!draft) return
      const entry = { seq: entries.length + 1, at: new Date().toISOString(), ...draft }
      entries.push(entry)
      run.cost_usd = Math.round((run.cost_usd + 0.01) * 100) / 100
      send({ id: String(entry.seq), event: 'entry', data: entry })
      send({ event: 'run', data: run })
    }, 2500)
    return () => clearInterval(timer)
  })
}

function addIssueRuns(app: Hono, state: PreviewState): void {
  app.get('/api/issues/:id/runs', (c) =>
    c.json(
      pageOf(
        newestFirst(state).filter((run) => run.issue_id === findIssue(state, c.req.param('id'))?.id),
        c,
      ),
    ),
  )
  app.post('/api/issues/:id/runs', async (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (!issue) return problem(c, 404, 'not_found', 'No such issue.')
    const active = [...state.runs.values()].find((run) => run.issue_id === issue.id && run.state !== 'finished')
    if (active) return problem(c, 409, 'run_active', 'A run is active on this issue.', { run_id: active.id })
    const body = await c.req.json()
    if (state.policy.runs_enabled === false)
      return problem(c, 409, 'gate_refused', 'Not started: runs are switched off.', {
        decision: {
          rule: 'kill_switch',
          result: 'refuse',
          reason: 'runs_disabled',
          detail: 'Not started: all agents of this workspace are stopped by its kill switch.',
          resets_at: null,
        },
      })
    if (!issue.repository)
      return problem(
        c,
        422,
        'no_repository',
        'Not started: the issue has no repository. Choose one on the right, or mark one as the default in the settings.',
      )
    const run = makeRun(issue, {
      id: `run_${state.runs.size + 20}`,
      kind: body.kind,
      state: 'running',
      activity: 'reading the issue',
      created_at: new Date().toISOString(),
      started_at: new Date().toISOString(),
      activity_at: new Date().toISOString(),
      cost_usd: 0,
      instructions: body.instructions ?? null,
    })
    return c.json(addRun(state, run), 201)
  })
  app.get('/api/issues/:id/activity', (c) => {
    const id = findIssue(state, c.req.param('id'))?.id
    return c.json(
      pageOf(
        newestFirst(state)
          .filter((run) => run.issue_id === id)
          .flatMap(makeActivity),
        c,
      ),
    )
  })
  app.get('/api/issues/:id/prs', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    return c.json({ items: issue ? makePulls(issue) : [], next_cursor: null })
  })
}

function addRun(state: PreviewState, run: Run): Run {
  state.runs.set(run.id, run)
  state.transcripts.set(run.id, [])
  const issue = state.issues.get(run.issue_id)
  if (issue)
    Object.assign(issue, {
      agent_state: 'working',
      waiting_on: { who: 'agent', code: 'run_working', text: run.activity ?? 'working', since: run.created_at, until: null },
    })
  state.emit('run.updated', issue ?? null, {}, { run_id: run.id })
  return run
}

function addPlans(app: Hono, state: PreviewState): void {
  const plansOf = (id: string) =>
    state.plans.filter((plan) => plan.issue_id === findIssue(state, id)?.id).sort((a, b) => b.version - a.version)
  const withVersions = (id: string, version?: string) => {
    const plans = plansOf(id)
    const plan = version ? plans.find((item) => item.version === Number(version)) : plans[0]
    return (
      plan && {
        ...plan,
        versions: plans.map(({ version: number, state: planState, content_hash, created_at }) => ({
          version: number,
          state: planState,
          content_hash,
          created_at,
        })),
      }
    )
  }
  app.get('/api/issues/:id/plan', (c) => {
    const plan = withVersions(c.req.param('id'), c.req.query('version'))
    return plan ? c.json(plan) : problem(c, 404, 'not_found', 'No plan was posted yet.')
  })
  app.get('/api/issues/:id/plan/base', (c) => {
    const plan = plansOf(c.req.param('id'))[0]
    if (!plan) return problem(c, 404, 'not_found', 'No plan was posted yet.')
    const warning = '3 commits since the plan was made; files that it names were changed: src/cart.ts.'
    const tip = { tip_sha: 'e'.repeat(40), commits: 3, planned_files: ['src/cart.ts'], warning }
    return c.json({ version: plan.version, base_sha: plan.base_sha, ...tip })
  })
  app.post('/api/issues/:id/plan/approve', async (c) => {
    const body = await c.req.json()
    const plan = plansOf(c.req.param('id'))[0]
    const issue = findIssue(state, c.req.param('id'))
    if (!plan || !issue) return problem(c, 404, 'not_found', 'No plan was posted yet.')
    if (!state.passwordFresh)
      return problem(
        c,
        403,
        'password_required',
        'Approving a plan needs your password again: it was last asked more than 12 hours ago.',
      )
    if (plan.content_hash !== body.content_hash)
      return problem(c, 409, 'plan_changed', 'The plan changed after it was shown. Read the new version and approve again.')
    Object.assign(plan, { state: 'approved', decided_by: me, decided_at: new Date().toISOString() })
    const run = body.start
      ? addRun(
          state,
          makeRun(issue, {
            id: `run_${state.runs.size + 20}`,
            kind: 'implement',
            state: 'running',
            plan_id: plan.id,
            activity: 'preparing the checkout',
            created_at: new Date().toISOString(),
            started_at: new Date().toISOString(),
            cost_usd: 0,
          }),
        )
      : null
    if (!run) state.emit('plan.approved', issue)
    return c.json({
      plan: withVersions(issue.id),
      run,
      decision: {
        rule: 'runs.start',
        result: run ? 'start' : 'none',
        reason: 'approved',
        detail: run ? 'Implementation started.' : 'Approved, not started.',
        resets_at: null,
      },
    })
  })
  app.post('/api/issues/:id/plan/request-changes', async (c) => {
    const plan = plansOf(c.req.param('id'))[0]
    if (!plan) return problem(c, 404, 'not_found', 'No plan was posted yet.')
    Object.assign(plan, {
      state: 'changes_requested',
      feedback: (await c.req.json()).feedback,
      decided_by: me,
      decided_at: new Date().toISOString(),
    })
    state.emit('plan.changes_requested', findIssue(state, c.req.param('id')) ?? null)
    return c.json(withVersions(c.req.param('id')))
  })
  app.patch('/api/issues/:id/plan', async (c) => {
    const plan = plansOf(c.req.param('id'))[0]
    if (!plan) return problem(c, 404, 'not_found', 'No plan was posted yet.')
    const { content } = await c.req.json()
    const { createHash } = await import('node:crypto')
    plan.state = 'superseded'
    state.plans.push({
      ...plan,
      id: `pln_${state.plans.length + 1}`,
      version: plan.version + 1,
      state: 'submitted',
      content,
      content_hash: createHash('sha256').update(content).digest('hex'),
      created_by: me,
      created_at: new Date().toISOString(),
    })
    state.emit('plan.submitted', findIssue(state, c.req.param('id')) ?? null)
    return c.json(withVersions(c.req.param('id')))
  })
}
