// Sends what Sentry and GitHub would send, signed with the demo's secrets, to the addresses that they would use.
import { createHmac, randomUUID } from 'node:crypto'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { type DemoSettings, openSecret } from './settings.ts'

export async function deliverSentry(
  runtime: Runtime,
  settings: DemoSettings,
  hook: { resource: string; payload: object },
): Promise<void> {
  const body = JSON.stringify(hook.payload)
  await post(runtime, `${settings.origin}/api/sentry/webhook/${settings.sentryConnection}`, body, {
    'sentry-hook-resource': hook.resource,
    'sentry-hook-timestamp': String(Math.floor(Date.now() / 1000)),
    'sentry-hook-signature': sign(openSecret(runtime, settings, 'sentry'), body),
    'request-id': randomUUID(),
  })
}

export async function deliverGithub(
  runtime: Runtime,
  settings: DemoSettings,
  hook: { event: string; payload: object },
): Promise<void> {
  const body = JSON.stringify(hook.payload)
  await post(runtime, `${settings.origin}/api/github/webhook/${settings.githubConnection}`, body, {
    'x-github-event': hook.event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${sign(openSecret(runtime, settings, 'github'), body)}`,
  })
}

function sign(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

async function post(runtime: Runtime, url: string, body: string, headers: Record<string, string>): Promise<void> {
  const response = await runtime.fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
  if (!response.ok) throw new Upstream('demo_delivery_refused', `The demo's delivery was answered with ${response.status}.`)
}
