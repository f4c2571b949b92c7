// Relations, links, comments, columns, labels and changes of many issues in the preview API.
import { Hono } from 'hono'
import { applyPatch } from './issues-api.ts'
import { problem } from './respond.ts'
import { findIssue, type PreviewState } from './state.ts'
import type { Issue } from './types.ts'
import { labels, statuses } from './workspace-data.ts'

export function relationsApi(state: PreviewState): Hono {
  const app = new Hono()
  addRelations(app, state)
  addLinks(app, state)
  addComments(app, state)
  addCatalog(app, state)
  app.patch('/api/issues', async (c) => {
    const { ids, changes } = await c.req.json()
    const found = (ids as string[]).flatMap((id) => findIssue(state, id) ?? [])
    const wanted = statuses.find(({ id }) => id === changes.status)
    const refused = found.find((issue) => wanted?.category === 'done' && issue.is_error_sourced && !changes.close_reason)
    const items = found.map((issue) => ({
      id: issue.id,
      issue: issue.identifier,
      result: refused ? (issue.is_error_sourced ? 'refused' : 'not_tried') : 'changed',
      revision: null,
      code: refused && issue.is_error_sourced ? 'close_gate' : null,
      detail: refused && issue.is_error_sourced ? 'This issue came from an error and no fix of it is verified.' : null,
    }))
    if (refused) return problem(c, 409, 'bulk_refused', 'Nothing was changed.', { items })
    const { add_labels: added = [], remove_labels: removed = [], ...plain } = changes
    for (const issue of found) {
      const kept = issue.labels.map(({ id }) => id).filter((id) => !removed.includes(id))
      applyPatch(state, issue, { ...plain, labels: [...kept, ...added] })
    }
    return c.json({ items })
  })
  return app
}

type Relation = Issue['relations'][number]
const behind: Record<string, Relation['kind']> = {
  blocks: 'blocked_by',
  blocked_by: 'blocks',
  duplicate_of: 'duplicated_by',
  related: 'related',
}

function addRelations(app: Hono, state: PreviewState): void {
  app.post('/api/issues/:id/relations', async (c) => {
    const { kind, issue: otherId } = await c.req.json()
    const [issue, other] = [findIssue(state, c.req.param('id')), findIssue(state, otherId)]
    if (!issue || !other) return problem(c, 404, 'not_found', 'No such issue.')
    if (other.relations.some((known) => known.kind === kind && known.issue.id === issue.id))
      return problem(c, 422, 'circle', 'issue: would close a circle: it blocks this issue already')
    const id = `rel_${Math.random().toString(36).slice(2)}`
    const relation = (of: Issue, as: Relation['kind']): Relation => ({
      id,
      kind: as,
      issue: { id: of.id, identifier: of.identifier, title: of.title, priority: of.priority, status: of.status },
      created_at: new Date().toISOString(),
    })
    issue.relations = [...issue.relations, relation(other, kind)]
    other.relations = [...other.relations, relation(issue, behind[kind] ?? 'related')]
    return c.json(relation(other, kind), 201)
  })
  app.delete('/api/issues/:id/relations/:relation', (c) => {
    for (const issue of state.issues.values())
      issue.relations = issue.relations.filter(({ id }) => id !== c.req.param('relation'))
    return c.body(null, 204)
  })
}

function addLinks(app: Hono, state: PreviewState): void {
  app.post('/api/issues/:id/links', async (c) => {
    const { url } = await c.req.json()
    const issue = findIssue(state, c.req.param('id'))
    const number = /sentry\.io\/issues\/(\d+)/.exec(url)?.[1]
    if (!issue || !number)
      return problem(c, 422, 'unknown_link', 'url: is no issue of Sentry, GitHub or Linear', {
        errors: [{ path: 'url', message: 'is no issue of Sentry, GitHub or Linear' }],
      })
    const template = [...state.issues.values()].flatMap((other) => other.external_issues)[0]
    if (!template) return problem(c, 404, 'not_found', 'The preview has no link to copy.')
    const link = { ...template, id: `ext_${number}`, external_id: number, short_id: null, url }
    issue.external_issues = [...issue.external_issues, link]
    return c.json({ ...link, is_error_source: false, created_at: new Date().toISOString() }, 201)
  })
  app.delete('/api/issues/:id/links/:link', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (issue) issue.external_issues = issue.external_issues.filter(({ id }) => id !== c.req.param('link'))
    return c.body(null, 204)
  })
}

function addComments(app: Hono, state: PreviewState): void {
  app.patch('/api/issues/:id/comments/:comment', async (c) => {
    const comment = state.comments.find(({ id }) => id === c.req.param('comment'))
    if (!comment) return problem(c, 404, 'not_found', 'No such comment.')
    Object.assign(comment, await c.req.json(), { edited_at: new Date().toISOString() })
    return c.json(comment)
  })
  app.delete('/api/issues/:id/comments/:comment', (c) => {
    state.comments = state.comments.filter(({ id }) => id !== c.req.param('comment'))
    return c.body(null, 204)
  })
}

function addCatalog(app: Hono, state: PreviewState): void {
  app.post('/api/statuses', async (c) => {
    const body = await c.req.json()
    if (statuses.some(({ name }) => name.toLowerCase() === body.name.toLowerCase()))
      return problem(c, 409, 'name_taken', `There is a column with the name ${body.name} already.`)
    const created = { ...body, id: `sta_new_${statuses.length}`, position: statuses.length }
    statuses.splice(1 + statuses.findLastIndex(({ category }) => category === body.category), 0, created)
    return c.json(created, 201)
  })
  app.patch('/api/statuses/:id', async (c) => {
    const { position, ...named } = await c.req.json()
    const index = statuses.findIndex(({ id }) => id === c.req.param('id'))
    const status = statuses[index]
    if (!status) return problem(c, 404, 'not_found', 'No such column.')
    Object.assign(status, named)
    if (position !== undefined) statuses.splice(position, 0, ...statuses.splice(index, 1))
    return c.json(status)
  })
  app.delete('/api/statuses/:id', (c) => {
    const id = c.req.param('id')
    const target = statuses.find((status) => status.id === c.req.query('move_to'))
    if (!target) return problem(c, 409, 'status_not_empty', 'Issues are in this column. Say where they go with move_to.')
    const { position: _, ...bare } = target
    for (const issue of state.issues.values()) if (issue.status.id === id) issue.status = bare
    statuses.splice(
      statuses.findIndex((status) => status.id === id),
      1,
    )
    return c.body(null, 204)
  })
  app.post('/api/labels', async (c) => {
    const created = { id: `lbl_new_${labels.length}`, ...(await c.req.json()) }
    labels.push(created)
    return c.json(created, 201)
  })
  app.patch('/api/labels/:id', async (c) => {
    const label = labels.find(({ id }) => id === c.req.param('id'))
    if (!label) return problem(c, 404, 'not_found', 'No such label.')
    return c.json(Object.assign(label, await c.req.json()))
  })
  app.delete('/api/labels/:id', (c) => {
    labels.splice(
      labels.findIndex(({ id }) => id === c.req.param('id')),
      1,
    )
    return c.body(null, 204)
  })
}
