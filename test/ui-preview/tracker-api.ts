// The tracker's part of the preview API: the board, its catalog, search; issues stand beside it.
import { Hono } from 'hono'
import { githubStatus } from './github-data.ts'
import { toCard } from './issue-data.ts'
import { addBelowIssue } from './issue-parts-api.ts'
import { addIssues } from './issues-api.ts'
import { eventStream, pageOf, problem } from './respond.ts'
import { inColumn, type PreviewState } from './state.ts'
import type { Issue } from './types.ts'
import { agents, labels, repositories, statuses } from './workspace-data.ts'

export function trackerApi(state: PreviewState): Hono {
  const app = new Hono()
  addBoard(app, state)
  addIssues(app, state)
  addBelowIssue(app, state)
  app.get('/api/statuses', (c) => c.json({ items: statuses, next_cursor: null }))
  app.get('/api/labels', (c) => c.json({ items: labels, next_cursor: null }))
  app.get('/api/agents', (c) => c.json({ items: agents, next_cursor: null }))
  app.get('/api/integrations/github', (c) => c.json(githubStatus(state.empty)))
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
        score: words.filter((word) => `${issue.identifier} ${issue.title} ${issue.description}`.toLowerCase().includes(word))
          .length,
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
        ...shownWith(issue, words),
      })),
      mode: 'hybrid',
    })
  })
  return app
}

/** Where the words stand: in the title, and in one line of the description. */
function shownWith(issue: Issue, words: string[]) {
  const snippet = issue.description.replaceAll(/\s+/g, ' ').slice(0, 240)
  const places = (text: string) =>
    words.flatMap((word) => {
      const found: { start: number; end: number }[] = []
      for (let at = text.toLowerCase().indexOf(word); at >= 0; at = text.toLowerCase().indexOf(word, at + word.length))
        found.push({ start: at, end: at + word.length })
      return found
    })
  return { snippet, highlights: { title: places(issue.title), snippet: places(snippet) } }
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
