// Connections in words: vendors, what each needs, how one fares.
import { Activity, Bug, ChartLine, CircleAlert, Dog, GitBranch, type LucideIcon, Radio, ShieldAlert } from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import { type VendorChoice, vendorOf } from './connection-form.ts'
import type { Connection } from './connection-queries.ts'

export const vendorLooks: Record<VendorChoice, { icon: LucideIcon; text: string; hint: string }> = {
  sentry: { icon: Bug, text: 'Sentry', hint: 'Issues, events and alerts of an integration' },
  github: { icon: GitBranch, text: 'GitHub', hint: 'A webhook of repositories or an organisation' },
  grafana: { icon: ChartLine, text: 'Grafana', hint: 'Alerts, also over logs in Loki' },
  datadog: { icon: Dog, text: 'Datadog', hint: 'Monitors, through its webhooks' },
  rollbar: { icon: Activity, text: 'Rollbar', hint: 'Items and occurrences' },
  honeybadger: { icon: ShieldAlert, text: 'Honeybadger', hint: 'Errors' },
  plain: { icon: Radio, text: 'Anything else', hint: 'Any sender of signed JSON' },
}

export const vendorChoices = Object.keys(vendorLooks) as VendorChoice[]

/** What is to be done at the vendor with the address and the secret. */
export const nextSteps: Record<VendorChoice, string> = {
  sentry:
    'In Sentry make an internal integration with this address as its webhook, then enter the client secret that it shows, under New secret.',
  github: 'In GitHub add a webhook with this address, content type application/json, and the secret.',
  grafana:
    'In Grafana add a contact point Webhook with this address; give the secret as HMAC secret, or as Authorization header credentials with the scheme Bearer.',
  datadog: 'In Datadog add a webhook with this address, and the custom header {"Authorization": "Bearer <secret>"}.',
  rollbar: 'Let Rollbar deliver to this address through something that adds the header Authorization: Bearer <secret>.',
  honeybadger: 'Let Honeybadger deliver to this address through something that adds the header Authorization: Bearer <secret>.',
  plain: 'Send JSON to this address, signed with the secret (Standard Webhooks or HMAC-SHA256), or with it as a bearer token.',
}

export interface Health {
  tone: Tone
  icon: LucideIcon
  text: string
}

/** The worst thing first. */
export function healthOf({ secret, vendor_state: vendor, last_delivery_at: last, refused_since: refused }: Connection): Health {
  if (vendor?.action === 'deleted') return { tone: 'fail', icon: CircleAlert, text: 'Removed at the vendor' }
  if (secret.state === 'none') return { tone: 'need', icon: CircleAlert, text: 'No secret: answers 503' }
  if (refused) return { tone: 'fail', icon: CircleAlert, text: 'Refuses: wrong signature' }
  if (last === null) return { tone: 'idle', icon: Radio, text: 'Nothing yet' }
  return { tone: 'good', icon: Radio, text: 'Receives' }
}

/** What to do about deliveries that are refused: both sides must know one secret. */
export function mendSignature({ secret, source, settings }: Connection): string {
  const choice = vendorOf(source, settings)
  const sender = choice === 'plain' ? 'the sender' : vendorLooks[choice].text
  const mend =
    secret.state === 'environment'
      ? `${secret.variable ?? 'The variable'} and the secret at ${sender} differ: make them equal and restart Dispatch.`
      : `The secret here and the one at ${sender} differ: give both the same under New secret; the old one can stay valid meanwhile.`
  return `${mend} What was refused is not kept: let ${sender} send it again.`
}
