// Chooses who answers what the features ask of the outside.
import { hostname } from 'node:os'
import { mirrorContainment, mirrorHistory } from '../fixes/mirror-containment.ts'
import type { FixPorts } from '../fixes/ports.ts'
import { recordOpenedPull } from '../fixes/record-opened-pull.ts'
import type { IntakePorts } from '../intake/ports.ts'
import type { GitHubClient } from '../integrations/github/client.ts'
import { githubCodeHost } from '../integrations/github/code-host.ts'
import { githubContainment } from '../integrations/github/containment.ts'
import { neutraliseOutgoing } from '../integrations/github/domain/outgoing-text.ts'
import { githubHistory } from '../integrations/github/history.ts'
import { githubVendor } from '../integrations/github/vendor.ts'
import { grafanaVendor } from '../integrations/grafana/vendor.ts'
import { createSentryClient } from '../integrations/sentry/client.ts'
import { sentryTracker } from '../integrations/sentry/tracker.ts'
import { sentryVendor } from '../integrations/sentry/vendor.ts'
import { signalVendor } from '../integrations/signals/vendor.ts'
import type { Foundation } from '../open-runtime.ts'
import { secretValues } from '../platform/config.ts'
import { newId } from '../platform/ids.ts'
import { createRedactor } from '../runs/domain/redact.ts'
import type { RunPorts } from '../runs/ports.ts'
import type { Agents } from './open-agents.ts'
import { accessOf, openGitHub, pullRequestHostOf, type Reach } from './repository-access.ts'

export interface FeaturePorts {
  reach: Reach
  /** Null without an App or a token. */
  github: GitHubClient | null
  runs: RunPorts
  fixes: FixPorts
  intake: IntakePorts
}

export const vendors = [sentryVendor, githubVendor, grafanaVendor, signalVendor] as const

/** What is known only once the server stands. */
export interface Here {
  /** Where it answers on this machine. */
  origin(): string
  defaultWorkspaceId(): string | undefined
}

export function choosePorts({ config, fetch }: Foundation, agents: Agents, here: Here): FeaturePorts {
  const github = openGitHub(config, fetch)
  const reach = { config, github, defaultWorkspaceId: here.defaultWorkspaceId }
  const secrets = () => [...secretValues(config), ...(github?.connection.liveCredentials() ?? [])]
  const { git, executor } = agents.runner
  const tracker = sentryTracker(createSentryClient({ baseUrl: config.SENTRY_API_URL, token: config.SENTRY_API_TOKEN, fetch }))
  return {
    reach,
    github,
    runs: {
      workerId: `${hostname()}/${newId('wrk')}`,
      executor,
      git,
      agentConditions: (_workspaceId, adapter) => agents.conditions(adapter),
      mcpUrl: () => `${here.origin()}/api/mcp`,
      repositoryAccess: (repository) => accessOf(reach, repository),
      pullRequestHost: (repository) => pullRequestHostOf(reach, repository),
      scrubOutgoing: (text) => neutraliseOutgoing(createRedactor(secrets()).text(text)),
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
      secretValues: secrets,
      publicUrl: (path) => (config.DISPATCH_PUBLIC_URL ? `${config.DISPATCH_PUBLIC_URL}${path}` : null),
    },
    fixes: {
      containment: [
        mirrorContainment(git, async (repository) => accessOf(reach, repository)),
        ...(github ? [githubContainment(github)] : []),
      ],
      history: [
        mirrorHistory(git, async (repository) => accessOf(reach, repository)),
        ...(github ? [githubHistory(github)] : []),
      ],
      tracker,
    },
    intake: { vendors, tracker, codeHost: github ? githubCodeHost(github) : null },
  }
}
