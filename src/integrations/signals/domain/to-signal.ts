// What a sender of signals means: an error happens, or it is over.
import { codeBlock, inlineCode, link } from '#src/intake/domain/markdown.ts'
import { signalKey } from '#src/intake/domain/object-key.ts'
import type { Envelope, ErrorIssue, Parsed } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanLineOrNull } from '#src/intake/domain/text.ts'
import type { PresetMapping } from './mapping.ts'
import { type ReadSignal, readSignal } from './read-signal.ts'

const TITLE_LENGTH = 200

/** Translates one body. Pure: the only time it knows is the delivery's own. */
export function toSignals({ json, receivedAt }: Envelope, mapping: PresetMapping): Parsed {
  const reading = readSignal(json, mapping)
  if (!reading.ok) return { malformed: { code: reading.code, sentence: reading.sentence } }
  const { signal } = reading
  if (signal.state === 'other') {
    const sentence = `The state ${cleanLineOrNull(signal.sentState, 40)} is mapped to neither firing nor resolved.`
    return { ignored: { code: 'state_not_used', sentence } }
  }
  const issue = toErrorIssue(signal, mapping.name)
  const told = {
    source: 'signal' as const,
    objectKey: signalKey(signal.externalId),
    occurredAt: signal.occurredAt !== null && signal.occurredAt < receivedAt ? signal.occurredAt : receivedAt,
    vendorVersion: null,
    issue,
  }
  // A body that names neither an event nor a time tells of the moment in which it came.
  const event = signal.eventId ?? signal.occurredAt ?? `received ${receivedAt}`
  if (signal.state === 'resolved') {
    const state = { substatus: signal.sentState, actor: null, resolvedInRelease: signal.release }
    return { signals: [{ ...told, ...state, kind: 'error_issue_resolved', occurrenceKey: `resolved:${event}` }] }
  }
  const { release, environment } = signal
  const state = signal.sentState === null ? {} : { state: signal.sentState }
  const happened = { via: 'signal' as const, eventId: event, release, environment, rule: null, ...state }
  return { signals: [{ ...told, ...happened, kind: 'error_occurrence', occurrenceKey: `event:${event}` }] }
}

function toErrorIssue(signal: ReadSignal, name: string): ErrorIssue {
  const { errorType, title } = signal
  const named = errorType !== null && !title.startsWith(errorType) ? `${errorType}: ${title}` : title
  return {
    externalId: signal.externalId,
    shortId: null,
    organizationSlug: null,
    projectSlug: signal.project ?? 'unknown',
    title: cleanLine(signal.project ? `[${signal.project}] ${named}` : named, TITLE_LENGTH),
    message: signal.message ?? named,
    errorType,
    culprit: null,
    level: null,
    platform: null,
    priority: signal.priority,
    labels: [name],
    description: describe(signal, name),
    count: null,
    userCount: null,
    firstSeen: signal.occurredAt,
    lastSeen: signal.occurredAt,
    url: signal.url,
  }
}

function describe(signal: ReadSignal, name: string): string {
  const rows: [string, string | null][] = [
    ['Error', signal.errorType],
    ['Release', signal.release],
    ['Environment', signal.environment],
    ['Its id there', signal.externalId],
  ]
  const facts = rows.flatMap(([word, value]) => (value === null ? [] : [`- **${word}:** ${inlineCode(value)}`])).join('\n')
  const source =
    signal.url && link(`Open in ${name === 'Signal' ? 'its tracker' : name.replace(/[^\p{L}\p{N} ._-]/gu, '')}`, signal.url)
  return [facts, codeBlock(signal.message ?? signal.title), source].filter(Boolean).join('\n\n')
}
