// The inbox and saved views in the preview API: what waits in the made-up issues, as notices.
import { type Context, Hono } from 'hono'
import { type NoticeKind, noticeKinds } from '#src/inbox/domain/kinds.ts'
import type { NoticeView } from '#src/inbox/schemas.ts'
import type { View } from '#src/views/schemas.ts'
import { toCard } from './issue-data.ts'
import { pageOf, passes, problem } from './respond.ts'
import { me, type PreviewState } from './state.ts'
import type { Issue } from './types.ts'
import { ago, labels } from './workspace-data.ts'

export type PreviewNotice = Omit<NoticeView, 'issue'> & { issue_id: string; cause: string | null }

const kindOf: Partial<Record<string, NoticeKind>> = {
  plan_review: 'plan_review',
  question: 'question',
  blocked: 'blocked',
  push_held: 'push_review',
  run_failed: 'run_failed',
  inconclusive: 'fix_inconclusive',
  start_refused: 'start_refused',
}

const quiet = { is_personal: false, is_unread: true, closed_at: null, done_at: null, snoozed_until: null }

export function makeNotices(issues: Issue[]): PreviewNotice[] {
  const causes = issues.flatMap((issue, index): PreviewNotice[] => {
    const { code, text, since } = issue.waiting_on
    const kind = kindOf[code]
    if (!kind) return []
    const words = kind === 'plan_review' ? 'Plan version 2 waits for your review' : text
    return [
      {
        ...quiet,
        id: `ntf_${index}`,
        kind,
        text: words,
        subject_id: `cause_${index}`,
        opened_at: since,
        issue_id: issue.id,
        cause: code,
      },
    ]
  })
  const third = issues[2]
  const personal: PreviewNotice[] = third
    ? [
        {
          ...quiet,
          id: 'ntf_mention',
          kind: 'mention',
          text: 'Ada: @Robin Vale do we round before or after the conversion? Customers in Switzerland see both today.',
          subject_id: 'cmt_9',
          is_personal: true,
          is_unread: false,
          opened_at: ago(12),
          issue_id: third.id,
          cause: null,
        },
      ]
    : []
  return [...personal, ...causes].sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1))
}

export function makeViews(): View[] {
  const common = {
    sort: null,
    missing: [],
    position: 0,
    revision: 1,
    created_by: me,
    created_at: ago(9000),
    updated_at: ago(9000),
  }
  const payments = labels.find((label) => label.name === 'payments')?.id ?? 'payments'
  return [
    {
      ...common,
      id: 'viw_1',
      name: 'Waits for us',
      layout: 'board',
      filters: { waiting: ['person'] },
      is_shared: true,
      is_own: false,
    },
    {
      ...common,
      id: 'viw_2',
      name: 'Payments, urgent first',
      layout: 'list',
      filters: { label: [payments, 'lbl_gone'] },
      sort: 'priority',
      is_shared: false,
      is_own: true,
      missing: [{ key: 'label', value: 'lbl_gone' }],
    },
  ]
}

export function inboxApi(state: PreviewState): Hono {
  const app = new Hono()
  addInbox(app, state)
  addViews(app, state)
  return app
}

/** A cause that is gone closes its notice, as the reader of the log does it. */
function settle(state: PreviewState): PreviewNotice[] {
  for (const notice of state.notices) {
    const issue = state.issues.get(notice.issue_id)
    if (notice.closed_at || !notice.cause || issue?.waiting_on.code === notice.cause) continue
    notice.closed_at = new Date().toISOString()
    state.emit('notification.closed', null)
  }
  return state.notices.filter((notice) => state.issues.has(notice.issue_id) && !state.muted.includes(notice.kind))
}

const isSnoozed = (notice: PreviewNotice) => notice.snoozed_until !== null && Date.parse(notice.snoozed_until) > Date.now()
const isDone = (notice: PreviewNotice) => notice.closed_at !== null || notice.done_at !== null
const partOf = (notice: PreviewNotice) => (isDone(notice) ? 'done' : isSnoozed(notice) ? 'snoozed' : 'open')

