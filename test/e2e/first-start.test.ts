// The first start and what whoever reads the data directory may do: the first password, login links, one server per directory.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { type Launched, launch } from './kit/launcher.ts'

let dispatch: Dispatch
beforeAll(async () => {
  // An empty variable counts as unset.
  dispatch = await startDispatch({ isFirstStart: true, environment: { DISPATCH_PASSWORD: '' } })
})
afterAll(() => dispatch?.stop())
showLogsOfFailures(() => dispatch)

/** Another `dispatch …` on the same data directory, in a folder without a configuration file. */
function command(...args: string[]): Launched {
  const environment = { PATH: process.env.PATH ?? '', DISPATCH_DATA_DIR: dispatch.dataDirectory, PORT: '0' }
  return launch(args, { environment, cwd: '/' })
}

async function outputOf(...args: string[]): Promise<{ code: number | null; output: string }> {
  const launched = command(...args)
  const code = await launched.exit
  return { code, output: launched.output() }
}

function logIn(password: string) {
  return dispatch.api.call('POST', '/api/auth/login', { password, display_name: 'Tester' }, { key: null })
}

const sessionOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? ''

function whoAmI(cookie: string) {
  return dispatch.api.call<{ actor: { name: string } }>('GET', '/api/auth/session', undefined, { key: null, headers: { cookie } })
}

test('without a terminal and a password, the first password waits in a private file until the first login', async () => {
  const file = join(dispatch.dataDirectory, 'initial-password')
  const password = readFileSync(file, 'utf8').trim()
  expect(password.length).toBeGreaterThanOrEqual(12)
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  expect((statSync(dispatch.dataDirectory).mode & 0o777).toString(8)).toBe('700')
  expect(dispatch.logs()).toContain(file)
  expect(dispatch.logs()).not.toContain(password)
  expect(dispatch.logs()).not.toContain('#token=')

  expect((await logIn('not the password')).status).toBe(401)
  expect(existsSync(file)).toBe(true)
  const login = await logIn(password)
  expect(login.status).toBe(204)
  expect(existsSync(file)).toBe(false)
  expect(login.headers.getSetCookie()[0]).toMatch(/^dispatch_session=[^;]+;.*HttpOnly.*$/)
  expect(login.headers.getSetCookie()[0]).toMatch(/SameSite=(Lax|Strict)/)
  expect((await whoAmI(sessionOf(login.headers))).body.actor.name).toBe('Tester')
  expect((await logIn(password)).status).toBe(204)
})

test('every other file of the data directory is for its owner only', () => {
  for (const name of ['secret-key', 'local-admin.json']) {
    expect((statSync(join(dispatch.dataDirectory, name)).mode & 0o077).toString(8), name).toBe('0')
  }
})

test('a second server on the same data directory is refused with a clear message, and the first goes on', async () => {
  const { code, output } = await outputOf('start', '--api-only')
  expect(code).toBe(5)
  expect(output).toContain(dispatch.dataDirectory)
  expect(output).toMatch(/another|already|in use/i)
  expect(output).not.toMatch(/\n\s+at /)
  expect((await dispatch.api.call('GET', '/api/ready')).status).toBe(200)
})

test('login-link prints a link that logs in once', async () => {
  const { code, output } = await outputOf('login-link')
  expect(code).toBe(0)
  const [, origin, token] = /^(http:\/\/\S+)\/login#token=(\S+)\n$/.exec(output) ?? []
  expect(origin).toBe(dispatch.origin)
  const use = () => dispatch.api.call('POST', '/api/auth/link', { token, display_name: 'By link' }, { key: null })
  const login = await use()
  expect(login.status).toBe(204)
  expect((await whoAmI(sessionOf(login.headers))).body.actor.name).toBe('By link')
  expect((await use()).status).toBe(401)
})

test('a link that is too old logs nobody in', async () => {
  const { output } = await outputOf('login-link')
  await dispatch.advance(15 * 60 + 1)
  const token = output.trim().split('#token=')[1]
  expect((await dispatch.api.call('POST', '/api/auth/link', { token }, { key: null })).status).toBe(401)
})

test('reset-password replaces the password and ends every session', async () => {
  const cookie = sessionOf((await dispatch.api.call('POST', '/api/auth/link', await freshLink(), { key: null })).headers)
  expect((await whoAmI(cookie)).status).toBe(200)
  const { code, output } = await outputOf('reset-password')
  expect(code).toBe(0)
  expect((await whoAmI(cookie)).status).toBe(401)
  expect((await logIn(output.trim())).status).toBe(204)
})

async function freshLink(): Promise<{ token: string | undefined; display_name: string }> {
  const { output } = await outputOf('login-link')
  return { token: output.trim().split('#token=')[1], display_name: 'Tester' }
}

test('a port that is taken and a configuration that is wrong are said in one sentence each', async () => {
  const { port } = new URL(dispatch.origin)
  const environment = { PATH: process.env.PATH ?? '', DISPATCH_DATA_DIR: join(dispatch.dataDirectory, 'another') }
  const taken = launch(['start', '--api-only'], { environment: { ...environment, PORT: port }, cwd: '/' })
  const wrong = launch(['start'], { environment: { ...environment, PORT: 'many', DISPATCH_API_KEY: 'short' }, cwd: '/' })
  expect([await taken.exit, await wrong.exit]).toEqual([1, 2])
  // Noticed before anything was opened or made.
  expect(existsSync(join(dispatch.dataDirectory, 'another'))).toBe(false)
  expect(taken.output()).toContain(`Another program listens on port ${port}`)
  expect(wrong.output()).toContain('PORT: must be a port number')
  expect(wrong.output()).toContain('DISPATCH_API_KEY: must have at least 24 characters')
  expect(`${taken.output()}${wrong.output()}`).not.toMatch(/\n\s+at /)
})

test('the commands say so when no server runs', async () => {
  await dispatch.kill9()
  const { code, output } = await outputOf('login-link')
  expect(code).toBe(6)
  expect(output).toContain('dispatch start')
  await dispatch.restart()
})
