// The things that addresses name, made anew in a workspace: what each returns fills the places in the path.
import { followAll } from '#src/inbox/follow-events.ts'
import { newId } from '#src/platform/ids.ts'
import { submitPlan } from '#src/runs/submit-plan.ts'
import { testMember } from '#test/members.ts'
import type { Place } from './world.ts'

export type Ids = Record<string, string>
export type Thing = (place: Place) => Promise<Ids>

let made = 0
/** A name that nothing had before. */
export const fresh = (word: string) => `${word} ${++made}`

const idOf = (answer: Record<string, unknown>) => String(answer.id)

export const issue: Thing = async ({ make }) => ({ id: idOf(await make('POST', '/api/issues', { title: fresh('Issue') })) })

export const comment: Thing = async (place) => {
  const { id } = await only(issue, place)
  return { id, comment_id: idOf(await place.make('POST', `/api/issues/${id}/comments`, { body: 'Said.' })) }
}

/** An issue, and another one to be related to it. */
export const pair: Thing = async (place) => ({ ...(await issue(place)), other: (await only(issue, place)).id })

export const relation: Thing = async (place) => {
  const [{ id }, other] = [await only(issue, place), await only(issue, place)]
  const answer = await place.make('POST', `/api/issues/${id}/relations`, { kind: 'blocks', issue: other.id })
  return { id, relation: idOf(answer) }
}

export const link: Thing = async (place) => {
  const { id } = await only(issue, place)
  const url = `https://github.com/acme/shop/issues/${++made}`
  return { id, link_id: idOf(await place.make('POST', `/api/issues/${id}/links`, { url })) }
}

export const issueLabel: Thing = async (place) => {
  const { id } = await only(issue, place)
  await place.make('POST', `/api/issues/${id}/labels`, { labels: ['Bug'] })
  return { id, label: 'Bug' }
}

export const pullLink: Thing = async (place) => {
  const { id } = await only(issue, place)
  const answer = await place.make('POST', `/api/issues/${id}/prs`, { repository: 'acme/shop', number: ++made })
  return { id, link_id: idOf(answer) }
}

export const run: Thing = async (place) => {
  const { id } = await only(issue, place)
  // Named, since another test may have made an agent of its own the default one, and disabled it.
  const agent = place.shop.agentId
  return { id: idOf(await place.make('POST', `/api/issues/${id}/runs`, { kind: 'investigate', agent })) }
}

/** An issue with a plan that waits for a person. */
export const planned: Thing = async (place) => {
  const { id } = await only(issue, place)
  const agent = { type: 'key' as const, id: 'key_of_an_agent', name: 'Agent' }
  await submitPlan({ ...place.shop.key('agent', 'write'), actor: agent }, { issue: id, content: 'Look, then mend.' })
  return { id }
}

export const notice: Thing = async (place) => {
  await planned(place)
  await followAll(place.kit.runtime, new AbortController().signal)
  const row = await place.kit.runtime.database.kysely
    .selectFrom('dispatch_notification')
    .select('id')
    .where('workspace_id', '=', place.shop.id)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return { id: row.id }
}

export const view: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/views', { name: fresh('View'), is_shared: true })),
})

export const status: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/statuses', { name: fresh('Status'), category: 'backlog' })),
})

export const label: Thing = async ({ make }) => ({ id: idOf(await make('POST', '/api/labels', { name: fresh('Label') })) })

export const agent: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/agents', { name: fresh('Agent'), adapter: 'simulator' })),
})

export const repository: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/repositories', { git_url: `https://git.example.com/acme/repo${++made}.git` })),
})

export const key: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/keys', { name: fresh('Key'), scopes: ['read'] })),
})

export const member: Thing = async ({ kit, shop }) => ({ id: (await testMember(kit.runtime, shop.id, 'member')).id })

export const invitation: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/invitations', { email: `guest${++made}@example.com` })),
})

/** Of somebody else in the workspace. */
export const session: Thing = async ({ kit, shop }) => {
  const someone = await testMember(kit.runtime, shop.id, 'viewer')
  await someone.cookie()
  const row = await kit.runtime.database.kysely
    .selectFrom('dispatch_session')
    .select('id')
    .where('user_id', '=', someone.id)
    .executeTakeFirstOrThrow()
  return { id: row.id }
}

export const webhook: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/webhooks', { name: fresh('Webhook'), url: 'https://8.8.8.8/hook' })),
})

export const outgoing: Thing = async (place) => {
  const { id } = await only(webhook, place)
  const answer = await place.make('POST', `/api/webhooks/${id}/test`, {})
  return { id, delivery_id: String(answer.delivery_id ?? answer.id) }
}

export const connection: Thing = async ({ make }) => ({
  id: idOf(await make('POST', '/api/connections', { source: 'signal', name: fresh('Connection') })),
})

export const delivery: Thing = async ({ kit, shop }) => {
  const { kysely } = kit.runtime.database
  const from = { source: 'sentry' as const, name: 'Errors', created_at: shop.person().now }
  const connection = { id: newId('con'), workspace_id: shop.id, ...from }
  await kysely.insertInto('dispatch_connection').values(connection).execute()
  const row = {
    id: newId('dlv'),
    workspace_id: shop.id,
    connection_id: connection.id,
    source: 'sentry',
    delivery_key: newId('key'),
    kind: 'event_alert',
    headers: {},
    body: Buffer.from('{}'),
    body_sha256: 'a'.repeat(64),
    received_at: shop.person().now,
  }
  await kysely.insertInto('dispatch_delivery').values(row).execute()
  return { id: row.id }
}

export const deployment: Thing = async ({ kit, shop }) => {
  const id = newId('dep')
  const { now } = shop.person()
  const what = { repository: 'acme/shop', environment: 'production', sha: 'a'.repeat(40), vendor_id: id, source: 'api' as const }
  const why = { is_production: true, production_reason: 'Deployed to production.' }
  const row = { id, workspace_id: shop.id, ...what, ...why, deployed_at: now, received_at: now }
  await kit.runtime.database.kysely.insertInto('dispatch_deployment').values(row).execute()
  return { id }
}

export const replayBatch: Thing = async (place) => {
  const { id } = await only(delivery, place)
  return { id: idOf(await place.make('POST', '/api/deliveries/replay', { ids: [id], dry_run: true })) }
}

/** The ids of a thing, each of which is there. */
async function only(thing: Thing, place: Place): Promise<{ id: string }> {
  const { id = '' } = await thing(place)
  return { id }
}
