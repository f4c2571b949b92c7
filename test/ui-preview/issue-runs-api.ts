// The runs of one issue in the preview API, and how one begins.
import type { Hono } from 'hono'
import { addHints } from './hint-data.ts'
import { pageOf, problem } from './respond.ts'
import { makeRun } from './run-data.ts'
import { findIssue, type PreviewState } from './state.ts'
import { makeActivity } from './transcript-data.ts'
import type { Run } from './types.ts'

export const newestFirst = (state: PreviewState) =>
  [...state.runs.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))

export function addIssueRuns(app: Hono, state: PreviewState): void {
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
  addHints(app, state)
}

export function addRun(state: PreviewState, run: Run): Run {
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
