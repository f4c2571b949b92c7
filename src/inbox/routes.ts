// The HTTP contracts of the inbox. Keys and agents have none.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { changeNotice } from './change-notice.ts'
import { changePreferences, readPreferences } from './preferences.ts'
import { readAllNotices } from './read-all.ts'
import { countInbox, readInbox, readNotice } from './read-inbox.ts'
import {
  inboxCountSchema,
  inboxPreferencesChangeSchema,
  inboxPreferencesSchema,
  inboxQuery,
  noticeChangeSchema,
  noticePageSchema,
  noticeSchema,
  readAllSchema,
} from './schemas.ts'

const tags = ['Inbox']

const list = createRoute({
  method: 'get',
  path: '/api/inbox',
  tags,
  summary: 'List what needs you',
  middleware: requireAccess('inbox.read'),
  request: { query: inboxQuery },
  responses: { 200: json(noticePageSchema, 'A page of notices, newest first'), ...problems(401, 403, 422) },
})

const count = createRoute({
  method: 'get',
  path: '/api/inbox/count',
  tags,
  summary: 'Count what is open and what you have not read',
  middleware: requireAccess('inbox.read'),
  responses: { 200: json(inboxCountSchema, 'The numbers'), ...problems(401, 403) },
})

const preferences = createRoute({
  method: 'get',
  path: '/api/inbox/preferences',
  tags,
  summary: 'Read which kinds you muted',
  middleware: requireAccess('inbox.read'),
  responses: { 200: json(inboxPreferencesSchema, 'The muted kinds, and all there are'), ...problems(401, 403) },
})

const setPreferences = createRoute({
  method: 'patch',
  path: '/api/inbox/preferences',
  tags,
  summary: 'Mute kinds of notices for yourself',
  middleware: requireAccess('inbox.change'),
  request: { body: { required: true, ...json(inboxPreferencesChangeSchema, 'The kinds to mute') } },
  responses: { 200: json(inboxPreferencesSchema, 'The muted kinds'), ...problems(400, 401, 403, 413, 415, 422) },
})

const readAll = createRoute({
  method: 'post',
  path: '/api/inbox/read-all',
  tags,
  summary: 'Mark everything open as read',
  middleware: requireAccess('inbox.change'),
  request: { body: { ...json(readAllSchema, 'Only these kinds, if any are named') } },
  responses: {
    200: json(z.object({ read: z.number().int() }), 'How many were unread'),
    ...problems(400, 401, 403, 413, 415, 422),
  },
})

const get = createRoute({
  method: 'get',
  path: '/api/inbox/{id}',
  tags,
  summary: 'Read a notice',
  middleware: requireAccess('inbox.read'),
  request: { params: idParam },
  responses: { 200: json(noticeSchema, 'The notice'), ...problems(401, 403, 404) },
})

const change = createRoute({
  method: 'patch',
  path: '/api/inbox/{id}',
  tags,
  summary: 'Mark a notice as read or unread, put it away, or put it off',
  middleware: requireAccess('inbox.change'),
  request: { params: idParam, body: { required: true, ...json(noticeChangeSchema, 'What to change, for you') } },
  responses: { 200: json(noticeSchema, 'The notice as it is now'), ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
})

/** Paths with a name stand before the one with an id. */
export function inboxRoutes(): App {
  const app = createRoutes()
  app.openapi(list, async (c) => c.json(await readInbox(c.var.ctx, c.req.valid('query')), 200))
  app.openapi(count, async (c) => c.json(await countInbox(c.var.ctx), 200))
  app.openapi(preferences, async (c) => c.json(await readPreferences(c.var.ctx), 200))
  app.openapi(setPreferences, async (c) => c.json(await changePreferences(c.var.ctx, c.req.valid('json').muted), 200))
  app.openapi(readAll, async (c) => c.json({ read: await readAllNotices(c.var.ctx, c.req.valid('json').kind) }, 200))
  app.openapi(get, async (c) => c.json(await readNotice(c.var.ctx, c.req.valid('param').id), 200))
  app.openapi(change, async (c) => {
    const { id } = c.req.valid('param')
    await changeNotice(c.var.ctx, id, c.req.valid('json'))
    return c.json(await readNotice(c.var.ctx, id), 200)
  })
  return app
}
