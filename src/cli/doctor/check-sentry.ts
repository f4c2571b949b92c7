// Sentry: whether webhooks can be verified, and whether its API can be asked for events and told of fixes.
import { z } from 'zod'
import type { Config } from '../../platform/config.ts'
import { askOutside } from './ask-outside.ts'
import { askForSecret, describeMissingSecret, inThisShell } from './ask-server.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, skipped, warning } from './finding.ts'

const organizationsSchema = z.array(z.object({ slug: z.string() }))

export async function checkSentry({ config, running, offline }: Examined): Promise<Finding[]> {
  const { SENTRY_CLIENT_SECRET: secret, SENTRY_API_TOKEN: token } = config
  const webhooks = secret
    ? ok('webhooks', 'the client secret is set')
    : describeMissingSecret(await askForSecret(running, 'sentry'), {
        variable: 'SENTRY_CLIENT_SECRET',
        address: '/api/sentry/webhook',
      })
  if (!token && running) return [webhooks, skipped('token', `SENTRY_API_TOKEN is not set${inThisShell(running)}`)]
  return [webhooks, await checkToken(config, { token, offline, hasWebhooks: secret !== undefined })]
}

async function checkToken(
  { SENTRY_API_URL: url }: Config,
  { token, offline, hasWebhooks }: { token: string | undefined; offline: boolean; hasWebhooks: boolean },
): Promise<Finding> {
  if (!token) return describeMissing(hasWebhooks)
  if (offline) return skipped('token', 'set; not asked')
  const host = new URL(url).host
  const answer = await askOutside(`${url}/api/0/organizations/`, { authorization: `Bearer ${token}` })
  if (answer.kind === 'unreachable')
    return broken('token', `${host} cannot be reached: ${answer.reason}.`, 'Check the network, HTTPS_PROXY and SENTRY_API_URL.')
  if (answer.status === 401 || answer.status === 403)
    return broken(
      'token',
      `${host} refuses it (${answer.status}).`,
      'Make one with org:read, project:read, event:read and event:write; set SENTRY_API_TOKEN.',
    )
  const organizations = organizationsSchema.safeParse(answer.json).data
  if (!organizations) return broken('token', `${host} answers ${answer.status} and not as Sentry does.`, 'Check SENTRY_API_URL.')
  if (organizations.length === 0) return broken('token', 'It sees no organisation.', 'Give it one, with org:read.')
  const names = organizations.map(({ slug }) => slug).join(', ')
  return ok('token', `${host} knows it: ${names}`)
}

function describeMissing(hasWebhooks: boolean): Finding {
  if (!hasWebhooks) return skipped('token', 'SENTRY_API_TOKEN is not set')
  return warning(
    'token',
    'SENTRY_API_TOKEN is not set: without per-event hooks fixes end inconclusive.',
    'Make an internal integration at Sentry with event:read, and set its token.',
  )
}
