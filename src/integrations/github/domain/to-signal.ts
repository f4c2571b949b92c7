// What a delivery from GitHub means. Payloads: https://docs.github.com/en/webhooks/webhook-events-and-payloads
import { hookKey } from '#src/intake/domain/object-key.ts'
import type { Envelope, Parsed, Reason, Signal } from '#src/intake/domain/signal.ts'
import { cleanLine } from '#src/intake/domain/text.ts'
import { fromDeploymentStatus, fromRelease, fromWorkflowRun } from './deployment-signal.ts'
import { fromComment, fromReview, fromReviewComment } from './feedback-signal.ts'
import { fromCheckSuite, fromInstallation, fromIssue } from './host-signal.ts'
import {
  checkSuiteEvent,
  deploymentStatusEvent,
  installationEvent,
  issueCommentEvent,
  issuesEvent,
  pingEvent,
  pullRequestEvent,
  pushEvent,
  releaseEvent,
  reviewCommentEvent,
  reviewEvent,
  workflowRunEvent,
} from './payload.ts'
import { fromPullRequest } from './pull-signal.ts'
import { fromPush } from './push-signal.ts'

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
    case 'pull_request_review':
      return read(envelope, reviewEvent, fromReview)
    case 'pull_request_review_comment':
      return read(envelope, reviewCommentEvent, fromReviewComment)
    case 'issue_comment':
      return read(envelope, issueCommentEvent, fromComment)
    case 'issues':
      return read(envelope, issuesEvent, fromIssue)
    case 'check_suite':
      return read(envelope, checkSuiteEvent, fromCheckSuite)
    case 'installation':
    case 'installation_repositories':
      return read(envelope, installationEvent, fromInstallation)
    case 'ping':
      return read(envelope, pingEvent, fromPing)
    case undefined:
      return { malformed: reason('event_missing', 'The header X-GitHub-Event is missing.') }
    default:
      return { ignored: reason('event_not_used', `GitHub's ${cleanLine(event, 60)} events change nothing here.`) }
  }
}

type Translated = Signal | { ignored: Reason } | null

function read<T>(envelope: Envelope, schema: Safe<T>, translate: (event: T, receivedAt: string) => Translated): Parsed {
  const parsed = schema.safeParse(envelope.json)
  const translated = parsed.success ? translate(parsed.data, envelope.receivedAt) : null
  if (translated) return 'ignored' in translated ? translated : { signals: [translated] }
  const event = cleanLine(envelope.headers['x-github-event'] ?? '', 60)
  return { malformed: reason('payload_unreadable', `This is not a GitHub ${event} payload as documented.`) }
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

function reason(code: string, sentence: string): Reason {
  return { code, sentence }
}
