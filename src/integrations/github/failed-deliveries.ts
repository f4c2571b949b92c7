// Webhook deliveries that did not arrive, as GitHub itself keeps them: of the App, or of a repository's own hook.
// https://docs.github.com/en/rest/apps/webhooks and https://docs.github.com/en/rest/repos/webhooks
import { z } from 'zod'
import type { FailedDeliveriesAsked, FailedDelivery } from '#src/intake/ports.ts'
import { statusOf, toAppError } from './api-errors.ts'
import type { GitHubConnection } from './connection.ts'
import type { GitHubApi } from './octokit.ts'

/** After so many tries the receiver is at fault, not the network. */
const maxTries = 4
const pageSize = 100

const item = z.object({
  id: z.number(),
  guid: z.string().min(1).max(200),
  delivered_at: z.string(),
  status_code: z.number(),
})
type Item = z.infer<typeof item>

/** Those of which every try failed. A token that may not see hooks finds none: then the state of things is asked instead. */
export async function failedDeliveries(connection: GitHubConnection, asked: FailedDeliveriesAsked): Promise<FailedDelivery[]> {
  const { appApi } = connection
  if (appApi) return ofApp(appApi, asked)
  const failed: FailedDelivery[] = []
  for (const fullName of asked.repositories)
    failed.push(...(await ofRepository(await connection.pollApiFor(fullName), fullName, asked)))
  return failed
}

/** An App has one hook, which may be another installation's. */
async function ofApp(api: GitHubApi, { origin, since }: FailedDeliveriesAsked): Promise<FailedDelivery[]> {
  const hook = await allowed(() => api.rest.apps.getWebhookConfigForApp())
  if (!isOurs(hook?.url, origin)) return []
  const items = await allowed(() => api.rest.apps.listWebhookDeliveries({ per_page: pageSize }))
  return lastTries(items ?? [], since).map(({ id, guid }) => ({
    guid,
    redeliver: () => isDone(() => api.rest.apps.redeliverWebhookDelivery({ delivery_id: id })),
  }))
}

async function ofRepository(
  api: GitHubApi,
  fullName: string,
  { origin, since }: FailedDeliveriesAsked,
): Promise<FailedDelivery[]> {
  const [owner = '', repo = ''] = fullName.split('/')
  const hooks = await allowed(() => api.rest.repos.listWebhooks({ owner, repo, per_page: pageSize }))
  const failed: FailedDelivery[] = []
  for (const hook of (hooks ?? []).filter(({ config }) => isOurs(config.url, origin))) {
    const items = await allowed(() => api.rest.repos.listWebhookDeliveries({ owner, repo, hook_id: hook.id, per_page: pageSize }))
    for (const { id, guid } of lastTries(items ?? [], since)) {
      const redeliver = () =>
        isDone(() => api.rest.repos.redeliverWebhookDelivery({ owner, repo, hook_id: hook.id, delivery_id: id }))
      failed.push({ guid, redeliver })
    }
  }
  return failed
}

function isOurs(url: string | undefined, origin: string): boolean {
  return url?.startsWith(`${origin}/api/github/webhook`) ?? false
}

/** Newest first, as GitHub lists them: the last try of each delivery that never succeeded. */
function lastTries(items: readonly unknown[], since: Date): Item[] {
  const tries = new Map<string, Item[]>()
  for (const each of items) {
    const { data } = item.safeParse(each)
    if (data) tries.set(data.guid, [...(tries.get(data.guid) ?? []), data])
  }
  return [...tries.values()].flatMap((all) => {
    const [last] = all
    const isOver = all.length >= maxTries || all.some(({ status_code: code }) => code >= 200 && code < 300)
    return last && !isOver && Date.parse(last.delivered_at) >= since.getTime() ? [last] : []
  })
}

/** Null where GitHub does not permit it. */
async function allowed<T>(call: () => Promise<{ data: T }>): Promise<T | null> {
  try {
    return (await call()).data
  } catch (error) {
    if (statusOf(error) === 403 || statusOf(error) === 404) return null
    throw toAppError(error, 'asking for failed deliveries')
  }
}

async function isDone(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (statusOf(error) !== undefined && (statusOf(error) ?? 500) < 500) return false
    throw toAppError(error, 'asking for a delivery again')
  }
}
