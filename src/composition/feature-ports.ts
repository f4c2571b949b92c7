// Chooses who answers what the features ask of the outside.
import { hostname } from 'node:os'
import { mirrorContainment } from '../fixes/mirror-containment.ts'
import type { FixPorts } from '../fixes/ports.ts'
import { recordOpenedPull } from '../fixes/record-opened-pull.ts'
import type { IntakePorts } from '../intake/ports.ts'
import { githubCodeHost } from '../integrations/github/code-host.ts'
import { githubContainment } from '../integrations/github/containment.ts'
import { neutraliseOutgoing } from '../integrations/github/domain/outgoing-text.ts'
import { githubVendor } from '../integrations/github/vendor.ts'
import { createSentryClient } from '../integrations/sentry/client.ts'
import { sentryTracker } from '../integrations/sentry/tracker.ts'
import { sentryVendor } from '../integrations/sentry/vendor.ts'
import type { Foundation } from '../open-runtime.ts'
import { secretValues } from '../platform/config.ts'
import { newId } from '../platform/ids.ts'
import { createRedactor } from '../runs/domain/redact.ts'
import type { RunPorts } from '../runs/ports.ts'
import type { Agents } from './open-agents.ts'
import { accessOf, githubOptions, openGitHub, pullRequestHostOf } from './repository-access.ts'

export interface FeaturePorts {
  runs: RunPorts
  fixes: FixPorts
  intake: IntakePorts
}

export const vendors = [sentryVendor, githubVendor] as const

/** @param origin where this server answers on this machine, once it listens */
export function choosePorts({ config, fetch }: Foundation, agents: Agents, origin: () => string): FeaturePorts {
  const github = openGitHub(config, fetch)
  const { git, executor } = agents.runner
  const tracker = sentryTracker(createSentryClient({ baseUrl: config.SENTRY_API_URL, token: config.SENTRY_API_TOKEN, fetch }))
  const redactor = createRedactor(secretValues(config))
  return {
    runs: {
      workerId: `${hostname()}/${newId('wrk')}`,
      executor,
      git,
      agentConditions: (_workspaceId, adapter) => agents.conditions(adapter),
      mcpUrl: () => `${origin()}/api/mcp`,
      repositoryAccess: (repository) => accessOf(config, repository),
      pullRequestHost: (repository) => pullRequestHostOf(github, repository),
      scrubOutgoing: (text) => neutraliseOutgoing(redactor.text(text)),
      recordOpenedPull: async (tx, { issueId, runId, repository, pull }) => {
        await recordOpenedPull(tx, {
          ...pull,
          issueId,
          runId,
          repositoryId: repository.id,
          repository: repository.full_name ?? repository.name,
          isDraft: pull.draft,
        })
      },
      secretValues: () => secretValues(config),
      publicUrl: (path) => (config.DISPATCH_PUBLIC_URL ? `${config.DISPATCH_PUBLIC_URL}${path}` : null),
    },
    fixes: {
      containment: [
        mirrorContainment(git, async (repository) => accessOf(config, repository)),
        ...(github ? [githubContainment(github)] : []),
      ],
      tracker,
    },
    intake: { vendors, tracker, codeHost: github ? githubCodeHost(github, githubOptions(config, fetch)) : null },
  }
}
