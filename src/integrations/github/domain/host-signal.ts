// GitHub's own issues, the checks of a commit, and the repositories that an App may use.
import type { ChecksReported, HostedIssueChanged, InstallationChanged } from '#src/intake/domain/code-host-signal.ts'
import { checksKey, hostedIssueKey, installationKey } from '#src/intake/domain/object-key.ts'
import { safeText } from '#src/intake/domain/safe-text.ts'
import { cleanLine, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { hostAuthor } from './host-author.ts'
import type { checkSuiteEvent, installationEvent, issuesEvent } from './payload.ts'

const MAX_BODY = 20_000
const MAX_REPOSITORIES = 200

export function fromIssue(event: ReturnType<typeof issuesEvent.parse>, receivedAt: string): HostedIssueChanged {
  const { issue, repository, action } = event
  const updatedAt = vendorTime(issue.updated_at) ?? receivedAt
  const labels = (issue.labels ?? []).slice(0, 100).map((label) => cleanLine(label.name, 100))
  // An issue that went elsewhere is over here, whatever its last state was.
  const isGone = action === 'deleted' || action === 'transferred'
  const state = isGone || issue.state === 'closed' ? 'closed' : 'open'
  return {
    kind: 'hosted_issue_changed',
    source: 'github',
    objectKey: hostedIssueKey(repository.full_name, issue.number),
    occurredAt: updatedAt,
    vendorVersion: updatedAt,
    occurrenceKey: `${updatedAt} ${action} ${state} ${labels.join(',')}`.slice(0, 500),
    repository: { id: repository.id, fullName: repository.full_name },
    number: issue.number,
    action: cleanLine(action, 60),
    state,
    title: cleanLine(issue.title, 300),
    body: safeText(issue.body, MAX_BODY) ?? '',
    labels,
    author: hostAuthor(issue.user, issue.author_association),
    url: cleanUrl(issue.html_url),
  }
}

const conclusions: Record<string, ChecksReported['state']> = {
  success: 'success',
  neutral: 'success',
  skipped: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'failure',
  // A person has to allow them first.
  action_required: 'pending',
}

export function fromCheckSuite(event: ReturnType<typeof checkSuiteEvent.parse>, receivedAt: string): ChecksReported {
  const { check_suite: suite, repository } = event
  const updatedAt = vendorTime(suite.updated_at) ?? receivedAt
  const isOver = suite.conclusion !== null && suite.conclusion !== undefined
  const state = isOver ? (conclusions[suite.conclusion ?? ''] ?? null) : 'pending'
  return {
    kind: 'checks_reported',
    source: 'github',
    objectKey: checksKey(repository.full_name, suite.head_sha),
    occurredAt: updatedAt,
    vendorVersion: updatedAt,
    occurrenceKey: `${suite.id} ${updatedAt} ${state}`,
    repository: { id: repository.id, fullName: repository.full_name },
    suiteId: String(suite.id),
    app: cleanLine(suite.app?.name ?? 'unknown', 100),
    headSha: suite.head_sha,
    state,
  }
}

/** `installation` says which repositories there are, `installation_repositories` which came and went. */
export function fromInstallation(event: ReturnType<typeof installationEvent.parse>, receivedAt: string): InstallationChanged {
  const { installation, action } = event
  const id = String(installation.id)
  const updatedAt = vendorTime(installation.updated_at) ?? receivedAt
  const isOver = action === 'deleted' || action === 'suspend'
  const all = namesOf(event.repositories)
  const [added, removed] = [[...namesOf(event.repositories_added), ...(isOver ? [] : all)], namesOf(event.repositories_removed)]
  return {
    kind: 'installation_changed',
    source: 'github',
    objectKey: installationKey(id),
    occurredAt: updatedAt,
    vendorVersion: updatedAt,
    occurrenceKey: `${updatedAt} ${action} +${added.join(',')} -${removed.join(',')}`.slice(0, 500),
    installationId: id,
    account: cleanLine(installation.account?.login ?? 'unknown', 100),
    action: cleanLine(action, 60),
    added,
    removed: [...removed, ...(isOver ? all : [])],
  }
}

function namesOf(repositories: { full_name: string }[] | null | undefined): string[] {
  return (repositories ?? []).slice(0, MAX_REPOSITORIES).map(({ full_name }) => cleanLine(full_name, 210))
}
