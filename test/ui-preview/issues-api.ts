// Issues in the preview API: lists, creation, changes with their gate.
import type { Hono } from 'hono'
import { toCard } from './issue-data.ts'
import { pageOf, passes, problem } from './respond.ts'
import { findIssue, me, type PreviewState, rankBeside } from './state.ts'
import type { Issue } from './types.ts'
import { agents, labels, repositories, statuses } from './workspace-data.ts'

export function addIssues(app: Hono, state: PreviewState): void {
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
      assignee: assigneeOf(state, body.assignee),
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
  if (description !== undefined) {
    changes.description = [issue.description, description ?? '']
    issue.description = description ?? ''
  }
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
    const next = assigneeOf(state, assignee)
    changes.assignee = [issue.assignee, next]
    issue.assignee = next
  }
  if (repository !== undefined)
    issue.repository = repositories.filter((item) => item.id === repository).map(({ id, name }) => ({ id, name }))[0] ?? null
  issue.revision += 1
  issue.updated_at = new Date().toISOString()
  state.emit(changes.status ? 'issue.moved' : changes.assignee ? 'issue.assigned' : 'issue.updated', issue, changes)
  return issue
}

function assigneeOf(state: PreviewState, id: string | null | undefined): Issue['assignee'] {
  const agent = agents.find((item) => item.id === id)
  const member = state.members.find((item) => item.id === id)
  if (agent) return { type: 'agent', id: agent.id, name: agent.name }
  return member ? { type: 'person', id: member.id, name: member.name } : null
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
