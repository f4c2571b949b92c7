// The tracker's part of the preview API: board, issues, comments, search, plans.
import { Hono } from 'hono'
import { toCard } from './issue-data.ts'
import { eventStream, pageOf, passes, problem } from './respond.ts'
import { findIssue, inColumn, me, type PreviewState, rankBeside } from './state.ts'
import type { Issue } from './types.ts'
import { agents, labels, repositories, startedAt, statuses } from './workspace-data.ts'

export function trackerApi(state: PreviewState): Hono {
  const app = new Hono()
  addBoard(app, state)
  addIssues(app, state)
  app.get('/api/statuses', (c) => c.json({ items: statuses, next_cursor: null }))
  app.get('/api/labels', (c) => c.json({ items: labels, next_cursor: null }))
  app.get('/api/agents', (c) => c.json({ items: agents, next_cursor: null }))
  app.get('/api/repositories', (c) => c.json({ items: state.empty ? [] : repositories, next_cursor: null }))
  app.post('/api/repositories', async (c) => {
    const body = await c.req.json()
    if (!String(body.git_url).includes('acme'))
      return problem(
        c,
        422,
        'repository_unreachable',
        'git ls-remote ended with 128: repository not found. Check the address, and that this machine may read it.',
      )
    return c.json({ ...repositories[0], git_url: body.git_url }, 201)
  })
  app.get('/api/search', (c) => {
    const words = (c.req.query('q') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word.length > 2)
    const hits = [...state.issues.values()]
      .map((issue) => ({
        issue,
        score: words.filter((word) => `${issue.identifier} ${issue.title}`.toLowerCase().includes(word)).length,
      }))
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, Number(c.req.query('limit') ?? 20))
    return c.json({
      items: hits.map(({ issue, score }) => ({
        issue: toCard(issue),
        score: score / words.length,
        matched_by: ['text', 'vector'],
        similarity: 0.6,
        likely_duplicate: score / words.length > 0.7,
        snippet: issue.title,
      })),
      mode: 'hybrid',
    })
  })
  return app
}

function addBoard(app: Hono, state: PreviewState): void {
  app.get('/api/board', (c) => {
    const only = c.req.query('status')
    const columns = statuses
      .filter((status) => !only || status.id === only)
      .map((status) => {
        const column = inColumn(state, status.id)
        const page = pageOf(column.map(toCard), c)
        return { status, count: column.length, ...page }
      })
    return c.json({ columns, position: state.position })
  })
  app.get('/api/board/stream', (c) => {
    const after = Number(c.req.header('last-event-id') ?? c.req.query('after') ?? state.position)
    return eventStream(c, (send) => {
      send({ event: 'hello', data: { position: state.position } })
      for (const { frame } of state.log) if (frame.seq > after) send({ id: String(frame.seq), event: frame.type, data: frame })
      const listener = (frame: { seq: number; type: string }) => send({ id: String(frame.seq), event: frame.type, data: frame })
      state.listeners.add(listener)
      return () => state.listeners.delete(listener)
    })
  })
}

