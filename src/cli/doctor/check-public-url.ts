// Whether people and webhooks reach this server under the address that it believes to have.
import { z } from 'zod'
import { isLoopback } from '../../platform/config.ts'
import { askOutside } from './ask-outside.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, skipped, warning } from './finding.ts'

const healthSchema = z.object({ status: z.literal('ok'), version: z.string() })
const tunnel =
  'Set DISPATCH_PUBLIC_URL to the address of a proxy or tunnel in front of it, or set API tokens: then Dispatch asks by itself.'

export async function checkPublicUrl({ config, running, offline }: Examined): Promise<Finding[]> {
  const url = config.DISPATCH_PUBLIC_URL
  const wantsWebhooks = [
    config.GITHUB_WEBHOOK_SECRET,
    config.SENTRY_CLIENT_SECRET,
    config.LOKI_WEBHOOK_SECRET,
    config.SIGNAL_WEBHOOK_SECRET,
  ].some(Boolean)
  if (!url)
    return [
      wantsWebhooks && isLoopback(config)
        ? warning('address', 'Webhooks are expected, and only this machine can reach the server.', tunnel)
        : skipped('address', 'DISPATCH_PUBLIC_URL is not set: only this machine knows a name for the server'),
    ]
  const findings = [describeScheme(url)]
  if (offline || !running)
    return [...findings, skipped('reachable', running ? 'not asked' : 'not asked: the server does not run')]
  const answer = await askOutside(`${url}/api/health`)
  return [...findings, describeAnswer(url, answer)]
}

function describeScheme(url: string): Finding {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || hostname === 'localhost' || hostname.startsWith('127.')) return ok('address', url)
  return warning('address', `${url} has no TLS: passwords and webhook bodies can be read on the way.`, 'Use https.')
}

function describeAnswer(url: string, answer: Awaited<ReturnType<typeof askOutside>>): Finding {
  if (answer.kind === 'unreachable')
    return broken('reachable', `${url} cannot be reached from here: ${answer.reason}.`, 'Check the proxy or tunnel, and DNS.')
  if (answer.status === 421)
    return broken('reachable', 'The proxy passes another host name on.', 'Let it pass Host, or correct DISPATCH_PUBLIC_URL.')
  if (!healthSchema.safeParse(answer.json).success)
    return broken('reachable', `Something else answers there (${answer.status}).`, 'Point the proxy to this server.')
  return ok('reachable', 'the server answers there')
}
