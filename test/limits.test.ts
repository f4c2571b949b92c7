import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '#src/access/create-api-key.ts'
import { inviteMember } from '#src/access/invite-member.ts'
import { revokeApiKey } from '#src/access/revoke-api-key.ts'
import { createAgent, deleteAgent } from '#src/agents/manage-agents.ts'
import { vendors } from '#src/composition/feature-ports.ts'
import { createConnection } from '#src/intake/add-connection.ts'
import { createLabel } from '#src/issues/catalog.ts'
import { createStatus } from '#src/issues/manage-statuses.ts'
import { createWebhook } from '#src/outbound/create-webhook.ts'
import { createWebhookSchema } from '#src/outbound/schemas.ts'
import type { Ctx } from '#src/platform/context.ts'
import { type Limited, limits } from '#src/platform/limits.ts'
import { connectRepository } from '#src/repositories/connect-repository.ts'
import { type OutboundKit, testOutbound } from '#test/outbound.ts'
import type { TestWorkspace } from '#test/runtime.ts'

let kit: OutboundKit
let workspace: TestWorkspace
beforeAll(async () => {
  kit = await testOutbound()
  workspace = kit.workspace
})
afterAll(() => kit.close())

const by = sql`'{"type":"system","id":"system","name":"Test"}'::jsonb`
const at = sql`'2026-01-01T00:00:00Z'::timestamptz`
const later = sql`'2026-12-31T00:00:00Z'::timestamptz`
const n = sql.raw('n')

/** Columns besides the id and the workspace, for each of as many rows as there may be. */
const rows = {
  agents: ['dispatch_agent', { name: sql`'Agent ' || ${n}`, adapter: sql`'simulator'`, created_at: at }],
  repositories: [
    'dispatch_repository',
    {
      name: sql`'repo' || ${n}`,
      provider: sql`'github'`,
      git_url: sql`'https://github.com/acme/repo' || ${n}`,
      default_branch: sql`'main'`,
      created_at: at,
    },
  ],
  api_keys: [
    'dispatch_api_key',
    {
      name: sql`'Key ' || ${n}`,
      key_hash: sql`'hash ' || ${n}`,
      key_hint: sql`'dsp_…'`,
      scopes: sql`array['read']`,
      created_by: by,
      created_at: at,
    },
  ],
  invitations: [
    'dispatch_invitation',
    {
      email: sql`'someone' || ${n} || '@acme.example'`,
      role: sql`'viewer'`,
      token_hash: sql`'hash ' || ${n}`,
      created_by: by,
      created_at: at,
      expires_at: later,
    },
  ],
  connections: ['dispatch_connection', { source: sql`'signal'`, name: sql`'Source ' || ${n}`, created_at: at }],
  webhooks: [
    'dispatch_webhook',
    {
      kind: sql`'email'`,
      name: sql`'Mail ' || ${n}`,
      target: sql`'someone@acme.example'`,
      since_seq: sql`0`,
      event_types: sql`array['*']`,
      created_by: by,
      created_at: at,
      updated_at: at,
    },
  ],
  statuses: [
    'dispatch_status',
    {
      name: sql`'Column ' || ${n}`,
      category: sql`'backlog'`,
      color: sql`'#888888'`,
      position: sql`50 + ${n}`,
      created_at: at,
    },
  ],
  labels: ['dispatch_label', { name: sql`'Label ' || ${n}`, color: sql`'#888888'`, created_at: at }],
} as const satisfies Partial<Record<Limited, readonly [string, Record<string, RawBuilder<unknown>>]>>

/** Up to the last one that there may be. */
async function fill(limited: keyof typeof rows): Promise<void> {
  const [table, columns] = rows[limited]
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  const values = sql.join(Object.values(columns))
  const present = sql`(select count(*)::int from ${sql.table(table)} where workspace_id = ${workspace.id})`
  await sql`
    insert into ${sql.table(table)} (id, workspace_id, ${names})
    select ${limited} || n, ${workspace.id}, ${values} from generate_series(1, ${sql.lit(limits[limited].most)} - ${present}) n
  `.execute(kit.runtime.database.kysely)
}

const found = async () => ({ ok: true as const, defaultBranch: 'main' })
const more: Record<keyof typeof rows, (ctx: Ctx) => Promise<unknown>> = {
  agents: (ctx) => createAgent(ctx, { name: 'One more', adapter: 'simulator' }),
  repositories: (ctx) => connectRepository(ctx, { git_url: 'acme/one-more' }, found),
  api_keys: (ctx) => createApiKey(ctx, { name: 'One more', scopes: ['read'] }),
  invitations: (ctx) => inviteMember(ctx, { email: 'one.more@acme.example', role: 'viewer' }),
  connections: (ctx) => createConnection(ctx, vendors, { source: 'sentry', name: 'One more', settings: {} }),
  webhooks: (ctx) =>
    createWebhook(ctx, kit.ports, createWebhookSchema.parse({ name: 'One more', url: `${kit.receiver.origin}/hook` })),
  statuses: (ctx) => createStatus(ctx, { name: 'One more', category: 'backlog', color: '#888888' }),
  labels: (ctx) => createLabel(ctx, { name: 'One more', color: '#888888' }),
}

const refusal = (limited: Limited) => ({
  status: 409,
  code: 'limit_exceeded',
  detail: expect.stringContaining(limits[limited].remedy),
  extra: { limited, limit: limits[limited].most },
})

test.each(Object.keys(rows) as (keyof typeof rows)[])(
  'there is a last one of %s, and the refusal says how to make room',
  async (limited) => {
    const admin = workspace.person()
    await fill(limited)
    await expect(more[limited](admin)).rejects.toMatchObject(refusal(limited))
  },
)

test('room that was made is used', async () => {
  const admin = workspace.person()
  await deleteAgent(admin, 'agents1')
  expect(await more.agents(admin)).toMatchObject({ name: 'One more' })
  await expect(more.agents(admin)).rejects.toMatchObject(refusal('agents'))
  await revokeApiKey(admin, 'api_keys1')
  expect(await more.api_keys(admin)).toMatchObject({ row: { name: 'One more' } })
  await expect(more.api_keys(admin)).rejects.toMatchObject(refusal('api_keys'))
})
