import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type App, createApi } from '#src/platform/http/app.ts'
import { type TestMember, testMember } from '#test/members.ts'
import { request, type TestRuntime, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'
import { type GitHubOAuth, startGitHubOAuth } from '#test/stand-ins/github-oauth.ts'
import { inviteMember } from './invite-member.ts'
import { createAccessRoutes } from './routes.ts'

let github: GitHubOAuth
let runtime: TestRuntime
let home: TestWorkspace
let owner: TestMember
let api: App

beforeAll(async () => {
  const client = { id: 'Iv1.dispatch', secret: 'a secret of the OAuth app' }
  github = await startGitHubOAuth(client)
  runtime = await testRuntime({
    environment: {
      GITHUB_URL: github.url,
      GITHUB_API_URL: github.url,
      GITHUB_OAUTH_CLIENT_ID: client.id,
      GITHUB_OAUTH_CLIENT_SECRET: client.secret,
    },
    fetch,
  })
  home = await testWorkspace(runtime)
  owner = await testMember(runtime, home.id, 'owner')
})
afterAll(async () => {
  await runtime.close()
  await github.close()
})
beforeEach(() => {
  api = createApi(runtime, [createAccessRoutes()])
})

let people = 1000
const someone = (login: string) => ({ id: ++people, login, name: null })
const cookiesOf = (response: Response) =>
  Object.fromEntries(response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]?.split('=', 2) ?? []))
const start = async (body: object = {}, cookie?: string) => {
  const response = await request(api, { method: 'POST', path: '/api/auth/github', body, ...(cookie && { cookie }) })
  return {
    response,
    url: response.status === 200 ? String((await response.clone().json()).url) : '',
    browser: cookiesOf(response).dispatch_github ?? '',
  }
}
/** The browser arrives from a page of another site, as it really does. */
const arrive = async (back: URL, browser: string) => {
  const response = await request(api, {
    path: back.pathname + back.search,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', cookie: `dispatch_github=${browser}` },
  })
  const session = cookiesOf(response).dispatch_session
  return {
    status: response.status,
    location: response.headers.get('location'),
    cookie: session ? `dispatch_session=${session}` : '',
  }
}
const journey = async (body: object = {}, cookie?: string) => {
  const { url, browser } = await start(body, cookie)
  return arrive(await github.consent(url), browser)
}
const invitation = async (email: string) => (await inviteMember(owner.person(), { email, role: 'member' })).token
const whoIs = async (cookie: string) => (await request(api, { path: '/api/auth/session', cookie })).json()
const users = async () => (await runtime.database.kysely.selectFrom('dispatch_user').select('id').execute()).length

test('an invitation taken up through GitHub is an account without a password, and GitHub is its way in', async () => {
  github.person = { ...someone('grace'), name: 'Grace Hopper' }
  const joined = await journey({ invitation: await invitation('grace@example.com') })
  expect(joined).toMatchObject({ status: 303, location: '/' })
  expect(await whoIs(joined.cookie)).toMatchObject({
    actor: { name: 'Grace Hopper' },
    role: 'member',
    account: { email: 'grace@example.com', has_password: false, github: 'grace' },
  })
  github.person = { ...github.person, login: 'amazing-grace' }
  const again = await journey()
  expect(await whoIs(again.cookie)).toMatchObject({ actor: { name: 'Grace Hopper' }, account: { github: 'amazing-grace' } })
  expect(again.cookie).not.toBe(joined.cookie)
  const confirmed = await request(api, {
    method: 'POST',
    path: '/api/auth/confirm',
    body: { password: 'x' },
    cookie: again.cookie,
  })
  expect([confirmed.status, (await confirmed.json()).code]).toEqual([401, 'no_password'])
})

test('a login ends on the page that it began for, and only on one of our own', async () => {
  github.person = someone('page')
  await journey({ invitation: await invitation('page@example.com') })
  expect(await journey({ next: '/issues/DISPATCH-7?tab=runs' })).toMatchObject({
    status: 303,
    location: '/issues/DISPATCH-7?tab=runs',
  })
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/login',
    '',
  ]) {
    const { response } = await start({ next })
    expect(response.status, next).toBe(422)
    expect(await response.json()).toMatchObject({ errors: [{ path: 'next' }] })
  }
})

test('the address of GitHub carries the challenge and the state, no scope, and no secret', async () => {
  const { url } = await start()
  const query = Object.fromEntries(new URL(url).searchParams)
  expect(query).toMatchObject({
    client_id: 'Iv1.dispatch',
    redirect_uri: 'http://127.0.0.1:3002/api/auth/github/callback',
    code_challenge_method: 'S256',
  })
  expect([query.scope, url.includes('secret'), query.code_challenge?.length]).toEqual([undefined, false, 43])
  const rows = await runtime.database.kysely.selectFrom('dispatch_oauth_attempt').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(query.state)
})

test('somebody whom GitHub knows and nobody here does gets no account', async () => {
  github.person = someone('stranger')
  const before = await users()
  expect(await journey()).toMatchObject({ location: '/login?error=no_account', cookie: '' })
  expect(await users()).toBe(before)
})

