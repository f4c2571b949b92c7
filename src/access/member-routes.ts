// The people of the workspace, and the invitations that bring them in.
import { createRoute } from '@hono/zod-openapi'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { changeRole, removeMember } from './change-membership.ts'
import { inviteMember, revokeInvitation } from './invite-member.ts'
import { listInvitations, listMembers } from './list-access.ts'
import {
  createdInvitationSchema,
  invitationPageSchema,
  inviteSchema,
  memberPageSchema,
  memberSchema,
  passwordLinkSchema,
  roleChangeSchema,
} from './member-schemas.ts'
import { requireAccess } from './require-access.ts'
import { makePasswordReset } from './reset-account-password.ts'
import { ownOrigin } from './session-cookies.ts'
import { isSharedPasswordOn } from './shared-password-switch.ts'
import { toInvitation, toMember } from './to-view.ts'

const tags = ['Members']

const list = createRoute({
  method: 'get',
  path: '/api/members',
  tags,
  summary: 'List members',
  middleware: requireAccess('member.read'),
  request: { query: pageQuery },
  responses: { 200: json(memberPageSchema, 'In the order in which they joined'), ...problems(401, 403, 422) },
})
const change = createRoute({
  method: 'patch',
  path: '/api/members/{id}',
  tags,
  summary: 'Change the role of a member',
  middleware: requireAccess('member.manage'),
  request: { params: idParam, body: { required: true, ...json(roleChangeSchema, 'The new role') } },
  responses: { 200: json(memberSchema, 'The member'), ...problems(401, 403, 404, 409, 422) },
})
const remove = createRoute({
  method: 'delete',
  path: '/api/members/{id}',
  tags,
  summary: 'Remove a member, or leave',
  middleware: requireAccess('member.read'),
  request: { params: idParam },
  responses: { 204: { description: 'Gone; their sessions and open streams here end' }, ...problems(401, 403, 404, 409) },
})
const resetLink = createRoute({
  method: 'post',
  path: '/api/members/{id}/password-link',
  tags,
  summary: 'Make a one-time link with which a member sets a new password',
  middleware: requireAccess('member.manage'),
  request: { params: idParam },
  responses: { 201: json(passwordLinkSchema, 'The link, shown once'), ...problems(401, 403, 404, 409) },
})
const invitations = createRoute({
  method: 'get',
  path: '/api/invitations',
  tags,
  summary: 'List invitations',
  middleware: requireAccess('member.manage'),
  request: { query: pageQuery },
  responses: { 200: json(invitationPageSchema, 'Newest first'), ...problems(401, 403, 422) },
})
const invite = createRoute({
  method: 'post',
  path: '/api/invitations',
  tags,
  summary: 'Invite somebody by e-mail address',
  middleware: requireAccess('member.manage'),
  request: { body: { required: true, ...json(inviteSchema, 'Who, and as what') } },
  responses: { 201: json(createdInvitationSchema, 'The invitation; its link is shown once'), ...problems(401, 403, 409, 422) },
})
const withdraw = createRoute({
  method: 'delete',
  path: '/api/invitations/{id}',
  tags,
  summary: 'Revoke an open invitation',
  middleware: requireAccess('member.manage'),
  request: { params: idParam },
  responses: { 204: { description: 'Its link opens nothing any more' }, ...problems(401, 403, 404) },
})

export function createMemberRoutes(): App {
  const routes = createRoutes()

  routes.openapi(list, async (c) => {
    const ctx = c.get('ctx')
    const { items, next_cursor } = await listMembers(ctx, c.req.valid('query'))
    const shared_password = await isSharedPasswordOn(ctx.db)
    return c.json({ items: items.map((row) => toMember(ctx, row)), next_cursor, shared_password }, 200)
  })

  routes.openapi(change, async (c) => {
    const ctx = c.get('ctx')
    return c.json(toMember(ctx, await changeRole(ctx, { userId: c.req.valid('param').id, ...c.req.valid('json') })), 200)
  })

  routes.openapi(remove, async (c) => {
    await removeMember(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })

  routes.openapi(resetLink, async (c) => {
    const { token, expiresAt } = await makePasswordReset(c.get('ctx'), c.req.valid('param').id)
    c.set('answerIsSecret', true)
    return c.json({ url: `${ownOrigin(c)}/reset#token=${token}`, expires_at: expiresAt.toISOString() }, 201)
  })

  routes.openapi(invitations, async (c) => {
    const ctx = c.get('ctx')
    const { items, next_cursor } = await listInvitations(ctx, c.req.valid('query'))
    return c.json({ items: items.map((row) => toInvitation(ctx, row)), next_cursor }, 200)
  })

  routes.openapi(invite, async (c) => {
    const ctx = c.get('ctx')
    const { row, token } = await inviteMember(ctx, c.req.valid('json'))
    c.set('answerIsSecret', true)
    return c.json({ ...toInvitation(ctx, row), url: `${ownOrigin(c)}/invite#token=${token}` }, 201)
  })

  routes.openapi(withdraw, async (c) => {
    await revokeInvitation(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })

  return routes
}
