// Which password git gets, and where it goes.
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '#src/platform/config.ts'
import { reachRemote } from '#src/runner/git/reach-remote.ts'
import { type GitHubStandIn, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { newApp } from '#test/stand-ins/github-app.ts'
import { accessOf, openGitHub } from './repository-access.ts'

let github: GitHubStandIn
let privateKey: string
beforeAll(async () => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  github = await startGitHubApi()
  github.app = newApp('123', keys.publicKey.export({ type: 'spki', format: 'pem' }).toString())
  github.app.installations.set('acme/shop', 7)
  github.addRepository('acme/shop')
})
afterAll(() => github.close())

async function passwordFor(
  gitUrl: string,
  environment: Record<string, string>,
  workspace_id = 'wsp_own',
): Promise<string | null> {
  const config = parseConfig({ GITHUB_API_URL: github.url, ...environment })
  const reach = { config, github: openGitHub(config, fetch), defaultWorkspaceId: () => 'wsp_own' }
  const access = accessOf(reach, { id: 'rep_1', workspace_id, git_url: gitUrl, default_branch: 'main' })
  const git = await reachRemote({ path: '/usr/bin', extra: {} }, access)
  const header = git.ok ? git.env.GIT_CONFIG_VALUE_0 : undefined
  if (!header) return null
  return Buffer.from(header.replace('Authorization: Basic ', ''), 'base64').toString('utf8')
}

const app = () => ({ GITHUB_APP_ID: '123', GITHUB_APP_PRIVATE_KEY: privateKey })
const token = { GITHUB_TOKEN: 'ghp_of_a_person' }
const here = 'https://127.0.0.1:4543/acme/shop.git'

test("an App's installation gives git its own token, and other repositories get the token of the environment", async () => {
  expect(await passwordFor(here, { ...app(), ...token })).toMatch(/^x-access-token:ghs_installation7number\d+$/)
  expect(await passwordFor(here, token)).toBe('x-access-token:ghp_of_a_person')
  const elsewhere = 'https://127.0.0.1:4543/acme/site'
  expect(await passwordFor(elsewhere, { ...app(), ...token })).toBe('x-access-token:ghp_of_a_person')
  expect(await passwordFor(elsewhere, app())).toBeNull()
})

test.each(['https://gitlab.example.com/acme/shop', 'git@127.0.0.1:acme/shop.git', '/srv/git/shop.git'])(
  'nothing goes to %s',
  async (gitUrl) => {
    expect(await passwordFor(gitUrl, { ...app(), ...token })).toBeNull()
  },
)

test('nothing goes to the repositories of another workspace', async () => {
  expect(await passwordFor(here, { ...app(), ...token }, 'wsp_other')).toBeNull()
})
