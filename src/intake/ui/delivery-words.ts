// Deliveries in words: sources, states, decisions.
import { Archive, CircleAlert, CircleCheck, CircleDashed, CopyX, type LucideIcon, Skull } from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import type { Delivery, DeliveryDetail } from './delivery-queries.ts'
import type { ReplayBatch } from './replay-queries.ts'

export const sourceWords: Record<Delivery['source'], string> = {
  sentry: 'Sentry',
  github: 'GitHub',
  loki: 'Grafana',
  signal: 'Signal',
}

export const stateLooks: Record<Delivery['state'], { icon: LucideIcon; tone: Tone; text: string }> = {
  received: { icon: CircleDashed, tone: 'work', text: 'Received' },
  processed: { icon: CircleCheck, tone: 'good', text: 'Processed' },
  ignored: { icon: Archive, tone: 'idle', text: 'Ignored' },
  duplicate: { icon: CopyX, tone: 'idle', text: 'Duplicate' },
  failed: { icon: CircleAlert, tone: 'need', text: 'Failed, tried again' },
  dead: { icon: Skull, tone: 'fail', text: 'Given up' },
}

type Effect = DeliveryDetail['effects'][number]

const effectWords: Record<string, string> = {
  'connection.noted': 'Connection noted',
  'fix.judged': 'Verdict on the fix',
  'fix.opened': 'Fix begun',
  'fix.reverted': 'Fix reverted',
  'issue.created': 'Issue made',
  'issue.escalated': 'Issue made more urgent',
  'issue.moved': 'Issue moved',
  'issue.reopened': 'Issue reopened',
  'occurrence.recorded': 'Occurrence counted',
  'pr.linked': 'Pull request linked',
  'push.recorded': 'Push recorded',
  'signal.recorded': 'Noted in the timeline',
}

/** Ids of ours say nothing to who reads; the issue has a link. */
const isSaid = (name: string) => !name.endsWith('_id') && name !== 'identifier'

/** `Issue moved: to backlog`: one line an effect. A kind without words stays as it is named. */
export function effectWordsOf({ type, ...members }: Effect): string {
  const rest = Object.entries(members)
    .filter(([name, value]) => isSaid(name) && value !== null)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [effectWords[type] ?? type, rest.join(', ')].filter(Boolean).join(': ')
}

/** The same with its issue, for lines that cannot have a link. An id that is not known here is left as it is. */
export function effectText(effect: Effect): string {
  const { issue_id: id, identifier } = effect
  const issue = typeof identifier === 'string' ? identifier : typeof id === 'string' ? id : null
  return [effectWordsOf(effect), issue].filter(Boolean).join(', ')
}

/** `1.2 kB` */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** What a batch did, or would do, in a sentence. */
export function batchText({ dry_run, total, done, changed, failed, state }: ReplayBatch): string {
  const things = (count: number) => (count === 1 ? 'one delivery' : `${count} deliveries`)
  if (total === 0) return 'No delivery passes.'
  if (state === 'canceled') return `Canceled after ${done + failed} of ${total}.`
  const rest = failed > 0 ? ` ${failed} could not be replayed.` : ''
  if (dry_run) return `${changed === 0 ? 'None' : changed} of ${things(total)} would do something else than before.${rest}`
  return `${done} of ${things(total)} replayed, ${changed} with another outcome than before.${rest}`
}

/** JSON indented for reading; anything else as it came. */
export function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
