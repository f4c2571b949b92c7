// What one Sentry event tells beyond its issue: the stack trace, the release and the environment.
// Hooks (snake_case, `exception`) and the events API (camelCase, `entries`) write the same thing differently.
import { safeLine, safeText } from '#src/intake/domain/safe-text.ts'
import { cleanLineOrNull } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import { type EventPayload, eventPayload, exceptionPayload, type FramePayload } from './payload.ts'

const MAX_EXCEPTIONS = 5
const MAX_FRAMES = 200

export interface Frame {
  function: string
  location: string
  inApp: boolean
  code: string | null
}

export interface ThrownError {
  type: string | null
  message: string | null
  /** The newest call first; Sentry sends the oldest first. */
  frames: Frame[]
}

export interface EventDetail {
  eventId: string | null
  occurredAt: string | null
  release: string | null
  /** When Sentry first saw the release; only its API says so. */
  releaseCreatedAt: string | null
  environment: string | null
  /** The error that was caught first, then what caused it. */
  errors: ThrownError[]
}

/** Reads an event as the API returns it; null if it is no event at all. */
export function readEventDetail(json: unknown): EventDetail | null {
  const parsed = eventPayload.safeParse(json)
  return parsed.success ? eventDetail(parsed.data) : null
}

/** The details of a parsed event, cleaned and without personal data. Request, user and cookies are never looked at. */
export function eventDetail(event: EventPayload): EventDetail {
  return {
    eventId: cleanLineOrNull(event.event_id ?? event.eventID, 64),
    occurredAt:
      vendorTime(event.datetime) ?? vendorTime(event.dateCreated) ?? vendorTime(event.timestamp) ?? vendorTime(event.received),
    release: cleanLineOrNull(releaseName(event) ?? tagOf(event, 'release'), 250),
    releaseCreatedAt: typeof event.release === 'object' ? vendorTime(event.release?.dateCreated) : null,
    environment: cleanLineOrNull(event.environment ?? tagOf(event, 'environment'), 100),
    errors: thrownErrors(event),
  }
}

/** The value of a tag, in either notation. */
export function tagOf(event: EventPayload, key: string): string | null {
  for (const tag of event.tags ?? []) {
    if (Array.isArray(tag) && tag[0] === key) return tag[1]
    if (tag && !Array.isArray(tag) && tag.key === key) return tag.value
  }
  return null
}

function releaseName({ release }: EventPayload): string | null | undefined {
  return typeof release === 'object' ? release?.version : release
}

function thrownErrors(event: EventPayload): ThrownError[] {
  const inEntries = event.entries?.find((entry) => entry?.type === 'exception')?.data
  const values = (event.exception ?? exceptionPayload.parse(inEntries))?.values ?? []
  return values
    .filter((value) => value !== null)
    .reverse() // Sentry puts the root cause first.
    .slice(0, MAX_EXCEPTIONS)
    .map((value) => ({
      type: safeLine(value.type, 200),
      message: safeText(value.value, 2_000),
      frames: (value.stacktrace?.frames ?? [])
        .filter((frame) => frame !== null)
        .slice(-MAX_FRAMES)
        .reverse()
        .map(readFrame),
    }))
}

function readFrame(frame: FramePayload): Frame {
  const file = frame.filename ?? frame.module ?? frame.abs_path ?? frame.absPath
  const line = frame.lineno ?? frame.lineNo
  const column = frame.colno ?? frame.colNo
  const code = frame.context_line ?? frame.context?.find(([number]) => number === line)?.[1]
  return {
    function: safeLine(frame.function, 200) ?? '?',
    location: [safeLine(file, 300) ?? '<unknown>', line, line == null ? null : column].filter((part) => part != null).join(':'),
    inApp: frame.in_app ?? frame.inApp ?? false,
    code: safeLine(code, 200),
  }
}