function addIssues(app: Hono, state: PreviewState): void {
  app.get('/api/issues', (c) => {
    const text = (c.req.query('q') ?? '').toLowerCase()
    const found = [...state.issues.values()].filter(
      (issue) =>
        passes(c, 'status', issue.status.id, issue.status.name) &&
        passes(c, 'category', issue.status.category) &&
        passes(c, 'priority', issue.priority) &&
        passes(c, 'source', issue.source) &&
        passes(c, 'parent', issue.parent?.id) &&
        passes(c, 'assignee', issue.assignee?.name ?? 'none', issue.assignee?.id) &&
        passes(c, 'label', ...issue.labels.flatMap((label) => [label.name, label.id])) &&
        (!text || issue.title.toLowerCase().includes(text)),
    )
    const sort = c.req.query('sort') ?? '-updated'
    const key = (issue: Issue) =>
      sort === 'priority'
        ? issue.priority
        : sort.endsWith('created')
          ? issue.created_at
          : sort === 'rank'
            ? issue.rank
            : issue.updated_at
    found.sort((a, b) => (key(a) < key(b) ? -1 : 1) * (sort.startsWith('-') ? -1 : 1))
    return c.json({ ...pageOf(found.map(toCard), c), position: state.position })
  })
  app.post('/api/issues', async (c) => {
    const body = await c.req.json()
    if (!body.title?.trim())
      return problem(c, 422, 'invalid', 'title: must not be empty', { errors: [{ path: 'title', message: 'must not be empty' }] })
    const template = [...state.issues.values()].at(-1)
    const number = (template?.number ?? 0) + 1
    const { position: _, ...status } = statuses.find((item) => item.id === body.status) ?? statuses[0]!
    const now = new Date().toISOString()
    const issue: Issue = {
      id: `iss_new_${number}`,
      identifier: `DISPATCH-${number}`,
      number,
      title: body.title,
      description: body.description ?? '',
      status,
      priority: body.priority ?? 'P3',
      labels: labels.filter((label) => body.labels?.includes(label.id) || body.labels?.includes(label.name)),
      assignee:
        agents
          .filter((agent) => agent.id === body.assignee)
          .map((agent) => ({ type: 'agent' as const, id: agent.id, name: agent.name }))[0] ?? null,
      source: 'manual',
      simulated: false,
      rank: rankBeside(state, status.id, undefined, ''),
      revision: 1,
      created_at: now,
      updated_at: now,
      closed_at: null,
      agent_state: 'idle',
      waiting_on: { who: 'person', code: 'start', text: 'nobody has started yet', since: now, until: null },
      fix_state: 'none',
      needs_attention: null,
      pull_request: null,
      cost_usd: 0,
      sub_issues: { total: 0, done: 0 },
      relations: [],
      is_error_sourced: false,
      repository: null,
      parent: null,
      external_issues: [],
      created_by: me,
      close_reason: null,
      branch: null,
    }
    state.issues.set(issue.id, issue)
    state.emit('issue.created', issue)
    return c.json(issue, 201)
  })
  app.get('/api/issues/:id', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    return issue ? c.json(issue) : problem(c, 404, 'not_found', `No issue has the id "${c.req.param('id')}".`)
  })
  app.patch('/api/issues/:id', async (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (!issue) return problem(c, 404, 'not_found', 'No such issue.')
    const body = await c.req.json()
    const ifMatch = c.req.header('if-match')
    if (ifMatch && ifMatch !== `"${issue.revision}"`)
      return problem(c, 412, 'stale_revision', 'Somebody changed it meanwhile.', { revision: issue.revision })
    const status = statuses.find((item) => item.id === body.status)
    if (status?.category === 'done' && issue.is_error_sourced && issue.fix_state !== 'verified' && !body.close_reason) {
      return problem(
        c,
        409,
        'close_gate',
        `${issue.identifier} came from an error: it is done by a verified fix, or by a person who says why.`,
        { reason: 'needs_verdict_or_reason' },
      )
    }
    return c.json(applyPatch(state, issue, body))
  })
  app.delete('/api/issues/:id', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (!issue) return problem(c, 404, 'not_found', 'No such issue.')
    state.issues.delete(issue.id)
    state.emit('issue.deleted', issue)
    return c.body(null, 204)
  })
  addBelowIssue(app, state)
}

export function applyPatch(state: PreviewState, issue: Issue, body: Record<string, never>): Issue {
  const {
    status: statusId,
    rank,
    labels: labelIds,
    assignee,
    repository,
    close_reason,
    description,
    parent: parentId,
    ...plain
  } = body as Record<string, never>
  const changes: Record<string, [unknown, unknown]> = {}
  for (const [key, value] of Object.entries(plain)) changes[key] = [issue[key as keyof Issue], value]
  Object.assign(issue, plain)
  if (description !== undefined) issue.description = description ?? ''
  if (close_reason) issue.close_reason = close_reason
  if (parentId !== undefined) setParent(state, issue, parentId)
  const status = statuses.find((item) => item.id === statusId || item.name === statusId)
  if (status && status.id !== issue.status.id) {
    const { position: _, ...bare } = status
    changes.status = [issue.status, bare]
    issue.status = bare
  }
  if (status || rank) issue.rank = rankBeside(state, issue.status.id, rank, issue.id)
  if (labelIds) issue.labels = labels.filter((label) => (labelIds as string[]).includes(label.id))
  if (assignee !== undefined) {
    const agent = agents.find((item) => item.id === assignee)
    changes.assignee = [issue.assignee, agent ?? null]
    issue.assignee = agent
      ? { type: 'agent', id: agent.id, name: agent.name }
      : assignee
        ? { type: 'person', id: 'usr_1', name: me.name }
        : null
  }
  if (repository !== undefined)
    issue.repository = repositories.filter((item) => item.id === repository).map(({ id, name }) => ({ id, name }))[0] ?? null
  issue.revision += 1
  issue.updated_at = new Date().toISOString()
  state.emit(changes.status ? 'issue.moved' : changes.assignee ? 'issue.assigned' : 'issue.updated', issue, changes)
  return issue
}

function setParent(state: PreviewState, issue: Issue, parentId: string | null): void {
  const parent = parentId ? findIssue(state, parentId) : undefined
  const before = issue.parent ? findIssue(state, issue.parent.id) : undefined
  issue.parent = parent ? { id: parent.id, identifier: parent.identifier, title: parent.title } : null
  for (const one of [before, parent]) {
    const below = [...state.issues.values()].filter((child) => child.parent?.id === one?.id)
    if (one) one.sub_issues = { total: below.length, done: below.filter((child) => child.status.category === 'done').length }
  }
}

function addBelowIssue(app: Hono, state: PreviewState): void {
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
  app.get('/api/issues/:id/events', (c) =>
    c.json(
      pageOf(
        state.log
          .filter((event) => event.issue_id === of(c.req.param('id')))
          .reverse()
          .map(({ frame: _, ...event }) => event),
        c,
      ),
    ),
  )
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
