// Where an issue came from, in words, and whether strangers wrote its text.
import type { Card } from './issue-types.ts'

export const sourceWords: Record<Card['source'], string> = {
  manual: 'a person',
  api: 'the API',
  agent: 'an agent',
  sentry: 'Sentry',
  github: 'GitHub',
  loki: 'Grafana',
  signal: 'a signal',
}

/** Text that came with an error or an alert may say anything. */
export function writtenByStrangers(source: Card['source']): boolean {
  return source === 'sentry' || source === 'github' || source === 'loki' || source === 'signal'
}
