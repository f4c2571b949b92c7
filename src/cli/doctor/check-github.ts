// GitHub: whether webhooks can be verified, and whether the App or the token does what it must and no more.
import { z } from 'zod'
import { toAppError } from '../../integrations/github/api-errors.ts'
import { openGitHubConnection } from '../../integrations/github/connection.ts'
import type { Config } from '../../platform/config.ts'
import { askOutside } from './ask-outside.ts'
import { askForSecret, describeMissingSecret, inThisShell } from './ask-server.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, skipped, warning } from './finding.ts'

const shortestSecret = 16
const repositorySchema = z.object({ private: z.boolean(), permissions: z.object({ push: z.boolean() }).optional() })

export async function checkGithub({ config, running, offline }: Examined): Promise<Finding[]> {
  const { GITHUB_WEBHOOK_SECRET: secret, GITHUB_TOKEN: token } = config
  const findings = [secret ? describeSecret(secret) : await describeWithout(running), ...(await checkApp(config, offline))]
  if (!token && config.GITHUB_APP_ID) return findings
  if (!token)
    return [
      ...findings,
      skipped(
        'token',
        `GITHUB_TOKEN is not set${inThisShell(running)}: branches of private repositories and pull requests are out of reach without it`,
      ),
    ]
  if (offline) return [...findings, skipped('token', 'set; not asked')]
  const checked = await checkToken(config, token)
  findings.push(checked)
  if (config.GITHUB_REPO && checked.status !== 'broken') findings.push(await checkRepository(config, token, config.GITHUB_REPO))
  return findings
}

async function checkApp(config: Config, offline: boolean): Promise<Finding[]> {
  const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY: privateKey, GITHUB_API_URL: apiUrl, GITHUB_REPO: name } = config
  if (!id || !privateKey) return []
  if (offline) return [skipped('app', 'set; not asked')]
  const { appApi, gitPassword } = openGitHubConnection({ apiUrl, token: undefined, app: { id, privateKey } })
  try {
    const answer = await appApi?.rest.apps.getAuthenticated()
    const permissions: Record<string, string | undefined> = { ...answer?.data?.permissions }
    if (permissions.workflows === 'write')
      return [warning('app', 'It may change workflows, and so could a pushed branch.', 'Take the permission Workflows from it.')]
    if (name && (await gitPassword(name)) === null)
      return [broken('app', `It is not installed where ${name} is.`, 'Install it there: the App, Install App.')]
    return [ok('app', `${new URL(apiUrl).host} knows it as ${answer?.data?.slug ?? id}`)]
  } catch (error) {
    const { message } = toAppError(error, 'asking for the App')
    return [broken('app', message, 'Check GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_API_URL.')]
  }
}

async function describeWithout(running: Examined['running']): Promise<Finding> {
  const server = await askForSecret(running, 'github')
  return describeMissingSecret(server, { variable: 'GITHUB_WEBHOOK_SECRET', address: '/api/github/webhook' })
}

function describeSecret(secret: string): Finding {
  if (secret.length < shortestSecret)
    return warning('webhooks', 'The secret is short.', 'Use a random one, here and at GitHub: openssl rand -hex 32')
  return ok('webhooks', 'the secret is set')
}

async function checkToken({ GITHUB_API_URL: url }: Config, token: string): Promise<Finding> {
  const answer = await askOutside(`${url}/rate_limit`, headersWith(token))
  const host = new URL(url).host
  if (answer.kind === 'unreachable')
    return broken('token', `${host} cannot be reached: ${answer.reason}.`, 'Check the network, HTTPS_PROXY and GITHUB_API_URL.')
  if (answer.status === 401) return broken('token', `${host} does not know the token.`, 'Make a new one and set GITHUB_TOKEN.')
  if (answer.status >= 400) return warning('token', `${host} answers ${answer.status}.`, 'Try again later; check GITHUB_API_URL.')
  const scopes = (answer.headers.get('x-oauth-scopes') ?? '').split(',').map((scope) => scope.trim())
  if (scopes.includes('workflow'))
    return warning(
      'token',
      'It may change workflows, and so could a pushed branch.',
      'Use a fine-grained token: contents and pull requests, read and write.',
    )
  const expires = answer.headers.get('github-authentication-token-expiration')
  return ok('token', `${host} knows it${expires ? `, until ${expires}` : ''}`)
}

async function checkRepository({ GITHUB_API_URL: url }: Config, token: string, name: string): Promise<Finding> {
  const answer = await askOutside(`${url}/repos/${name}`, headersWith(token))
  if (answer.kind === 'unreachable')
    return warning('repository', `${name} could not be read: ${answer.reason}.`, 'Try again later.')
  const repository = repositorySchema.safeParse(answer.json).data
  if (answer.status === 404 || !repository)
    return broken('repository', `The token does not see ${name}.`, 'Check GITHUB_REPO, and give the token this repository.')
  if (repository.permissions?.push === false)
    return warning('repository', `The token may only read ${name}.`, 'Give it contents and pull requests, read and write.')
  return ok('repository', `${name}, ${repository.private ? 'private' : 'public: what agents write there is public too'}`)
}

function headersWith(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'dispatch' }
}
