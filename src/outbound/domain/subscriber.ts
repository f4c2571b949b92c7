// Who can be told: programs by signed webhooks, agents that run elsewhere, and people by Slack or e-mail.

/** `agent` rows come and go with the `webhook_url` of their agent. */
export const kinds = ['webhook', 'agent', 'slack_webhook', 'slack_bot', 'email'] as const
export type Kind = (typeof kinds)[number]

/** Told in sentences, about what wants a person, instead of in events. */
export type PeopleKind = 'slack_webhook' | 'slack_bot' | 'email'

export function isForPeople(kind: Kind): kind is PeopleKind {
  return kind !== 'webhook' && kind !== 'agent'
}

/** What is shown of a secret address: enough to tell two of them apart. */
export function hintOfUrl(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}/…${pathname.slice(-4)}`
}
