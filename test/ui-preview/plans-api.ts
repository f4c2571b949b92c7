// Plans in the preview API: versions, approval, requested changes.
import type { Hono } from 'hono'
import { addRun } from './issue-runs-api.ts'
import { problem } from './respond.ts'
import { makeRun } from './run-data.ts'
import { findIssue, me, type PreviewState } from './state.ts'

const notStarted = { rule: 'runs.start', result: 'none', reason: 'not_asked', detail: 'Sent back, not started.', resets_at: null }

export function addPlans(app: Hono, state: PreviewState): void {
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
    return c.json({ plan: withVersions(c.req.param('id')), run: null, decision: notStarted })
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
