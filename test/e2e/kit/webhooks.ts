// Sends what Sentry and GitHub would send, signed over the very bytes, to a running server.
import { createHmac, randomUUID } from 'node:crypto'
import { signedGitHubRequest } from '#test/fixtures/github/payloads.ts'
import { sentryIssueHook, signedSentryRequest } from '#test/fixtures/sentry/payloads.ts'
import type { Answer } from './api-client.ts'
import type { Dispatch } from './dispatch.ts'

export interface Received {
  status: 'accepted' | 'duplicate'
  delivery_id: string
}

export const webhookSecrets = {
  SENTRY_CLIENT_SECRET: 'sentry-secret-of-the-test',
  GITHUB_WEBHOOK_SECRET: 'github-secret-of-the-test',
}

/** An issue hook of the fixtures with single fields of the issue changed. */
export function sendSentryIssue(
  dispatch: Dispatch,
  name: string,
  issue: Record<string, unknown> = {},
  requestId: string = randomUUID(),
): Promise<Answer<Received>> {
  return sendSentry(dispatch, { resource: 'issue', payload: sentryIssueHook(name, issue), requestId })
}

export function sendSentry(
  dispatch: Dispatch,
  hook: { resource: string; payload: unknown; requestId?: string },
): Promise<Answer<Received>> {
  const { body, headers } = signedSentryRequest({
    requestId: randomUUID(),
    ...hook,
    secret: webhookSecrets.SENTRY_CLIENT_SECRET,
    timestamp: Math.floor(Date.now() / 1000),
  })
  return dispatch.api.call<Received>('POST', '/api/sentry/webhook', body, { key: null, headers })
}

export function sendGithub(
  dispatch: Dispatch,
  event: string,
  payload: unknown,
  deliveryId: string = randomUUID(),
): Promise<Answer<Received>> {
  const { body, headers } = signedGitHubRequest({ event, payload, deliveryId, secret: webhookSecrets.GITHUB_WEBHOOK_SECRET })
  return dispatch.api.call<Received>('POST', '/api/github/webhook', body, { key: null, headers })
}

/** Any bytes, signed as the vendor would sign them. */
export function signedAs(
  source: 'sentry' | 'github',
  body: string,
): { path: string; headers: Record<string, string>; body: string } {
  const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('hex')
  const headers: Record<string, string> =
    source === 'sentry'
      ? {
          'request-id': randomUUID(),
          'sentry-hook-resource': 'issue',
          'sentry-hook-timestamp': String(Math.floor(Date.now() / 1000)),
          'sentry-hook-signature': sign(webhookSecrets.SENTRY_CLIENT_SECRET),
        }
      : {
          'x-github-event': 'pull_request',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': `sha256=${sign(webhookSecrets.GITHUB_WEBHOOK_SECRET)}`,
        }
  return { path: `/api/${source}/webhook`, headers: { 'content-type': 'application/json', ...headers }, body }
}
