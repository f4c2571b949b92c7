// Access, settings, fixes and the guide in the preview API.
import { Hono } from 'hono'
import { settings } from '#src/platform/config-settings.ts'
import { pageOf, passes, problem } from './respond.ts'
import { createState, findIssue, me, type PreviewState } from './state.ts'
import { ago } from './workspace-data.ts'

export function restApi(state: PreviewState): Hono {
  const app = new Hono()
  addAuth(app, state)
  addSettings(app, state)
  addGuide(app, state)
  app.get('/api/health', (c) =>
    c.json({ status: 'ok', version: '0.1.0', test_clock: state.testClock, now: new Date().toISOString() }),
  )
  app.get('/api/issues/:id/fix', (c) =>
    c.json({ items: state.fixes.filter((fix) => fix.issue_id === findIssue(state, c.req.param('id'))?.id), next_cursor: null }),
  )
  app.get('/api/fixes', (c) => {
    const counts: Record<string, number> = {}
    for (const fix of state.fixes) counts[fix.state] = (counts[fix.state] ?? 0) + 1
    return c.json({
      ...pageOf(
        state.fixes.filter((fix) => passes(c, 'state', fix.state)),
        c,
      ),
      counts,
    })
  })
  return app
}

function addAuth(app: Hono, state: PreviewState): void {
  const session = () => ({
    actor: { ...me, name: state.nameNeeded ? '' : me.name },
    workspace: state.workspaces.find(({ id }) => id === state.workspaceId),
    role: state.role,
    account: state.account,
    shared_password: state.account === null,
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    scopes: ['read', 'write', 'agent', 'admin', 'deploy'],
    csrf: 'none',
    name_needed: state.nameNeeded,
    password_fresh: state.passwordFresh,
  })
  app.get('/api/auth/session', (c) =>
    state.session === 'open'
      ? c.json(session())
      : problem(c, 401, 'unauthorized', 'Log in, or send an API key as a bearer token.'),
  )
  app.post('/api/auth/login', async (c) => {
    const body = await c.req.json()
    if (body.password === 'slow down') return problem(c, 429, 'throttled', 'Too many attempts. Wait 20 seconds.')
    if (body.password !== 'preview') return problem(c, 401, 'invalid_credentials', 'That is not the password.')
    if (!body.email && !state.loginMethods.shared_password)
      return problem(c, 401, 'shared_password_off', 'The shared password is switched off. Log in with your e-mail address.')
    state.session = 'open'
    return c.body(null, 204)
  })
  app.post('/api/auth/link', async (c) => {
    if ((await c.req.json()).token !== 'good')
      return problem(
        c,
        401,
        'invalid_link',
        'The link was used or is older than 15 minutes. Run `npx dispatch login-link` for a new one.',
      )
    state.session = 'open'
    state.nameNeeded = true
    return c.body(null, 204)
  })
  app.patch('/api/auth/session', async (c) => {
    const { workspace_id: workspaceId } = await c.req.json()
    if (workspaceId) state.workspaceId = workspaceId
    else state.nameNeeded = false
    return c.json(session())
  })
  app.post('/api/auth/logout', (c) => {
    state.session = 'none'
    return c.body(null, 204)
  })
  app.post('/api/auth/confirm', async (c) => {
    if ((await c.req.json()).password !== 'preview') return problem(c, 401, 'invalid_credentials', 'That is not the password.')
    state.passwordFresh = true
    return c.body(null, 204)
  })
  app.use('/api/*', async (c, next) => {
    const isOpen = c.req.path.startsWith('/api/auth') || c.req.path.startsWith('/api/preview') || c.req.path === '/api/health'
    return state.session === 'open' || isOpen
      ? next()
      : problem(c, 401, 'unauthorized', 'Log in, or send an API key as a bearer token.')
  })
  /** Everything as at the start. Open streams stay open and hear nothing of it. */
  app.post('/api/preview/reset', async (c) => {
    const { listeners, emit } = state
    Object.assign(state, createState(await c.req.json()), { listeners, emit })
    return c.body(null, 204)
  })
  /** Puts the preview into a situation: `{session:'none'}`, `{testClock:true}`. */
  app.post('/api/preview', async (c) => {
    const { policy, ...situation } = await c.req.json()
    Object.assign(state, situation)
    Object.assign(state.policy, policy)
    return c.body(null, 204)
  })
}

