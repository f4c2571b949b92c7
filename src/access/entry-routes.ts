// The ways in of people with accounts: taking up an invitation, and setting a password by a link.
import { createRoute } from '@hono/zod-openapi'
import { Invalid } from '../platform/errors.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { acceptAsCaller, acceptWithPassword, readInvitation } from './accept-invitation.ts'
import { authenticateRequest } from './authenticate.ts'
import { isGitHubOn } from './github-provider.ts'
import { toIncomingRequest } from './incoming-request.ts'
import type { LoginThrottles } from './login-throttle.ts'
import {
  acceptedSchema,
  acceptSchema,
  invitationPreviewSchema,
  linkTokenSchema,
  loginMethodsSchema,
  passwordChangeSchema,
  passwordResetSchema,
  sharedPasswordSchema,
} from './member-schemas.ts'
import { requireAccessUnkeyed } from './require-access.ts'
import { changeOwnPassword, resetAccountPassword } from './reset-account-password.ts'
import { giveSessionCookie } from './session-cookies.ts'
import { isSharedPasswordOn, switchSharedPassword } from './shared-password-switch.ts'
import { throttled, visitorOf } from './throttled-entry.ts'

const tags = ['Access']
const done = { 204: { description: 'Done' } }

const methods = createRoute({
  method: 'get',
  path: '/api/auth/methods',
  tags,
  summary: 'How one may log in here',
  responses: { 200: json(loginMethodsSchema, 'The ways in') },
})
const preview = createRoute({
  method: 'post',
  path: '/api/auth/invitation',
  tags,
  summary: 'What an invitation opens',
  request: { body: { required: true, ...json(linkTokenSchema, 'The token of the link') } },
  responses: { 200: json(invitationPreviewSchema, 'The invitation'), ...problems(401, 403, 422, 429) },
})
const accept = createRoute({
  method: 'post',
  path: '/api/auth/invitation/accept',
  tags,
  summary: 'Take up an invitation',
  request: { body: { required: true, ...json(acceptSchema, 'The token, and the password of the account') } },
  responses: {
    200: json(acceptedSchema, 'A member now; without a session before, the cookie is set'),
    ...problems(401, 403, 409, 422, 429),
  },
})
const reset = createRoute({
  method: 'post',
  path: '/api/auth/reset',
  tags,
  summary: 'Set a password by a link',
  request: { body: { required: true, ...json(passwordResetSchema, 'The token of the link, and the new password') } },
  responses: { 204: { description: 'Set and logged in; all earlier sessions ended' }, ...problems(401, 403, 422, 429) },
})
const changePassword = createRoute({
  method: 'post',
  path: '/api/auth/password',
  tags,
  summary: 'Change your own password',
  middleware: requireAccessUnkeyed('session.change'),
  request: { body: { required: true, ...json(passwordChangeSchema, 'The present and the new one') } },
  responses: { 204: { description: 'Changed; your other sessions ended' }, ...problems(401, 403, 409, 422, 429) },
})
const sharedPassword = createRoute({
  method: 'put',
  path: '/api/auth/shared-password',
  tags,
  summary: 'Switch the shared password on or off',
  middleware: requireAccessUnkeyed('owner.manage'),
  request: { body: { required: true, ...json(sharedPasswordSchema, 'On or off') } },
  responses: { ...done, ...problems(401, 403, 409, 422) },
})

export function createEntryRoutes(throttles: LoginThrottles): App {
  const routes = createRoutes()

  routes.openapi(methods, async (c) => {
    const { config, database } = c.get('runtime')
    return c.json(
      { shared_password: await isSharedPasswordOn(database.kysely), email: true as const, github: isGitHubOn(config) },
      200,
    )
  })

  routes.openapi(preview, async (c) => {
    const runtime = c.get('runtime')
    const { account, ...invitation } = await throttled(c, { throttle: throttles.links, method: 'invitation' }, () =>
      readInvitation(runtime, c.req.valid('json').token),
    )
    return c.json(
      {
        workspace: { name: invitation.workspace_name },
        email: invitation.email,
        role: invitation.role,
        expires_at: invitation.expires_at.toISOString(),
        has_account: account !== undefined,
        password: account === undefined || account.password_hash !== null,
        github: isGitHubOn(runtime.config),
      },
      200,
    )
  })

  routes.openapi(accept, async (c) => {
    const runtime = c.get('runtime')
    const { token, password, display_name } = c.req.valid('json')
    const workspaceId = await throttled(c, { throttle: throttles.passwords, method: 'invitation' }, async () => {
      const { workspace_id } = await readInvitation(runtime, token)
      if (password === undefined) {
        if (c.req.header('cookie') === undefined)
          throw new Invalid([{ path: 'password', message: 'is needed without a session' }])
        await acceptAsCaller(await authenticateRequest(runtime, toIncomingRequest(c)), token)
      } else giveSessionCookie(c, await acceptWithPassword(runtime, { token, password }, visitorOf(c, display_name)))
      return workspace_id
    })
    return c.json({ workspace_id: workspaceId }, 200)
  })

  routes.openapi(reset, async (c) => {
    const token = await throttled(c, { throttle: throttles.links, method: 'reset' }, () =>
      resetAccountPassword(c.get('runtime'), c.req.valid('json'), visitorOf(c)),
    )
    giveSessionCookie(c, token)
    return c.body(null, 204)
  })

  routes.openapi(changePassword, async (c) => {
    const { current_password, password } = c.req.valid('json')
    await throttled(c, { throttle: throttles.confirmations, method: 'confirmation' }, () =>
      changeOwnPassword(c.get('ctx'), { currentPassword: current_password, password }),
    )
    return c.body(null, 204)
  })

  routes.openapi(sharedPassword, async (c) => {
    await switchSharedPassword(c.get('ctx'), c.req.valid('json').enabled)
    return c.body(null, 204)
  })

  return routes
}
