// What stands below an issue in the preview API: comments, events, similar issues, reasons.
import type { Hono } from 'hono'
import { toCard } from './issue-data.ts'
import { pageOf, problem } from './respond.ts'
import { findIssue, me, type PreviewState } from './state.ts'
import type { Event, Plan } from './types.ts'
import { startedAt } from './workspace-data.ts'

export function addBelowIssue(app: Hono, state: PreviewState): void {
  const of = (id: string) => findIssue(state, id)?.id
  app.get('/api/issues/:id/comments', (c) =>
    c.json(
      pageOf(
        state.comments.filter((comment) => comment.issue_id === of(c.req.param('id'))),
        c,
      ),
    ),
  )
  app.post('/api/issues/:id/comments', async (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (!issue) return problem(c, 404, 'not_found', 'No such issue.')
    const { body } = await c.req.json()
    const comment = {
      id: `cmt_${state.comments.length + 1}`,
      issue_id: issue.id,
      body,
      author: me,
      created_at: new Date().toISOString(),
      edited_at: null,
    }
    state.comments.push(comment)
    state.emit('comment.added', issue, {}, { payload: { comment_id: comment.id, excerpt: body.slice(0, 200) } })
    return c.json({ id: comment.id }, 201)
  })
  app.get('/api/issues/:id/events', (c) => {
    const id = of(c.req.param('id'))
    // The plans of the preview are there from the start, without the events of their posting in the log.
    const events =
      c.req.query('type') === 'plan.submitted'
        ? state.plans.filter((plan) => plan.issue_id === id).map(postedEvent)
        : state.log
            .filter((event) => event.issue_id === id)
            .reverse()
            .map(({ frame: _, ...event }) => event)
    return c.json(pageOf(events, c))
  })
  app.get('/api/issues/:id/similar', (c) => {
    const others = [...state.issues.values()]
      .filter((issue) => issue.id !== of(c.req.param('id')) && issue.source === 'sentry')
      .slice(0, 3)
    return c.json({
      items: others.map((issue, index) => ({
        issue: toCard(issue),
        score: 0.82 - index * 0.1,
        matched_by: ['vector'],
        similarity: 0.82 - index * 0.1,
        likely_duplicate: index === 0,
        snippet: issue.title,
        highlights: { title: [], snippet: [] },
      })),
      mode: 'hybrid',
    })
  })
  app.get('/api/issues/:id/why', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (!issue) return problem(c, 404, 'not_found', 'No such issue.')
    const decisions = [
      {
        at: new Date(startedAt - 20_100_000).toISOString(),
        rule: 'runs.consider',
        result: 'start',
        reason: 'assigned',
        detail: 'Investigation started: Claude was assigned and all gates are open.',
        inputs: { spent_today_usd: 1.2, day_budget_usd: 25, active_runs: 1 },
      },
      {
        at: new Date(startedAt - 21_000_000).toISOString(),
        rule: 'runs.consider',
        result: 'delay',
        reason: 'concurrency',
        detail: '2 of 2 runs were active; started when one finished.',
        inputs: { active_runs: 2, max_concurrent_runs: 2 },
      },
    ]
    return c.json({
      waiting_on: issue.waiting_on,
      since: issue.waiting_on.since,
      next:
        issue.waiting_on.code === 'plan_review'
          ? 'Approve the plan or ask for changes; the implementation starts by itself after an approval.'
          : 'Start a run, or assign an agent.',
      decisions,
    })
  })
}

function postedEvent(plan: Plan, index: number): Event {
  return {
    seq: index + 1,
    at: plan.created_at,
    type: 'plan.submitted',
    subject: { type: 'issue', id: plan.issue_id },
    issue_id: plan.issue_id,
    run_id: plan.run_id,
    actor: plan.created_by,
    payload: { plan_id: plan.id, version: plan.version },
  }
}
