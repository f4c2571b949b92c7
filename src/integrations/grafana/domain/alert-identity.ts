// Which alert it is, of which rule, and which time that it fires.
import { createHash } from 'node:crypto'
import { cleanLineOrNull } from '#src/intake/domain/text.ts'
import { cutText } from '#src/platform/cut-text.ts'
import { normaliseTitle } from './normalise.ts'
import type { AlertPayload } from './payload.ts'

/** Grafana computes the fingerprint from all labels; whoever sends none is told apart by them, too. */
export function instanceOf({ fingerprint, labels }: AlertPayload): string {
  const told = cleanLineOrNull(fingerprint, 64)
  return told ?? cutText(JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))), 500)
}

export function episodeOf(alert: AlertPayload, startedAt: string): string {
  return `${instanceOf(alert)}@${startedAt}`
}

/** Of one folder and name, whatever the alerts of the rule are about. */
export function ruleKeyOf(folder: string | undefined, name: string): string {
  return createHash('sha256')
    .update(JSON.stringify([folder ?? '', normaliseTitle(name)]))
    .digest('hex')
    .slice(0, 24)
}
