// Standard Webhooks: the three headers by which a receiver knows that a message is ours, fresh, and whole.
import { Webhook } from 'standardwebhooks'

/** Signed with every secret that is valid now. @param now machine time: the receiver compares it with its own clock */
export function signedHeaders(
  id: string,
  body: string,
  { secrets, now }: { secrets: readonly string[]; now: Date },
): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  }
}
