// Runs and the fleet in the preview API.
import { Hono } from 'hono'
import { addIssueRuns, newestFirst } from './issue-runs-api.ts'
import { addPlans } from './plans-api.ts'
import { eventStream, pageOf, passes, problem } from './respond.ts'
import type { PreviewState } from './state.ts'
import { transcriptScript } from './transcript-data.ts'

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
    }, 700)
    return () => clearInterval(timer)
  })
}
