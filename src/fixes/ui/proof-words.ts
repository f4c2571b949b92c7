// The numbers of a fix in words.
import { describeRatio, hours, percent } from '../domain/evidence-text.ts'
import type { FixDetail, FixProof } from './fix-queries.ts'

const channelNames: Record<string, string> = {
  event_hooks: 'events that are sent by themselves',
  api: 'Sentry’s API',
  resolved_at_deploy: 'resolved when it was deployed',
  alert_rule: 'the alert rule',
}

export function channelName(channel: string): string {
  return channelNames[channel] ?? channel.replaceAll('_', ' ')
}

export interface RateRow {
  when: 'before' | 'after'
  events: string
  /** For how long they were counted. */
  time: string
  /** A day, with its interval. */
  rate: string
}

/** One row before the deployment, one after it; none that was not counted. */
export function rateRows(proof: FixProof): RateRow[] {
  const rows = [
    { when: 'before' as const, events: proof.events_before, seconds: proof.seconds_before, rate: proof.rate_before },
    { when: 'after' as const, events: proof.events_after, seconds: proof.seconds_after, rate: proof.rate_after },
  ]
  return rows.flatMap(({ when, events, seconds, rate }) =>
    events === null || seconds === null || rate === null
      ? []
      : [{ when, events: events.toLocaleString('en-GB'), time: spanText(seconds), rate: rateText(rate) }],
  )
}

function rateText({ per_day, low, high }: { per_day: number; low: number; high: number | null }): string {
  return `${amount(per_day)} (${amount(low)} to ${high === null ? 'any' : amount(high)})`
}

function spanText(seconds: number): string {
  return seconds >= 4 * 86_400 ? `${Math.round(seconds / 86_400)} days` : hours(seconds)
}

/** Three digits: an interval is not known to more. */
function amount(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en-GB')
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)))
}

/** What became of the rate, and how sure that is; null without numbers of before. */
export function ratioText({ ratio, sureness }: FixProof): string | null {
  if (!ratio) return null
  const words = ratio.high === null ? null : describeRatio({ ...ratio, high: ratio.high })
  return [words, sureness === null ? null : `${capital(percent(sureness))} sure that it became rarer.`].filter(Boolean).join(' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const stepNames: Record<string, string> = {
  'fix.opened': 'Merged',
  'fix.watching': 'Deployed and watched',
  'fix.rolled_back': 'Rolled back',
  'fix.verified': 'Verified',
  'fix.failed': 'Failed',
  'fix.inconclusive': 'Inconclusive',
  'fix.reverted': 'Reverted',
  'fix.superseded': 'Superseded',
  'fix.broken': 'Came back',
  'fix.noted': 'Noted',
}

export function stepName(type: string): string {
  return stepNames[type] ?? type
}

/** What the chart shows, for those who do not see it. */
export function chartText({
  occurrences,
  deployed_at,
  events_before,
}: Pick<FixDetail, 'occurrences' | 'deployed_at' | 'events_before'>): string {
  const buckets = occurrences?.buckets ?? []
  const isAfter = ({ starts_at }: { starts_at: string }) => deployed_at !== null && starts_at >= deployed_at
  const sum = (parts: typeof buckets, name: 'events' | 'against') => parts.reduce((total, part) => total + part[name], 0)
  const [before, after] = [buckets.filter((part) => !isAfter(part)), buckets.filter(isAfter)]
  const told = sum(before, 'events')
  const untold = events_before !== null && events_before > told ? ` (of ${events_before.toLocaleString('en-GB')} in all)` : ''
  const against = sum(after, 'against')
  return `Told one by one: ${told} before the deployment${untold}, ${sum(after, 'events')} after it, ${against === 0 ? 'none' : against} against the fix.`
}
