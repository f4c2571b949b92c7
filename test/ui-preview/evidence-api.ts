// Deliveries, what shipped, and figures in the preview API.
import { type Context, Hono } from 'hono'
import { differenceOf } from '#src/intake/domain/effect-difference.ts'
import type { ReplayBatch, ReplayItem } from '#src/intake/replay-schemas.ts'
import { makeInsightIssues, makeInsights } from './insight-data.ts'
import { pageOf, passes, problem } from './respond.ts'
import { makeShipped, type ShippedDetail } from './shipped-data.ts'
import { me, type PreviewState } from './state.ts'
import type { Delivery } from './types.ts'

export function evidenceApi(state: PreviewState): Hono {
  const app = new Hono()
  for (const subject of ['deliveries', 'deployments', 'insights'] as const)
    app.use(`/api/${subject}/*`, async (c, next) => refusal(c, state.answers[subject]) ?? next())
  addDeliveries(app, state)
  addReplays(app, state)
  addShipped(app, state)
  return app
}

function refusal(c: Context, answer: 'denied' | 'broken' | undefined) {
  if (answer === 'denied') return problem(c, 403, 'missing_role', 'Your key may not see this.')
  return answer === 'broken'
    ? c.json({ code: 'internal', title: 'Internal Server Error', status: 500, detail: 'It broke.' }, 500)
    : undefined
}

function addDeliveries(app: Hono, state: PreviewState): void {
  app.get('/api/deliveries', (c) => {
    const q = c.req.query('q')?.toLowerCase() ?? ''
    const found = state.deliveries.filter(
      (item) =>
        passes(c, 'source', item.source) &&
        passes(c, 'state', item.state) &&
        passes(c, 'result', item.decision?.result) &&
        passes(c, 'issue', item.issue?.identifier) &&
        `${item.id} ${item.kind} ${item.decision?.reason}`.toLowerCase().includes(q),
    )
    return c.json(
      pageOf(
        found.map(({ headers: _, body: __, effects: ___, ...item }) => item),
        c,
      ),
    )
  })
  app.get('/api/deliveries/:id', (c) => {
    const found = state.deliveries.find((item) => item.id === c.req.param('id'))
    return found ? c.json(found) : problem(c, 404, 'not_found', 'No such delivery.')
  })
  app.post('/api/deliveries/:id/retry', (c) => {
    const found = state.deliveries.find((item) => item.id === c.req.param('id'))
    if (found) Object.assign(found, { state: 'received', error: null, attempts: 0 })
    return c.json({ status: 'accepted', delivery_id: c.req.param('id') }, 202)
  })
}

/** Batches end at the second look. */
function addReplays(app: Hono, state: PreviewState): void {
  const chosenBy = new Map<string, Delivery[]>()
  app.post('/api/deliveries/replay', async (c) => {
    const { ids, filter, dry_run } = await c.req.json()
    const wanted: string[] = filter?.state ?? []
    const chosen = state.deliveries.filter((item) =>
      ids ? ids.includes(item.id) : wanted.length === 0 || wanted.includes(item.state),
    )
    const id = `rpb_${state.replays.length + 1}`
    const counts = { total: chosen.length, done: 0, changed: 0, failed: 0, is_cut: false }
    const batch: ReplayBatch = {
      ...{ id, state: 'running', dry_run, ...counts, created_by: me },
      created_at: new Date().toISOString(),
      finished_at: null,
    }
    state.replays.unshift(batch)
    chosenBy.set(id, chosen)
    return c.json(batch, 202)
  })
  app.get('/api/replays/:id', (c) => {
    const batch = state.replays.find(({ id }) => id === c.req.param('id'))
    if (!batch) return problem(c, 404, 'not_found', 'No such replay.')
    const seen = { ...batch }
    const failed = chosenBy.get(batch.id)?.filter(isHopeless).length ?? 0
    const ended = { state: 'finished' as const, done: batch.total - failed, changed: batch.total - failed, failed }
    if (batch.state === 'running') Object.assign(batch, { ...ended, finished_at: new Date().toISOString() })
    return c.json(seen)
  })
  app.get('/api/replays/:id/items', (c) => {
    const items = chosenBy.get(c.req.param('id'))?.map(toItem) ?? []
    return c.json(
      pageOf(
        items.filter((item) => (c.req.query('state') === 'failed' ? item.state === 'failed' : item.state === 'done')),
        c,
      ),
    )
  })
  app.post('/api/replays/:id/cancel', (c) => {
    const batch = state.replays.find(({ id }) => id === c.req.param('id'))
    if (batch) Object.assign(batch, { state: 'canceled', finished_at: new Date().toISOString() })
    return c.json(batch ?? {})
  })
}

const isHopeless = (delivery: Delivery): boolean => delivery.state === 'failed'

function toItem(delivery: Delivery): ReplayItem {
  const { id, source, kind, received_at, issue, decision, effects } = delivery
  const known = { result: 'ignore', reason: 'content_known', detail: 'An earlier delivery said the same; nothing is done twice.' }
  const anew = { result: 'create', reason: 'new_error', detail: 'A new error, tracked by no issue yet.' }
  const after = decision ? known : anew
  const now = decision ? [] : [{ type: 'issue.created', issue_id: '(new)', identifier: 'DISPATCH-99' }]
  const isFailed = isHopeless(delivery)
  return {
    delivery: { id, source, kind, received_at, issue },
    state: isFailed ? 'failed' : 'done',
    problem: isFailed ? 'GitHub answered 502 when asked for the commits of the run.' : null,
    before: decision,
    after: isFailed ? null : after,
    effects: now,
    difference: isFailed ? null : differenceOf({ decision, effects: effects as never }, { decision: after, effects: now }),
  }
}

function addShipped(app: Hono, state: PreviewState): void {
  const shipped = (): ShippedDetail[] => (state.empty ? [] : makeShipped([...state.issues.values()]))
  app.get('/api/deployments', (c) =>
    c.json(
      pageOf(
        shipped()
          .filter(
            (item) =>
              passes(c, 'production', String(item.is_production)) &&
              passes(c, 'environment', item.environment) &&
              passes(c, 'repository', item.repository),
          )
          .map(({ commits: _, pull_requests: __, listed_commits: ___, ...item }) => item),
        c,
      ),
    ),
  )
  app.get('/api/deployments/:id', (c) => {
    const found = shipped().find(({ id }) => id === c.req.param('id'))
    return found ? c.json(found) : problem(c, 404, 'not_found', 'No such deployment.')
  })
  app.get('/api/insights', (c) => c.json(makeInsights({ isEmpty: state.empty || c.req.query('simulated') === 'true' })))
  app.get('/api/insights/issues', (c) =>
    c.json(pageOf(makeInsightIssues([...state.issues.values()], c.req.query('metric') ?? ''), c)),
  )
}
