// Sentry's API, as far as Dispatch uses it. Reference: https://docs.sentry.io/api/
import { readCount, readEvent, readIssue, type SentryEvent, type SentryIssueState, toEvent } from './answers.ts'
import { type Answer, askFor, askSentry, type SentryApi } from './api-request.ts'
import { OrganizationFinder } from './organization-finder.ts'
import { createOutage } from './outage.ts'

export interface SentryClientOptions {
  baseUrl: string
  token: string | undefined
  fetch?: typeof fetch
  timeoutMs?: number
  /** Machine time, in milliseconds. */
  now?: () => number
}

export interface IssueRef {
  externalId: string
  /** As the payload told; null: the token's only organisation is taken. */
  organization: string | null
}

export interface Span {
  since: Date
  until: Date
}

export interface SentryEvents {
  /** Newest first. */
  events: SentryEvent[]
  /** There are more than could be read. */
  isTruncated: boolean
}

/** Sentry keeps its fine counts for a short time only. */
const SHORT_SPAN_MS = 2 * 3_600_000

const MAX_PAGES = 5 // Of 100 each; a failed fix is told by the first event.

export type SentryClient = ReturnType<typeof createSentryClient>

/** A client of one Sentry installation. All answers are values: a failure degrades what depends on it and loses nothing. */
export function createSentryClient(options: SentryClientOptions) {
  const api: SentryApi = {
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 10_000,
    baseUrl: options.baseUrl,
    token: options.token,
    outage: createOutage(options.now),
  }
  const organizations = new OrganizationFinder(api)
  const issuePath = (organization: string, { externalId }: IssueRef) =>
    `organizations/${organization}/issues/${encodeURIComponent(externalId)}/`
  const getBelowIssue = <T>(
    call: { ref: IssueRef; path: string; signal: AbortSignal | undefined },
    read: (json: unknown) => T | null,
  ) =>
    organizations.within(call.ref.organization, call.signal, (organization) =>
      askFor(api, { path: issuePath(organization, call.ref) + call.path, signal: call.signal }, read),
    )

  return {
    /** Whether there is a token to ask with. */
    isConfigured: Boolean(options.token),

    getIssue: (ref: IssueRef, signal?: AbortSignal) => getBelowIssue({ ref, path: '', signal }, readIssue),

    /** Unresolved issues of the token's organisation that were first seen since a time, the newest first; at most 500. */
    listNewIssues: (since: Date, signal?: AbortSignal): Promise<Answer<unknown[]>> =>
      organizations.within(null, signal, async (organization) => {
        const search = `is:unresolved firstSeen:>=${withoutZone(since)}`
        const query = new URLSearchParams({ query: search, sort: 'new', limit: '100' })
        const pages = await readPages(api, { path: `organizations/${organization}/issues/?${query}`, signal })
        return pages.ok ? { ok: true, value: pages.value.items } : pages
      }),

    /** One event of an issue with its stack trace and release. */
    getEvent: (ref: IssueRef, eventId: string, signal?: AbortSignal) =>
      getBelowIssue({ ref, path: `events/${encodeURIComponent(eventId)}/`, signal }, readEvent),

    getLatestEvent: (ref: IssueRef, signal?: AbortSignal) => getBelowIssue({ ref, path: 'events/latest/', signal }, readEvent),

    /** The events of an issue in a span of time, newest first. */
    getIssueEventsSince: (ref: IssueRef, span: Span, signal?: AbortSignal): Promise<Answer<SentryEvents>> =>
      organizations.within(ref.organization, signal, async (organization) => {
        const query = new URLSearchParams({ start: withoutZone(span.since), end: withoutZone(span.until) })
        return toEvents(await readPages(api, { path: `${issuePath(organization, ref)}events/?${query}`, signal }))
      }),

    /** How many events a project received in a span of time, rounded outwards to Sentry's buckets of 10 s or an hour. */
    countProjectEvents: (
      project: { organization: string | null; slug: string },
      span: Span,
      signal?: AbortSignal,
    ): Promise<Answer<number>> =>
      organizations.within(project.organization, signal, (organization) => {
        const query = new URLSearchParams({
          stat: 'received',
          resolution: span.until.getTime() - span.since.getTime() < SHORT_SPAN_MS ? '10s' : '1h',
          since: unixSeconds(span.since),
          until: unixSeconds(span.until),
        })
        return askFor(
          api,
          { path: `projects/${organization}/${encodeURIComponent(project.slug)}/stats/?${query}`, signal },
          readCount,
        )
      }),

    resolveIssue: (ref: IssueRef, signal?: AbortSignal): Promise<Answer<SentryIssueState>> =>
      organizations.within(ref.organization, signal, (organization) =>
        askFor(api, { method: 'PUT', path: issuePath(organization, ref), body: { status: 'resolved' }, signal }, readIssue),
      ),
  }
}

interface Pages {
  items: unknown[]
  isTruncated: boolean
}

async function readPages(api: SentryApi, call: { path: string; signal: AbortSignal | undefined }): Promise<Answer<Pages>> {
  const items: unknown[] = []
  let cursor: string | null = null
  for (let page = 0; page < MAX_PAGES; page++) {
    const path: string = cursor === null ? call.path : `${call.path}&cursor=${encodeURIComponent(cursor)}`
    const answer = await askSentry(api, { path, signal: call.signal })
    if (!answer.ok) return answer
    if (!Array.isArray(answer.value.json))
      return { ok: false, reason: 'bad_answer', sentence: 'Sentry answered something unexpected.' }
    items.push(...answer.value.json)
    cursor = answer.value.nextCursor
    if (cursor === null) break
  }
  return { ok: true, value: { items, isTruncated: cursor !== null } }
}

function toEvents(pages: Answer<Pages>): Answer<SentryEvents> {
  if (!pages.ok) return pages
  const details = pages.value.items.map(readEvent).filter((event) => event !== null)
  const events = details.map(toEvent).filter((event) => event !== null)
  // An event that cannot be read has happened all the same.
  return { ok: true, value: { events, isTruncated: pages.value.isTruncated || events.length < pages.value.items.length } }
}

// Sentry documents times without a zone and takes them as UTC.
function withoutZone(date: Date): string {
  return date.toISOString().replace('Z', '')
}

function unixSeconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1_000))
}
