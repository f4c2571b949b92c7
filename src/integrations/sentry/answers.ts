// Sentry's answers as Dispatch uses them. Each reader gives null for what it does not understand.
import { z } from 'zod'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { type EventDetail, readEventDetail } from './domain/event-detail.ts'
import { issuePayload } from './domain/payload.ts'

export interface SentryIssueState {
  status: string
  substatus: string | null
  count: number | null
  userCount: number | null
  firstSeen: string | null
  lastSeen: string | null
  project: string | null
  /** The answer itself, for `enrichedIssue`. */
  json: unknown
}

export interface SentryEvent {
  eventId: string
  occurredAt: string
  release: string | null
  environment: string | null
}

const points = z.array(z.tuple([z.number(), z.number()]))

export function readIssue(json: unknown): SentryIssueState | null {
  const parsed = issuePayload.safeParse(json)
  if (!parsed.success) return null
  const { status, substatus, count, userCount, firstSeen, lastSeen, project } = parsed.data
  return {
    status: status ?? 'unresolved',
    substatus: substatus ?? null,
    count: count ?? null,
    userCount: userCount ?? null,
    firstSeen: vendorTime(firstSeen),
    lastSeen: vendorTime(lastSeen),
    project: project?.slug ?? null,
    json,
  }
}

export function readEvent(json: unknown): (EventDetail & { json: unknown }) | null {
  const detail = readEventDetail(json)
  // Without an id it is something else, of which nothing may be concluded.
  return detail?.eventId ? { ...detail, json } : null
}

export function toEvent({ eventId, occurredAt, release, environment }: EventDetail): SentryEvent | null {
  return eventId !== null && occurredAt !== null ? { eventId, occurredAt, release, environment } : null
}

export function readCount(json: unknown): number | null {
  const parsed = points.safeParse(json)
  return parsed.success ? parsed.data.reduce((sum, [, count]) => sum + count, 0) : null
}
