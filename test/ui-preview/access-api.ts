// Accounts, members, invitations, workspaces and the audit log in the preview API.
import { type Context, Hono } from 'hono'
import { auditEntries, type Member } from './access-data.ts'
import { pageOf, passes, problem } from './respond.ts'
import type { PreviewState } from './state.ts'

const lastOwner = 'The workspace would have no owner. Make someone else an owner first.'

export function accessApi(state: PreviewState): Hono {
  const app = new Hono()
  app.use('/api/*', async (c, next) => (c.req.method === 'GET' ? next() : (refuseViewer(c, state) ?? next())))
  addEntry(app, state)
  addMembers(app, state)
  addInvitations(app, state)
  app.get('/api/auth/sessions', (c) => c.json({ items: state.openSessions, next_cursor: null }))
  app.delete('/api/auth/sessions/:id', (c) => {
    state.openSessions = state.openSessions.filter(({ id }) => id !== c.req.param('id'))
    return c.body(null, 204)
  })
  app.get('/api/audit', (c) =>
    isAdmin(state)
      ? c.json(
          pageOf(
            auditEntries.filter(({ type, actor }) => passes(c, 'type', type, type.split('.')[0]) && passes(c, 'actor', actor.id)),
            c,
          ),
        )
      : problem(c, 403, 'missing_role', 'audit.read needs the role admin.'),
  )
  app.post('/api/workspaces', async (c) => {
    const { name, prefix } = await c.req.json()
    if (prefix === 'DISPATCH')
      return problem(c, 409, 'workspace_exists', `There is already a workspace with the prefix ${prefix}.`)
    const created = { id: 'wsp_new', name, prefix, is_demo: false, is_default: false, role: 'owner' as const }
    state.workspaces.push(created)
    return c.json({ ...created, prefix_aliases: [], policy: state.policy, created_at: new Date().toISOString() }, 201)
  })
  app.delete('/api/workspaces/current', async (c) => {
    const { confirm } = await c.req.json()
    const current = state.workspaces.find(({ id }) => id === state.workspaceId)
    if (confirm !== current?.name) return problem(c, 422, 'invalid', 'confirm: must be the name of the workspace')
    state.workspaces = state.workspaces.filter((workspace) => workspace !== current)
    state.workspaceId = 'wsp_default'
    return c.body(null, 204)
  })
  return app
}

const isAdmin = ({ role }: PreviewState) => role === 'admin' || role === 'owner'

/** A viewer changes nothing but how they themselves come in. */
function refuseViewer(c: Context, { role }: PreviewState) {
  const isOwn = c.req.path.startsWith('/api/auth') || c.req.path.startsWith('/api/preview') || c.req.path.startsWith('/api/inbox')
  return role === 'viewer' && !isOwn ? problem(c, 403, 'missing_role', 'This needs the role member. You are viewer.') : null
}

function addEntry(app: Hono, state: PreviewState): void {
  app.get('/api/auth/methods', (c) => c.json(state.loginMethods))
  app.post('/api/auth/invitation', async (c) => {
    const { token } = await c.req.json()
    if (token === 'slow') return problem(c, 429, 'too_many_logins', 'Too many attempts.')
    if (!['new', 'known'].includes(token)) return problem(c, 401, 'invalid_invitation', 'This invitation was used.')
    const expires = new Date(Date.now() + 86_400_000).toISOString()
    const about = { workspace: { name: 'Acme' }, email: 'jules@acme.dev', role: 'member', expires_at: expires }
    return c.json({ ...about, has_account: token === 'known', password: true, github: state.loginMethods.github })
  })
  app.post('/api/auth/invitation/accept', async (c) => {
    const { token, password } = await c.req.json()
    if (token === 'known' && password !== undefined && password !== 'preview')
      return problem(c, 401, 'invalid_credentials', 'This address has an account already, and its password is another one.')
    state.session = 'open'
    return c.json({ workspace_id: 'wsp_default' })
  })
  app.post('/api/auth/reset', async (c) => {
    const { token } = await c.req.json()
    if (token !== 'good') return problem(c, 401, 'invalid_link', 'This link was used before or is too old.')
    state.session = 'open'
    return c.body(null, 204)
  })
  app.post('/api/auth/password', async (c) => {
    const { current_password: current } = await c.req.json()
    return current === 'preview' ? c.body(null, 204) : problem(c, 401, 'invalid_credentials', 'The password is wrong.')
  })
  app.post('/api/auth/github', (c) => c.json({ url: new URL('/login?error=no_account', c.req.url).href }))
  app.put('/api/auth/shared-password', async (c) => {
    state.loginMethods.shared_password = (await c.req.json()).enabled
    return c.body(null, 204)
  })
}

function addMembers(app: Hono, state: PreviewState): void {
  const find = (id: string) => state.members.find((member) => member.id === id)
  const wouldOrphan = (member: Member) =>
    member.role === 'owner' && state.members.filter(({ role }) => role === 'owner').length <= 1
  app.get('/api/members', (c) =>
    state.membersAnswer === 'broken'
      ? problem(c, 429, 'throttled', 'Too many requests. Wait a little.')
      : c.json({ ...pageOf(state.members, c), shared_password: state.loginMethods.shared_password }),
  )
  app.patch('/api/members/:id', async (c) => {
    const member = find(c.req.param('id'))
    if (!member) return problem(c, 404, 'not_found', 'No such member.')
    const { role } = await c.req.json()
    if (role !== 'owner' && wouldOrphan(member)) return problem(c, 409, 'last_owner', lastOwner)
    member.role = role
    return c.json(member)
  })
  app.delete('/api/members/:id', (c) => {
    const member = find(c.req.param('id'))
    if (!member) return problem(c, 404, 'not_found', 'No such member.')
    if (wouldOrphan(member)) return problem(c, 409, 'last_owner', lastOwner)
    state.members = state.members.filter((other) => other !== member)
    return c.body(null, 204)
  })
  app.post('/api/members/:id/password-link', (c) => {
    const expires = new Date(Date.now() + 86_400_000).toISOString()
    return c.json({ url: 'http://127.0.0.1:4100/reset#token=good', expires_at: expires }, 201)
  })
}

function addInvitations(app: Hono, state: PreviewState): void {
  app.get('/api/invitations', (c) =>
    isAdmin(state) ? c.json(pageOf(state.invitations, c)) : problem(c, 403, 'missing_role', 'This needs the role admin.'),
  )
  app.post('/api/invitations', async (c) => {
    const { email, role } = await c.req.json()
    if (state.members.some((member) => member.email === email))
      return problem(
        c,
        409,
        'already_member',
        'Somebody with this e-mail address is a member already. Change their role instead.',
      )
    const first = state.invitations[0]
    if (!first) return problem(c, 404, 'not_found', 'The preview has no invitation to copy.')
    const created = { ...first, id: `inv_${state.invitations.length + 1}`, email, role, state: 'open' as const }
    state.invitations.unshift(created)
    return c.json({ ...created, url: 'http://127.0.0.1:4100/invite#token=new' }, 201)
  })
  app.delete('/api/invitations/:id', (c) => {
    const found = state.invitations.find(({ id }) => id === c.req.param('id'))
    if (found) found.state = 'revoked'
    return c.body(null, 204)
  })
}
