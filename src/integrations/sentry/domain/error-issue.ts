// A Sentry issue, or the part of it that an event tells, in our own terms.
import { safeLine, safeText } from '#src/intake/domain/safe-text.ts'
import type { ErrorIssue } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanLineOrNull, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { Priority } from '#src/issues/domain/category.ts'
import { describeError } from './describe.ts'
import { type EventDetail, eventDetail, readEventDetail } from './event-detail.ts'
import { type EventPayload, type IssuePayload, issuePayload } from './payload.ts'

const TITLE_LENGTH = 200
const priorityOf = new Map<string, Priority>([
  ['high', 'P1'],
  ['medium', 'P2'],
  ['low', 'P4'],
])

/** Sentry files what monitors notice under these; the newer name covers the older two. */
const outageCategories = new Set(['outage', 'uptime', 'cron'])

/** The kind of Sentry issue: anything without a category is an error. */
export function categoryOf(issue: IssuePayload): string {
  const category = issue.issueCategory?.toLowerCase() ?? 'error'
  return outageCategories.has(category) ? 'outage' : category
}

/** The issue of an issue hook or of the issues API, described with an event's stack trace when one is known. */
export function toErrorIssue(issue: IssuePayload, event: EventDetail | null = null): ErrorIssue {
  const isOutage = categoryOf(issue) === 'outage'
  return finish(
    {
      externalId: issue.id,
      shortId: cleanLineOrNull(issue.shortId, 100),
      organizationSlug: organizationInUrl(issue.url),
      projectSlug: cleanLineOrNull(issue.project?.slug ?? issue.project?.name, 100) ?? 'unknown',
      message: message(issue.title || issue.metadata?.title || issue.metadata?.value),
      errorType: safeLine(issue.metadata?.type, 200),
      culprit: safeLine(issue.culprit, 300),
      level: cleanLineOrNull(issue.level, 20),
      platform: cleanLineOrNull(issue.platform, 50),
      priority: isOutage ? 'P1' : (priorityOf.get(issue.priority?.toLowerCase() ?? '') ?? 'P3'),
      count: issue.count ?? null,
      userCount: issue.userCount ?? null,
      firstSeen: vendorTime(issue.firstSeen),
      lastSeen: vendorTime(issue.lastSeen),
      url: cleanUrl(issue.web_url ?? issue.permalink),
    },
    { labels: isOutage ? ['Sentry', 'Outage'] : ['Sentry'], event },
  )
}

/** The issue behind an event, as far as the event tells; null if it names none. */
export function issueOfEvent(event: EventPayload): ErrorIssue | null {
  const externalId = event.issue_id ?? event.groupID ?? /\/issues\/(\d{1,20})\//.exec(event.issue_url ?? '')?.[1]
  if (!externalId) return null
  const detail = eventDetail(event)
  return finish(
    {
      externalId,
      shortId: null,
      organizationSlug: organizationInUrl(event.url) ?? organizationInUrl(event.issue_url),
      projectSlug: cleanLineOrNull(projectInUrl(event.url), 100) ?? 'unknown',
      message: message(event.title || event.message || event.metadata?.value),
      errorType: safeLine(event.metadata?.type, 200),
      culprit: safeLine(event.culprit, 300),
      level: cleanLineOrNull(event.level, 20),
      platform: cleanLineOrNull(event.platform, 50),
      priority: 'P3',
      count: null,
      userCount: null,
      firstSeen: null,
      lastSeen: detail.occurredAt,
      url: cleanUrl(event.web_url),
    },
    { labels: ['Sentry'], event: detail },
  )
}

/** A filed issue made richer by what the API says about it and its newest event; null if the answer is no issue. */
export function enrichedIssue(issueJson: unknown, eventJson: unknown): ErrorIssue | null {
  const issue = issuePayload.safeParse(issueJson)
  return issue.success ? toErrorIssue(issue.data, readEventDetail(eventJson)) : null
}

type Undescribed = Omit<ErrorIssue, 'description' | 'title' | 'labels'>

function finish(issue: Undescribed, { labels, event }: { labels: string[]; event: EventDetail | null }): ErrorIssue {
  return {
    ...issue,
    labels,
    title: cleanLine(`[${issue.projectSlug}] ${issue.message}`, TITLE_LENGTH),
    description: describeError(issue, event),
  }
}

function organizationInUrl(url: string | null | undefined): string | null {
  return /\/api\/0\/(?:organizations|projects)\/([a-z0-9][a-z0-9_-]{0,99})\//i.exec(url ?? '')?.[1] ?? null
}

function projectInUrl(url: string | null | undefined): string | null {
  return /\/projects\/[^/]+\/([^/]+)\/events\//.exec(url ?? '')?.[1] ?? null
}

function message(value: string | null | undefined): string {
  return safeText(value, 2_000) ?? 'Unnamed error'
}