function addSettings(app: Hono, state: PreviewState): void {
  const workspace = () => ({
    ...(state.workspaces.find(({ id }) => id === state.workspaceId) ?? {}),
    prefix_aliases: [],
    created_at: ago(40_000),
    role: state.role,
    policy: state.policy,
  })
  app.get('/api/workspaces', (c) =>
    c.json({
      items: [
        ...state.workspaces,
        ...(state.demo === 'none'
          ? []
          : [{ ...workspace(), id: 'wsp_demo', name: 'Demo', prefix: 'DEMO', is_demo: true, is_default: false }]),
      ],
      next_cursor: null,
    }),
  )
  app.get('/api/workspaces/current', (c) => c.json(workspace()))
  app.patch('/api/workspaces/current', async (c) => {
    const body = await c.req.json()
    if (typeof body.policy?.day_budget_usd === 'number' && body.policy.day_budget_usd < 0)
      return problem(c, 422, 'invalid', 'policy.day_budget_usd: must be at least 0', {
        errors: [{ path: 'policy.day_budget_usd', message: 'must be at least 0' }],
      })
    Object.assign(state.policy, body.policy)
    const { policy: _, stop_running: __, ...named } = body
    Object.assign(state.workspaces.find(({ id }) => id === state.workspaceId) ?? {}, named)
    state.emit('workspace.updated', null)
    return c.json(workspace())
  })
  app.get('/api/settings', (c) => {
    const set = new Set<string>(['DISPATCH_PASSWORD', 'ANTHROPIC_API_KEY', 'GITHUB_TOKEN', 'SENTRY_CLIENT_SECRET'])
    const items = settings.map(({ scope: _, ...item }) => ({
      ...item,
      is_set: set.has(item.name),
      source: set.has(item.name) ? 'environment' : 'default',
    }))
    return c.json({ items })
  })
  app.get('/api/keys', (c) => c.json({ items: state.keys, next_cursor: null }))
  app.post('/api/keys', async (c) => {
    const body = await c.req.json()
    const key = {
      id: `key_${state.keys.length + 1}`,
      name: body.name,
      scopes: body.scopes,
      agent: null,
      created_by: me,
      hint: 'dsp_…9x1c',
      created_at: new Date().toISOString(),
      last_used_at: null,
      revoked_at: null,
    }
    state.keys.push(key as never)
    return c.json({ ...key, key: 'dsp_preview_0123456789abcdefghij9x1c' }, 201)
  })
  app.delete('/api/keys/:id', (c) => {
    state.keys = state.keys.filter((key) => key.id !== c.req.param('id'))
    return c.body(null, 204)
  })
}

function addGuide(app: Hono, state: PreviewState): void {
  app.get('/api/guide', (c) =>
    c.json({
      demo: { state: state.demo, workspace_id: state.demo === 'none' ? null : 'wsp_demo' },
      repository: { connected: !state.empty, name: state.empty ? null : 'acme/shop' },
      agent: {
        ready: !state.empty,
        reason: state.empty ? 'no_model_credential' : 'ready',
        detail: state.empty ? 'Found claude 2.1.330 (pinned), no credential.' : 'claude 2.1.330 with ANTHROPIC_API_KEY',
      },
      errors: {
        connected: !state.empty,
        reason: state.empty ? 'no_public_url' : 'webhook',
        webhook_url: 'http://127.0.0.1:3002/api/sentry/webhook',
        polling: false,
      },
    }),
  )
  app.post('/api/demo', (c) => {
    state.demo = 'running'
    return c.json({ workspace_id: 'wsp_demo' }, 201)
  })
  app.delete('/api/demo', (c) => {
    state.demo = 'none'
    return c.body(null, 204)
  })
}
