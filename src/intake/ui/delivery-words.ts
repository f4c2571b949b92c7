// Deliveries in words: sources, states, decisions.
import { Archive, CircleAlert, CircleCheck, CircleDashed, CopyX, type LucideIcon, Skull } from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import type { Delivery } from './delivery-queries.ts'

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

/** JSON indented for reading; anything else as it came. */
export function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
