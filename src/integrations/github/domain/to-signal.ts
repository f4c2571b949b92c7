// What a delivery from GitHub means. Payloads: https://docs.github.com/en/webhooks/webhook-events-and-payloads
import { hookKey, refKey } from '#src/intake/domain/object-key.ts'
import type { Envelope, Parsed, Reason, Signal } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanText } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { fromDeploymentStatus, fromRelease, fromWorkflowRun } from './deployment-signal.ts'
import { deploymentStatusEvent, pingEvent, pullRequestEvent, pushEvent, releaseEvent, workflowRunEvent } from './payload.ts'
import { fromPullRequest } from './pull-signal.ts'

const NO_COMMIT = /^0+$/
const MAX_COMMITS = 2_048 // What one push event carries at most.

interface Safe<T> {
  safeParse(json: unknown): { success: true; data: T } | { success: false; data?: undefined }
}

/** Translates one delivery. Pure: the only time it knows is the delivery's own. */
export function toSignals(envelope: Envelope): Parsed {
  const event = envelope.headers['x-github-event']
  switch (event) {
    case 'pull_request':
      return read(envelope, pullRequestEvent, fromPullRequest)
    case 'push':
      return read(envelope, pushEvent, fromPush)
    case 'deployment_status':
      return read(envelope, deploymentStatusEvent, fromDeploymentStatus)
    case 'workflow_run':
      return read(envelope, workflowRunEvent, fromWorkflowRun)
    case 'release':
      return read(envelope, releaseEvent, fromRelease)
    case 'ping':
      return read(envelope, pingEvent, fromPing)
    case undefined:
      return { malformed: reason('event_missing', 'The header X-GitHub-Event is missing.') }
    default:
      return { ignored: reason('event_not_used', `GitHub's ${cleanLine(event, 60)} events change nothing here.`) }
  }
}

function read<T>(envelope: Envelope, schema: Safe<T>, toSignal: (event: T, receivedAt: string) => Signal | null): Parsed {
  const parsed = schema.safeParse(envelope.json)
  const signal = parsed.success ? toSignal(parsed.data, envelope.receivedAt) : null
  if (signal) return { signals: [signal] }
  const event = cleanLine(envelope.headers['x-github-event'] ?? '', 60)
  return { malformed: reason('payload_unreadable', `This is not a GitHub ${event} payload as documented.`) }
}

function fromPush(event: ReturnType<typeof pushEvent.parse>, receivedAt: string): Signal {
  const { repository, ref } = event
  const [before, after] = [commitOrNull(event.before), commitOrNull(event.after)]
  const pushedAt = vendorTime(repository.pushed_at)
  return {
    kind: 'push_recorded',
    source: 'github',
    objectKey: refKey(repository.full_name, ref),
    occurredAt: pushedAt !== null && pushedAt < receivedAt ? pushedAt : receivedAt,
    vendorVersion: after,
    occurrenceKey: `${before ?? 'created'}..${after ?? 'deleted'}`,
    repository: { id: repository.id, fullName: repository.full_name, defaultBranch: repository.default_branch },
    ref,
    before,
    after,
    forced: event.forced ?? false,
    commits: (event.commits ?? [])
      .slice(0, MAX_COMMITS)
      .map(({ id, message }) => ({ sha: id, message: cleanText(message, 5_000) })),
    toDefaultBranch: ref === `refs/heads/${repository.default_branch}`,
  }
}

function fromPing(event: ReturnType<typeof pingEvent.parse>, receivedAt: string): Signal {
  const hookId = event.hook_id == null ? null : String(event.hook_id)
  return {
    kind: 'ping',
    source: 'github',
    objectKey: hookKey(hookId ?? 'unknown'),
    occurredAt: receivedAt,
    vendorVersion: null,
    occurrenceKey: 'ping',
    hookId,
    repositoryFullName: event.repository?.full_name ?? null,
  }
}

function commitOrNull(sha: string): string | null {
  return NO_COMMIT.test(sha) ? null : sha
}

function reason(code: string, sentence: string): Reason {
  return { code, sentence }
}
