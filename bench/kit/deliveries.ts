// Distinct Sentry deliveries, signed, as bytes for the wire.
import { sentryIssueHook, signedSentryRequest } from '#test/fixtures/sentry/payloads.ts'
import { toRequestBytes } from './http-socket.ts'

export const sentrySecret = 'the-secret-that-signs-deliveries-of-the-bench'

/** The delivery number `n`: a new issue of its own, with an id that no other number has. */
export function sentryDelivery(n: number, port: number): Buffer {
  const { body, headers } = signedDelivery(n)
  return toRequestBytes({ method: 'POST', path: '/api/sentry/webhook', port, headers, body })
}

export function externalIdOf(n: number): string {
  return String(5_000_000_000 + n)
}

export function signedDelivery(n: number): { body: string; headers: Record<string, string> } {
  const id = externalIdOf(n)
  const payload = sentryIssueHook('issue-created', { id, shortId: `BENCH-${n}`, title: `TypeError: cart ${n} has no total` })
  const timestamp = Math.floor(Date.now() / 1000)
  return signedSentryRequest({ resource: 'issue', payload, secret: sentrySecret, requestId: `bench-${id}`, timestamp })
}
