// Everything around one installation that the loop needs: a model, Sentry, GitHub with its git host, a repository, an agent.
import { randomBytes } from 'node:crypto'
import { scenario } from '#test/scripted-model/scenario.ts'
import { type ScriptedModel, startScriptedModel } from '#test/scripted-model/server.ts'
import { certificatePath, type GitHost, startGitHost } from '#test/stand-ins/git-https.ts'
import { type GitHubStandIn, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { type BareRemote, bareRemote, brokenFile, brokenLine, mendedLine } from './bare-remote.ts'
import { type Dispatch, startDispatch } from './dispatch.ts'
import { webhookSecrets } from './webhooks.ts'

export const planText = `# Guard the total

The cart is missing on orders without items. In \`${brokenFile}\` read the total only if there is a cart.

- Test: an order without a cart has the total 0.
- Risk: none that is known.`

const testFile = [
  "import assert from 'node:assert/strict'",
  "import { test } from 'node:test'",
  "import { orderTotal } from '../src/order-total.js'",
  '',
  "test('an order without a cart has the total 0', () => assert.equal(orderTotal({}), 0))",
  '',
].join('\n')

/** One address plays both kinds of run; the prompt says which. */
export const fixingAgent = scenario.loop({
  investigate: scenario.investigate({ plan: planText, read: [brokenFile] }),
  implement: scenario.implement({
    edits: [
      { path: brokenFile, find: brokenLine, replace: mendedLine },
      { path: 'test/no-cart.test.js', content: testFile },
    ],
    commitMessage: 'Orders without a cart have the total 0',
    summary: 'The total is read only if there is a cart.',
  }),
})

export interface ShopInstallation {
  dispatch: Dispatch
  model: ScriptedModel
  sentry: SentryStandIn
  github: GitHubStandIn
  gitHost: GitHost
  remote: BareRemote
  repositoryId: string
  agentId: string
  /** Literal values that may appear nowhere: not in transcripts, not on the disk, not at the agent. */
  secrets: string[]
  close(): Promise<void>
}

export interface ShopOptions {
  pages?: boolean
  environment?: Record<string, string>
  policy?: Record<string, unknown>
}

interface Outside {
  model: ScriptedModel
  sentry: SentryStandIn
  github: GitHubStandIn
  gitHost: GitHost
  remote: BareRemote
  modelKey: string
  close(): Promise<void>
}

/** All that is not Dispatch: a model behind a key, vendors behind tokens, a git host with one repository. */
async function startOutside(): Promise<Outside> {
  const modelKey = `sk-ant-api03-${randomBytes(24).toString('base64url')}`
  const token = `github_pat_${randomBytes(24).toString('hex')}`
  const remote = bareRemote()
  const model = await startScriptedModel({ scenarios: { default: { ...fixingAgent, validKeys: [modelKey] } } })
  const sentry = await startSentryApi({ token: `sntryu_${randomBytes(24).toString('hex')}` })
  const github = await startGitHubApi({ token })
  const gitHost = await startGitHost({ repositories: { 'acme/shop': remote.url }, token })
  const tipOf = (branch: string) => (remote.branches().includes(branch) ? remote.tip(branch) : null)
  github.addRepository('acme/shop', { tipOf, isAncestor: (ancestor, descendant) => remote.isAncestor(ancestor, descendant) })
  return {
    ...{ model, sentry, github, gitHost, remote, modelKey },
    async close() {
      await Promise.all([model.close(), sentry.close(), github.close(), gitHost.close()])
      remote.remove()
    },
  }
}

export async function startShop(options: ShopOptions = {}): Promise<ShopInstallation> {
  const outside = await startOutside()
  let dispatch: Dispatch | undefined
  try {
    dispatch = await startDispatch({
      environment: { ...environmentFor(outside), ...options.environment },
      pages: options.pages ?? false,
    })
    return await furnish(dispatch, outside, options)
  } catch (error) {
    await dispatch?.stop()
    await outside.close()
    throw error
  }
}

function environmentFor({ model, modelKey, sentry, github }: Outside): Record<string, string> {
  return {
    ...webhookSecrets,
    ANTHROPIC_API_KEY: modelKey,
    ANTHROPIC_BASE_URL: model.url,
    SENTRY_API_TOKEN: sentry.token,
    SENTRY_API_URL: sentry.url,
    GITHUB_TOKEN: github.token,
    GITHUB_API_URL: github.url,
    GIT_SSL_CAINFO: certificatePath,
  }
}

async function furnish(dispatch: Dispatch, outside: Outside, options: ShopOptions): Promise<ShopInstallation> {
  const { api } = dispatch
  const { modelKey, close, ...parts } = outside
  if (options.policy) await api.patch('/api/workspaces/current', { policy: options.policy })
  const repository = await api.post<{ id: string }>('/api/repositories', {
    git_url: `${parts.gitHost.url}/acme/shop.git`,
    test_command: 'node --test',
  })
  // Every installation has one from its first start.
  const { items } = await api.get<{ items: { id: string; adapter: string }[] }>('/api/agents')
  return {
    ...parts,
    dispatch,
    agentId: items.find(({ adapter }) => adapter === 'claude_code')?.id ?? '',
    repositoryId: repository.id,
    secrets: [
      modelKey,
      parts.github.token,
      parts.sentry.token,
      ...Object.values(webhookSecrets),
      dispatch.apiKey,
      dispatch.password,
    ],
    close: () => dispatch.stop().finally(close),
  }
}
