// Shows what a vendor's settings would read in a body. Nothing is stored, nothing happens.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import type { TriedSettings, TrySettings } from './connection-schemas.ts'
import { checkSettings } from './connection-settings.ts'
import type { Parsed, Signal } from './domain/signal.ts'
import { toEnvelope } from './envelope.ts'
import { vendorOf } from './read-connections.ts'
import type { Vendor } from './vendor.ts'

/** @throws Invalid for settings that could not be kept */
export function trySettings(ctx: Ctx, vendors: readonly Vendor[], input: TrySettings): TriedSettings {
  authorize(ctx, 'connection.manage')
  return readSample(vendorOf(vendors, input.source), input, ctx.now)
}

/** The same for whoever has asked already. @throws Invalid */
export function readSample(vendor: Vendor, input: Omit<TrySettings, 'source'>, now: Date): TriedSettings {
  const settings = checkSettings(vendor, input.settings)
  const headers = Object.fromEntries(Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const envelope = toEnvelope({ headers, body: Buffer.from(input.body), received_at: now })
  if (!envelope) return nothing('unreadable', { code: 'not_json', sentence: 'The body is not JSON.' })
  return toTried(vendor.parse(envelope, settings))
}

function toTried(parsed: Parsed): TriedSettings {
  if ('malformed' in parsed) return nothing('unreadable', parsed.malformed)
  if ('ignored' in parsed) return nothing('ignored', parsed.ignored)
  return { outcome: 'read', reason: 'read', sentence: sentenceOf(parsed.signals[0]), signals: parsed.signals.map(toRead) }
}

function sentenceOf(first: Signal | undefined): string {
  switch (first?.kind) {
    case 'error_issue_resolved':
      return 'It says that an error is over.'
    case 'alert_rule_blind':
    case 'alert_rule_sighted':
    case 'alerts_cut':
      return first.detail
    default:
      return 'It says that something happened.'
  }
}

function nothing(outcome: 'ignored' | 'unreadable', { code, sentence }: { code: string; sentence: string }): TriedSettings {
  return { outcome, reason: code, sentence, signals: [] }
}

function toRead(signal: Signal): TriedSettings['signals'][number] {
  const issue = 'issue' in signal ? signal.issue : null
  const event = signal.kind === 'error_occurrence' ? signal : null
  return {
    kind: signal.kind,
    occurred_at: signal.occurredAt,
    external_id: issue?.externalId ?? null,
    title: issue?.title ?? null,
    message: issue?.message ?? null,
    priority: issue?.priority ?? null,
    labels: issue?.labels ?? [],
    project: issue?.projectSlug ?? null,
    event_id: event?.eventId ?? null,
    release: event?.release ?? null,
    environment: event?.environment ?? null,
    url: issue?.url ?? null,
  }
}
