// A GitHub App against a stand-in that checks its signature: real keys, real tokens, made for the test.
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { sha } from '#test/fixtures/github/payloads.ts'
import { type GitHubStandIn, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { newApp, type StandInApp } from '#test/stand-ins/github-app.ts'
import { createGitHubClient } from './client.ts'
import { githubCodeHost } from './code-host.ts'
import { type GitHubConnection, openGitHubConnection } from './connection.ts'

let keys: { publicKey: string; privateKey: string }
let github: GitHubStandIn
let app: StandInApp
let clock: number
let connection: GitHubConnection

beforeAll(() => {
  keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    // As GitHub gives them out.
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
})
beforeEach(async () => {
  github = await startGitHubApi()
  app = newApp('123', keys.publicKey)
  github.app = app
  github.addRepository('acme/shop', { isPrivate: true }).branches.set('main', sha('main'))
  github.addRepository('acme/site').branches.set('main', sha('main'))
  app.installations.set('acme/shop', 7)
  clock = Date.now()
  connection = open()
})
afterEach(() => github.close())

function open(change: object = {}): GitHubConnection {
  const options = {
    apiUrl: github.url,
    token: undefined,
    app: { id: '123', privateKey: keys.privateKey },
    retryBaseMs: 1,
    ...change,
  }
  return openGitHubConnection(options, () => clock)
}
const client = () => createGitHubClient({ apiUrl: github.url, token: undefined }, connection)
const asked = (part: string) => github.asked.filter(({ path }) => path.includes(part)).length

test('asks with the token of the installation, which is looked up and asked for once', async () => {
  expect(await client().repository('acme/shop').isPublic()).toBe(false)
  expect(await client().repository('ACME/Shop').isPublic()).toBe(false)
  expect([asked('/installation'), asked('/access_tokens')]).toEqual([2, 1])
  expect(github.asked.at(-1)?.headers.authorization).toBe('token ghs_installation7number1')
  expect(
    connection.budgets
      .list()
      .map(({ key }) => key)
      .sort(),
  ).toEqual(['app', 'installation:7'])
})

test('git gets the same token, and nothing that was used may be shown', async () => {
  expect(await connection.gitPassword('acme/shop')).toBe('ghs_installation7number1')
  await client().repository('acme/shop').isPublic()
  expect(asked('/access_tokens')).toBe(1)
  expect(connection.liveCredentials()).toContain('ghs_installation7number1')
})

test('where it is not installed, the token goes; without one, nothing does', async () => {
  connection = open({ token: github.token })
  expect(await client().repository('acme/site').isPublic()).toBe(true)
  expect(github.asked.at(-1)?.headers.authorization).toBe(`token ${github.token}`)
  expect(await connection.gitPassword('acme/site')).toBe(github.token)
  connection = open()
  expect(await connection.gitPassword('acme/site')).toBeNull()
  expect(await client().repository('acme/site').isPublic()).toBe(true)
  expect(github.asked.at(-1)?.headers.authorization).toBeUndefined()
})

test('an installation that is new is noticed within a minute, and one that is gone at once', async () => {
  expect(await connection.gitPassword('acme/site')).toBeNull()
  app.installations.set('acme/site', 8)
  clock += 61_000
  expect(await connection.gitPassword('acme/site')).toBe('ghs_installation8number1')
  connection = open()
  app.installations.set('acme/shop', 9)
  await connection.gitPassword('acme/shop')
  connection = open()
  app.installations.set('acme/shop', 7)
  await connection.apiFor('acme/shop')
  app.installations.delete('acme/shop')
  await expect(client().repository('acme/shop').isPublic()).rejects.toMatchObject({ code: 'github_not_found' })
  await expect(connection.gitPassword('acme/shop')).resolves.toBeNull()
})

test('a wrong key is said in words that hold no key', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  connection = open({ app: { id: '123', privateKey: other } })
  const error = await connection.gitPassword('acme/shop').catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'github_unauthorized' })
  expect(JSON.stringify(error) + String(error)).not.toContain(other.split('\n')[1])
})

test('deliveries that never arrived are asked for again, and no others', async () => {
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  const told = (id: number, guid: string, status_code: number, minutes: number) => ({
    id,
    guid,
    status_code,
    delivered_at: at(minutes),
  })
  app.deliveries.push(
    ...[told(9, 'a', 502, 1), told(8, 'b', 202, 2), told(7, 'b', 500, 3), told(6, 'c', 503, 3_000)],
    ...[1, 2, 3, 4].map((n) => told(10 + n, 'd', 500, n)),
  )
  const since = new Date(Date.now() - 86_400_000)
  const failed = await githubCodeHost(client()).failedDeliveries({ repositories: [], origin: 'https://dispatch.example', since })
  expect(failed.map(({ guid }) => guid)).toEqual(['a'])
  expect(await failed[0]?.redeliver()).toBe(true)
  expect(app.redelivered).toEqual([9])
  const elsewhere = { repositories: [], origin: 'https://other.example', since }
  expect(await githubCodeHost(client()).failedDeliveries(elsewhere)).toEqual([])
})

test("with a token, a repository's own hook is asked, if it is ours and the token may see it", async () => {
  const asked: string[] = []
  const item = (id: number, guid: string) => ({ id, guid, status_code: 0, delivered_at: new Date().toISOString() })
  const answers: Record<string, unknown> = {
    'GET /repos/acme/shop/hooks': [
      { id: 1, config: { url: 'https://dispatch.example/api/github/webhook' } },
      { id: 2, config: { url: 'https://elsewhere.example/hook' } },
    ],
    'GET /repos/acme/shop/hooks/1/deliveries': [item(5, 'a')],
    'POST /repos/acme/shop/hooks/1/deliveries/5/attempts': {},
  }
  const answer: typeof fetch = async (input, init) => {
    const call = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`
    asked.push(call)
    return call in answers ? Response.json(answers[call]) : Response.json({ message: 'Not Found' }, { status: 404 })
  }
  const host = githubCodeHost(createGitHubClient({ apiUrl: 'https://github.example.com', token: 'ghp_x', fetch: answer }))
  const since = new Date(Date.now() - 86_400_000)
  const failed = await host.failedDeliveries({
    repositories: ['acme/shop', 'acme/site'],
    origin: 'https://dispatch.example',
    since,
  })
  expect(failed.map(({ guid }) => guid)).toEqual(['a'])
  expect(await failed[0]?.redeliver()).toBe(true)
  expect(asked).toEqual([...Object.keys(answers).slice(0, 2), 'GET /repos/acme/site/hooks', ...Object.keys(answers).slice(2)])
})