test('a return counts once, within ten minutes, and in the browser that began it', async () => {
  github.person = someone('linus')
  await journey({ invitation: await invitation('linus@example.com') })
  const refused = { location: '/login?error=invalid_state', cookie: '' }
  const { url, browser } = await start()
  const back = await github.consent(url)
  const other = await start()
  expect(await arrive(back, other.browser)).toMatchObject(refused)
  expect(await arrive(back, '')).toMatchObject(refused)
  expect((await arrive(back, browser)).cookie).not.toBe('')
  expect(await arrive(back, browser)).toMatchObject(refused)
  const late = await start()
  runtime.advance(600)
  expect(await arrive(await github.consent(late.url), late.browser)).toMatchObject(refused)
})

test('of returns at the same moment one logs in', async () => {
  github.person = someone('margaret')
  await journey({ invitation: await invitation('margaret@example.com') })
  const { url, browser } = await start()
  const back = await github.consent(url)
  const arrivals = await Promise.all([1, 2, 3, 4].map(() => arrive(back, browser)))
  expect(arrivals.filter(({ cookie }) => cookie !== '')).toHaveLength(1)
})

test.each(['', 'x', 'dso_forged', `dso_${'A'.repeat(43)}`])('a forged state %j opens nothing', async (state) => {
  const { url, browser } = await start()
  const back = await github.consent(url)
  back.searchParams.set('state', state)
  expect(await arrive(back, browser)).toMatchObject({ location: '/login?error=invalid_state', cookie: '' })
})

test('a code of another journey, a denial, and an answer of another server open nothing', async () => {
  github.person = someone('alan')
  await journey({ invitation: await invitation('alan@example.com') })
  const [mine, victim] = [await start(), await start()]
  const back = await github.consent(mine.url)
  back.searchParams.set('code', (await github.consent(victim.url)).searchParams.get('code') ?? '')
  expect(await arrive(back, mine.browser)).toMatchObject({ location: '/login?error=github_refused', cookie: '' })
  const denied = await start()
  const no = await github.consent(denied.url)
  no.searchParams.delete('code')
  no.searchParams.set('error', 'access_denied')
  expect(await arrive(no, denied.browser)).toMatchObject({ location: '/login?error=github_refused', cookie: '' })
  const mixed = await start()
  const foreign = await github.consent(mixed.url)
  foreign.searchParams.set('iss', 'https://evil.example')
  expect(await arrive(foreign, mixed.browser)).toMatchObject({ location: '/login?error=github_refused', cookie: '' })
})

test('an address that has an account is not given to a GitHub account; its owner adds GitHub when logged in', async () => {
  const known = await testMember(runtime, home.id, 'viewer')
  const other = await testWorkspace(runtime)
  const elsewhere = await testMember(runtime, other.id, 'owner')
  const { token } = await inviteMember(elsewhere.person(), { email: known.email, role: 'admin' })
  github.person = someone('intruder')
  expect(await journey({ invitation: token })).toMatchObject({ location: '/login?error=account_exists', cookie: '' })
  github.person = someone('known')
  const cookie = await known.cookie()
  expect(await journey({ link: true }, cookie)).toMatchObject({ location: '/', cookie: '' })
  expect(await whoIs(cookie)).toMatchObject({ account: { github: 'known', has_password: true } })
  expect((await whoIs((await journey()).cookie)).actor.id).toBe(known.id)
  const second = await testMember(runtime, home.id, 'viewer')
  expect(await journey({ link: true }, await second.cookie())).toMatchObject({ location: '/login?error=github_taken' })
})

test('the shared password has no account to add GitHub to, and a link needs a session', async () => {
  expect((await start({ link: true }, await home.sessionCookie())).response.status).toBe(409)
  expect((await start({ link: true })).response.status).toBe(401)
  expect((await start({ invitation: 'dsi_unknown' })).response.status).toBe(401)
})

test('a session that ended on the way gets nothing added', async () => {
  const person = await testMember(runtime, home.id, 'viewer')
  const cookie = await person.cookie()
  github.person = someone('late')
  const { url, browser } = await start({ link: true }, cookie)
  await request(api, { method: 'POST', path: '/api/auth/logout', cookie })
  expect(await arrive(await github.consent(url), browser)).toMatchObject({ location: '/login?error=session_ended' })
})

test('journeys are not begun without end from one address', async () => {
  const statuses = await Promise.all(Array.from({ length: 32 }, async () => (await start()).response.status))
  expect(statuses.filter((status) => status === 429)).toHaveLength(2)
})

test('another site cannot begin a login, and without configuration there is none', async () => {
  const foreign = await request(api, {
    method: 'POST',
    path: '/api/auth/github',
    body: {},
    headers: { origin: 'https://evil.example' },
  })
  expect(foreign.status).toBe(403)
  const plain = await testRuntime()
  try {
    const other = createApi(plain, [createAccessRoutes()])
    const response = await request(other, { method: 'POST', path: '/api/auth/github', body: {} })
    expect([response.status, (await response.json()).code]).toEqual([409, 'github_login_disabled'])
  } finally {
    await plain.close()
  }
})