function toView(state: PreviewState, { cause: _, issue_id, ...notice }: PreviewNotice): NoticeView {
  const issue = state.issues.get(issue_id)
  if (!issue) throw new Error(`no issue ${issue_id}`)
  return { ...notice, is_unread: notice.is_unread && notice.closed_at === null, issue: toCard(issue) }
}

function addInbox(app: Hono, state: PreviewState): void {
  const denied = (c: Context) =>
    problem(c, 403, 'missing_role', 'inbox.read needs the role viewer. You are no member of this workspace.')
  app.use('/api/inbox/*', (c, next) => (state.inboxDenied ? Promise.resolve(denied(c)) : next()))
  app.get('/api/inbox', (c) => {
    const part = c.req.query('state') ?? 'open'
    const found = settle(state).filter((notice) => partOf(notice) === part && passes(c, 'kind', notice.kind))
    return c.json(
      pageOf(
        found.map((notice) => toView(state, notice)),
        c,
      ),
    )
  })
  app.get('/api/inbox/count', (c) => {
    const open = settle(state).filter((notice) => partOf(notice) === 'open')
    return c.json({ open: open.length, unread: open.filter((notice) => notice.is_unread).length, by_kind: {} })
  })
  app.get('/api/inbox/preferences', (c) => c.json({ muted: state.muted, kinds: noticeKinds }))
  app.patch('/api/inbox/preferences', async (c) => {
    state.muted = (await c.req.json()).muted
    return c.json({ muted: state.muted, kinds: noticeKinds })
  })
  app.post('/api/inbox/read-all', async (c) => {
    const unread = settle(state).filter((notice) => partOf(notice) === 'open' && notice.is_unread)
    for (const notice of unread) notice.is_unread = false
    return c.json({ read: unread.length })
  })
  app.patch('/api/inbox/:id', async (c) => {
    const notice = state.notices.find((item) => item.id === c.req.param('id'))
    if (!notice) return problem(c, 404, 'not_found', 'No such notice.')
    const { read, done, snoozed_until } = await c.req.json()
    if (done !== undefined) notice.done_at = done ? new Date().toISOString() : null
    if (snoozed_until !== undefined) notice.snoozed_until = snoozed_until
    if (read !== undefined || done === true) notice.is_unread = !(read ?? true)
    state.emit('notification.updated', null)
    return c.json(toView(state, notice))
  })
}

function addViews(app: Hono, state: PreviewState): void {
  const taken = (name: string, id?: string) =>
    state.views.some((view) => view.id !== id && view.name.toLowerCase() === name.toLowerCase())
  const nameTaken = (c: Context) =>
    problem(c, 422, 'name_taken', 'name: is taken already', { errors: [{ path: 'name', message: 'is taken already' }] })
  app.get('/api/views', (c) => c.json({ items: state.views, next_cursor: null }))
  app.post('/api/views', async (c) => {
    const body = await c.req.json()
    if (taken(body.name)) return nameTaken(c)
    const now = new Date().toISOString()
    const view: View = {
      layout: 'list',
      filters: {},
      sort: null,
      is_shared: false,
      ...body,
      id: `viw_${state.views.length + 1}`,
      is_own: true,
      position: 0,
      missing: [],
      revision: 1,
      created_by: me,
      created_at: now,
      updated_at: now,
    }
    state.views.push(view)
    return c.json(view, 201)
  })
  app.patch('/api/views/:id', async (c) => {
    const view = state.views.find((item) => item.id === c.req.param('id'))
    if (!view) return problem(c, 404, 'not_found', 'No such view.')
    const body = await c.req.json()
    if (body.name && taken(body.name, view.id)) return nameTaken(c)
    Object.assign(view, body, { revision: view.revision + 1 })
    return c.json(view)
  })
  app.delete('/api/views/:id', (c) => {
    state.views = state.views.filter((view) => view.id !== c.req.param('id'))
    return c.body(null, 204)
  })
}
