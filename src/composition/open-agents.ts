// What agents on this machine run with, and whether each adapter could start now. Probed once; the server starts all the same.
import { createHash } from 'node:crypto'
import { join } from 'node:path'

import type { Foundation } from '../open-runtime.ts'
import { type Config, readMachine, secretValues } from '../platform/config.ts'
import type { AllowList } from '../platform/net/allow-list.ts'
import { hostOf } from '../platform/net/target-url.ts'
import { createRunner, type Runner } from '../runner/create-runner.ts'
import type { AgentConditions } from '../runs/ports.ts'

export interface Agents {
  runner: Runner
  conditions(adapter: string): AgentConditions
  close(): Promise<void>
}

const adapters = ['claude_code', 'codex', 'command', 'simulator']

export async function openAgents({ config, log }: Foundation): Promise<Agents> {
  const machine = readMachine()
  const runner = await createRunner({
    dataDirectory: config.DISPATCH_DATA_DIR,
    path: machine.path,
    masked: [join(machine.directory, '.env'), ...config.secretFiles],
    gitEnvironment: machine.git,
    outboundAllow: gitAllowOf(config),
    claudeBinary: config.DISPATCH_CLAUDE_BIN ?? null,
    modelSettings: () => ({
      apiKey: config.ANTHROPIC_API_KEY ?? null,
      baseUrl: config.ANTHROPIC_BASE_URL,
      isGateway: config.fromEnvironment.has('ANTHROPIC_BASE_URL') && !config.ANTHROPIC_API_KEY,
      oauthToken: config.CLAUDE_CODE_OAUTH_TOKEN ?? null,
    }),
    secrets: () => secretValues(config),
    log,
  })
  const problems = await probeAdapters(runner)
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, CLAUDE_CODE_OAUTH_TOKEN } = config
  const credentialId = fingerprintOf([ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, CLAUDE_CODE_OAUTH_TOKEN])
  return {
    runner,
    conditions: (adapter) => ({
      // The simulator asks no model.
      credential: adapter === 'simulator' ? 'proxy' : runner.credential(),
      confinement: runner.confinement.level,
      ...(adapter !== 'simulator' && { credentialId }),
      problem: problems.get(adapter) ?? null,
    }),
    close: () => runner.close(),
  }
}

/** What webhooks may reach, and the GitHub server that whoever runs this one has named. */
function gitAllowOf({ OUTBOUND_ALLOW: allow, GITHUB_API_URL }: Config): AllowList {
  return { ...allow, hosts: [...allow.hosts, hostOf(new URL(GITHUB_API_URL))] }
}

async function probeAdapters(runner: Runner): Promise<Map<string, { sentence: string; remedy: string }>> {
  const problems = new Map<string, { sentence: string; remedy: string }>()
  for (const name of adapters) {
    const check = await runner.check(name)
    if (!check)
      problems.set(name, {
        sentence: `The adapter ${name} is not part of this version.`,
        remedy: 'Choose the adapter claude_code.',
      })
    else if (!check.ok) problems.set(name, { sentence: check.problem, remedy: check.remedy })
  }
  return problems
}

/** Long enough to tell credentials apart, too short to try values against. */
function fingerprintOf(parts: (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}
