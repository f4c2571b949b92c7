// Accounts over HTTP: a workspace with an owner, and what visitors and members do with invitations, passwords and sessions.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createAccessRoutes } from '#src/access/routes.ts'
import type { Role } from '#src/platform/context.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { must } from '#src/platform/must.ts'
import { type TestMember, testMember } from '#test/members.ts'
import { request, type TestRequest, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'

export const newPassword = 'long enough for anyone'

/** Opened before the tests of a file and closed after them; the throttles are new for each. */
export function accountsKit() {
  let opened: { runtime: TestRuntime; home: TestWorkspace; owner: TestMember } | undefined
  let api: App | undefined
  const world = () => must(opened, 'the tests have not begun')
  beforeAll(async () => {
    const runtime = await testRuntime()
    const home = await testWorkspace(runtime)
    opened = { runtime, home, owner: await testMember(runtime, home.id, 'owner') }
  })
  afterAll(() => opened?.runtime.close())
  beforeEach(() => {
    api = createApi(world().runtime, [createAccessRoutes()])
  })
  const send = async (call: TestRequest) => {
    const response = await request(must(api, 'the tests have not begun'), call)
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : undefined, cookie: cookieOf(response) }
  }
  const post = (path: string, body: unknown, cookie?: string) => send({ method: 'POST', path, body, ...(cookie && { cookie }) })
  return {
    get runtime() {
      return world().runtime
    },
    get home() {
      return world().home
    },
    get owner() {
      return world().owner
    },
    send,
    post,
    member: (role: Role | null, workspace = world().home) => testMember(world().runtime, workspace.id, role),
    invite: async (email: string, role: Role = 'member', cookie?: string) => {
      const answer = await post('/api/invitations', { email, role }, cookie ?? (await world().owner.cookie()))
      return { ...answer, token: String(answer.body.url).split('#token=')[1] ?? '' }
    },
    accept: (token: string, more: object = {}, cookie?: string) =>
      post('/api/auth/invitation/accept', { token, password: newPassword, ...more }, cookie),
    session: async (cookie: string) => (await send({ path: '/api/auth/session', cookie })).body,
    events: (type: string) =>
      world()
        .runtime.database.kysely.selectFrom('dispatch_event')
        .selectAll()
        .where('type', '=', type)
        .orderBy('seq', 'desc')
        .execute(),
  }
}

function cookieOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith('dispatch_session='))
  return cookie?.split(';')[0] ?? ''
}
