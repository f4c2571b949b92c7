// Whether the models that agents and search use would answer. Nothing that costs money is asked.
import type { Config } from '../../platform/config.ts'
import { askOutside, type OutsideAnswer } from './ask-outside.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, skipped, warning } from './finding.ts'

export async function checkModels({ config, offline }: Examined): Promise<Finding[]> {
  return Promise.all([checkCredential(config, offline), checkEmbeddings(config, offline)])
}

async function checkCredential(config: Config, offline: boolean): Promise<Finding> {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: url, CLAUDE_CODE_OAUTH_TOKEN: token } = config
  const isGateway = config.fromEnvironment.has('ANTHROPIC_BASE_URL')
  if (!key && !isGateway) return token ? describeToken() : noCredential()
  if (offline) return skipped('model credential', 'set; not asked')
  const headers: Record<string, string> = { 'anthropic-version': '2023-06-01', ...(key && { 'x-api-key': key }) }
  return describeAnswer('model credential', await askOutside(`${url}/v1/models?limit=1`, headers), {
    host: new URL(url).host,
    variable: key ? 'ANTHROPIC_API_KEY' : 'ANTHROPIC_BASE_URL',
  })
}

function describeToken(): Finding {
  const mend = 'Better: ANTHROPIC_API_KEY, which stays with the server.'
  return warning('model credential', 'CLAUDE_CODE_OAUTH_TOKEN is used: the agent can read this token.', mend)
}

function noCredential(): Finding {
  return warning(
    'model credential',
    'There is none: runs are refused with no_model_credential.',
    'Set ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL of a gateway, or CLAUDE_CODE_OAUTH_TOKEN (claude setup-token), and restart.',
  )
}

async function checkEmbeddings({ OPENAI_API_KEY: key, OPENAI_BASE_URL: url }: Config, offline: boolean): Promise<Finding> {
  if (!key) return ok('search model', 'the one that comes with Dispatch')
  if (offline) return skipped('search model', 'OPENAI_API_KEY is set; not asked')
  const answer = await askOutside(`${url}/models`, { authorization: `Bearer ${key}` })
  return describeAnswer('search model', answer, { host: new URL(url).host, variable: 'OPENAI_API_KEY' })
}

function describeAnswer(name: string, answer: OutsideAnswer, { host, variable }: { host: string; variable: string }): Finding {
  if (answer.kind === 'unreachable')
    return broken(name, `${host} cannot be reached: ${answer.reason}.`, 'Check the network, HTTPS_PROXY and the address.')
  const { status } = answer
  if (status === 401 || status === 403)
    return broken(name, `${host} refuses the credential (${status}).`, `Set another ${variable}.`)
  // A gateway may know only the calls that agents make.
  if (status === 404 || status === 405) return ok(name, `${host} answers`)
  return status < 400 ? ok(name, `${host} takes the credential`) : warning(name, `${host} answers ${status}.`, 'Try again later.')
}
