import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseConfig } from '#src/platform/config.ts'
import type { Runtime } from '#src/platform/runtime.ts'
import { type TestRuntime, testRuntime, testWorkspace } from '#test/runtime.ts'
import { authenticateRequest } from './authenticate.ts'
import { sealCookie } from './identify-session.ts'
import { isStillValid } from './is-still-valid.ts'
import { logInWithLink, logInWithPassword } from './log-in.ts'
import { createLoginLink, ensureInstallation, resetPassword } from './setup.ts'

let runtime: TestRuntime

beforeAll(async () => {
  runtime = await testRuntime()
})
afterAll(() => runtime.close())
beforeEach(async () => {
  for (const table of ['dispatch_session', 'dispatch_login_link', 'dispatch_setting'] as const) {
    await runtime.database.kysely.deleteFrom(table).execute()
  }
  await rm(inDirectory('initial-password'), { force: true })
})

const startedWith = (environment: Record<string, string>): Runtime => ({
  ...runtime,
  config: parseConfig({ DISPATCH_DATA_DIR: runtime.config.DISPATCH_DATA_DIR, ...environment }),
})

test('a password is made before the first workspace exists, and nobody can log in yet', async () => {
  const { firstPassword = '' } = await ensureInstallation(runtime, { isTty: true })
  await expect(logIn(firstPassword)).rejects.toMatchObject({ status: 401, code: 'not_ready' })
  await testWorkspace(runtime)
  await logIn(firstPassword)
})

const logIn = (password: string) => logInWithPassword(runtime, password, {})
const caller = (token: string) => {
  const headers = new Headers({ cookie: `dispatch_session=${sealCookie(runtime, token)}` })
  return authenticateRequest(runtime, { method: 'GET', path: '/', headers })
}
const inDirectory = (name: string) => join(runtime.config.DISPATCH_DATA_DIR, name)
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

test('the first start makes a password and tells it once', async () => {
  const { firstPassword } = await ensureInstallation(runtime, { isTty: true })
  await logIn(firstPassword ?? '')
  expect(await ensureInstallation(runtime, { isTty: true })).toEqual({})
  await expect(stat(inDirectory('initial-password'))).rejects.toThrow('ENOENT')
  const stored = await runtime.database.kysely.selectFrom('dispatch_setting').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(firstPassword)
})

test('without a terminal the password waits in a file that only its owner can read', async () => {
  await writeFile(inDirectory('initial-password.part'), 'left by a crash', { mode: 0o644 })
  await chmod(runtime.config.DISPATCH_DATA_DIR, 0o755)
  const { firstPassword } = await ensureInstallation(runtime, { isTty: false })
  expect(await readFile(inDirectory('initial-password'), 'utf8')).toBe(`${firstPassword}\n`)
  expect([await mode(inDirectory('initial-password')), await mode(runtime.config.DISPATCH_DATA_DIR)]).toEqual(['600', '700'])
})

test('of two first starts at the same moment one makes the password', async () => {
  const starts = await Promise.all([1, 2].map(() => ensureInstallation(runtime, { isTty: false })))
  const made = starts.flatMap(({ firstPassword }) => firstPassword ?? [])
  expect(made).toHaveLength(1)
  expect(await readFile(inDirectory('initial-password'), 'utf8')).toBe(`${made[0]}\n`)
  await logIn(made[0] ?? '')
})

test('DISPATCH_PASSWORD wins over the stored one; a new one ends all sessions and links, the same one none', async () => {
  const { firstPassword = '' } = await ensureInstallation(runtime, { isTty: true })
  const ctx = await caller(await logIn(firstPassword))
  const link = await createLoginLink(runtime)
  const restarted = startedWith({ DISPATCH_PASSWORD: 'from the environment' })
  expect(await ensureInstallation(restarted)).toEqual({})
  expect(await isStillValid(runtime, ctx)).toBe(false)
  await expect(logIn(firstPassword)).rejects.toMatchObject({ code: 'invalid_credentials' })
  await expect(logInWithLink(runtime, link.url.split('=')[1] ?? '', {})).rejects.toMatchObject({ code: 'invalid_credentials' })
  const revoked = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .selectAll()
    .where('type', '=', 'session.revoked')
    .execute()
  expect(revoked.map((event) => event.subject_id)).toContain(ctx.session?.id)
  const again = await caller(await logIn('from the environment'))
  await ensureInstallation(restarted)
  expect(await isStillValid(runtime, again)).toBe(true)
})

test('a password that the environment once set stays when the variable goes', async () => {
  const withPassword = startedWith({ DISPATCH_PASSWORD: 'from the environment' })
  await ensureInstallation(withPassword)
  expect(await ensureInstallation(runtime, { isTty: true })).toEqual({})
  await logIn('from the environment')
})

test('a reset makes a new password and ends all sessions', async () => {
  const { firstPassword = '' } = await ensureInstallation(runtime, { isTty: false })
  const ctx = await caller(await logIn(firstPassword))
  const { password } = await resetPassword(runtime)
  expect(await isStillValid(runtime, ctx)).toBe(false)
  await expect(logIn(firstPassword)).rejects.toMatchObject({ status: 401 })
  await logIn(password)
})

test('login links and new passwords stand in the audit, whether or not a session ended, and neither shows a secret', async () => {
  const { url } = await createLoginLink(runtime)
  const { password } = await resetPassword(runtime)
  await ensureInstallation(startedWith({ DISPATCH_PASSWORD: 'another one' }))
  const events = await runtime.database.kysely
    .selectFrom('dispatch_event')
    .select(['type', 'actor', 'payload'])
    .where('type', 'in', ['login.link_created', 'account.shared_password'])
    .orderBy('workspace_id')
    .orderBy('seq', 'desc')
    .limit(3)
    .execute()
  expect(events.reverse()).toMatchObject([
    { type: 'login.link_created', actor: { type: 'system' }, payload: { expires_at: expect.any(String) } },
    { type: 'account.shared_password', payload: { password: 'reset' } },
    { type: 'account.shared_password', payload: { password: 'environment' } },
  ])
  const token = url.split('#token=')[1] ?? ''
  for (const secret of [token, password]) expect(JSON.stringify(events)).not.toContain(secret)
})

test('a password that the environment sets cannot be reset', async () => {
  const withPassword = startedWith({ DISPATCH_PASSWORD: 'from the environment' })
  await ensureInstallation(withPassword)
  await expect(resetPassword(withPassword)).rejects.toMatchObject({ code: 'set_by_environment' })
})
