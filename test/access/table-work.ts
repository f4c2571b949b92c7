// Rows of agents, repositories, runs, plans, fixes, deliveries, webhooks and tools.
import { admins, none, type Row, readers, writers } from './row.ts'
import {
  agent,
  connection,
  delivery,
  deployment,
  fresh,
  issue,
  outgoing,
  planned,
  pullLink,
  replayBatch,
  repository,
  run,
  webhook,
} from './things.ts'

const reads = (more: Partial<Row> = {}): Row => ({ people: 'viewer', keys: readers, ok: 200, ...more })
const writes = (ok: number, more: Partial<Row> = {}): Row => ({ people: 'member', keys: writers, ok, ...more })
const manages = (ok: number, more: Partial<Row> = {}): Row => ({ people: 'admin', keys: admins, ok, ...more })
/** A person who works may; of keys only an admin's. */
const decides = (ok: number, more: Partial<Row> = {}): Row => ({ people: 'member', keys: admins, ok, ...more })
/** Signed, or with a token of its own kind. */
const signed = (ok: number): Row => ({ people: 'everyone', keys: none, ok })

const hello = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'access test', version: '1' } },
}

export const workRows: Record<string, Row> = {
  'GET /api/agents': reads(),
  'POST /api/agents': manages(201, { body: () => ({ name: fresh('Agent'), adapter: 'simulator' }) }),
  'PATCH /api/agents/{id}': manages(200, { thing: agent, body: () => ({ name: fresh('Agent') }) }),
  'DELETE /api/agents/{id}': manages(204, { thing: agent }),
  'POST /api/agents/{id}/secret': manages(201, { thing: agent }),
  'GET /api/repositories': reads(),
  'POST /api/repositories': manages(422),
  'PATCH /api/repositories/{id}': manages(200, { thing: repository, body: () => ({ name: fresh('Repository') }) }),
  'DELETE /api/repositories/{id}': manages(204, { thing: repository }),
  'GET /api/integrations/github': reads(),
  'GET /api/runs': reads(),
  'GET /api/fleet': reads(),
  'GET /api/issues/{id}/runs': reads({ thing: issue }),
  'POST /api/issues/{id}/runs': writes(201, { thing: issue, body: () => ({ kind: 'investigate' }) }),
  'GET /api/runs/{id}': reads({ thing: run }),
  'GET /api/runs/{id}/transcript': reads({ thing: run }),
  'GET /api/runs/{id}/stream': reads({ thing: run, raw: 'stream' }),
  'GET /api/runs/{id}/diff': reads({ thing: run, ok: 409 }), // it has changed nothing
  'POST /api/runs/{id}/cancel': writes(202, { thing: run }),
  'POST /api/runs/{id}/push': decides(409, { thing: run, body: () => ({ head_sha: 'a'.repeat(40) }) }),
  'POST /api/runs/{id}/discard': writes(409, { thing: run }),
  'GET /api/issues/{id}/activity': reads({ thing: issue }),
  'GET /api/issues/{id}/plan': reads({ thing: planned }),
  'GET /api/issues/{id}/plan/base': reads({ thing: planned }),
  'PATCH /api/issues/{id}/plan': writes(200, { thing: planned, body: () => ({ content: fresh('Plan') }) }),
  'POST /api/issues/{id}/plan/approve': decides(409, { thing: planned, body: () => ({ content_hash: 'a'.repeat(64) }) }),
  'POST /api/issues/{id}/plan/request-changes': writes(200, { thing: planned, body: () => ({ feedback: 'More.' }) }),
  'GET /api/issues/{id}/prs': reads({ thing: issue }),
  'GET /api/issues/{id}/suspects': reads({ thing: issue }),
  'POST /api/issues/{id}/prs': writes(201, { thing: issue, body: () => ({ repository: 'acme/shop', number: 7 }) }),
  'POST /api/issues/{id}/prs/{link_id}/confirm': writes(200, { thing: pullLink }),
  'DELETE /api/issues/{id}/prs/{link_id}': writes(204, { thing: pullLink }),
  'GET /api/issues/{id}/fix': reads({ thing: issue }),
  'GET /api/fixes': reads(),
  'GET /api/deployments': reads(),
  'GET /api/deployments/{id}': reads({ thing: deployment }),
  'GET /api/insights': reads(),
  'GET /api/insights/issues': reads({ query: '?metric=errors_in' }),
  'POST /api/deployments': { people: 'member', keys: ['deploy', 'admin'], ok: 422 },
  'GET /api/deliveries': reads(),
  'GET /api/deliveries/{id}': reads({ thing: delivery }),
  'POST /api/deliveries/{id}/replay': {
    people: 'admin',
    keys: writers,
    ok: 200,
    thing: delivery,
    body: () => ({ dry_run: true }),
  },
  'POST /api/deliveries/replay': {
    people: 'admin',
    keys: writers,
    ok: 202,
    body: () => ({ filter: { kind: 'nothing of this kind' }, dry_run: true }),
  },
  'GET /api/replays': reads(),
  'GET /api/replays/{id}': reads({ thing: replayBatch }),
  'GET /api/replays/{id}/items': reads({ thing: replayBatch }),
  'POST /api/replays/{id}/cancel': { people: 'admin', keys: writers, ok: 200, thing: replayBatch },
  'POST /api/deliveries/{id}/retry': { people: 'admin', keys: writers, ok: 409, thing: delivery }, // it has not failed
  'GET /api/webhooks': manages(200),
  'POST /api/webhooks': manages(201, { body: () => ({ name: fresh('Webhook'), url: 'https://8.8.8.8/hook' }) }),
  'GET /api/webhooks/{id}': manages(200, { thing: webhook }),
  'PATCH /api/webhooks/{id}': manages(200, { thing: webhook, body: () => ({ name: fresh('Webhook') }) }),
  'DELETE /api/webhooks/{id}': manages(204, { thing: webhook }),
  'POST /api/webhooks/{id}/rotate-secret': manages(201, { thing: webhook }),
  'POST /api/webhooks/{id}/test': manages(202, { thing: webhook }),
  'GET /api/webhooks/{id}/deliveries': manages(200, { thing: webhook }),
  'GET /api/webhooks/{id}/deliveries/{delivery_id}': manages(200, { thing: outgoing }),
  'POST /api/webhooks/{id}/deliveries/{delivery_id}/replay': manages(409, { thing: outgoing }), // it is still to be sent
  'GET /api/connections': manages(200),
  'POST /api/connections': manages(201, { body: () => ({ source: 'signal', name: fresh('Connection') }) }),
  'POST /api/connections/try': manages(200, {
    body: () => ({ source: 'signal', body: '{"external_id":"1","title":"It fails"}' }),
  }),
  'GET /api/connections/{id}': manages(200, { thing: connection }),
  'PATCH /api/connections/{id}': manages(200, { thing: connection, body: () => ({ name: fresh('Connection') }) }),
  'DELETE /api/connections/{id}': manages(204, { thing: connection }),
  'POST /api/connections/{id}/rotate-secret': manages(201, { thing: connection }),
  'POST /api/connections/{id}/retire-old-secret': manages(409, { thing: connection }), // it has only one
  'POST /api/loki/webhook': signed(503),
  'POST /api/loki/webhook/{connection}': signed(404),
  'POST /api/signals': signed(503),
  'POST /api/signals/{connection}': signed(404),
  'POST /api/sentry/webhook': signed(503),
  'POST /api/sentry/webhook/{connection}': signed(404),
  'POST /api/github/webhook': signed(503),
  'POST /api/github/webhook/{connection}': signed(404),
  'POST /api/mcp': { people: 'nobody', keys: readers, ok: 200, run: 200, refused: 401, raw: 'answer', body: () => hello },
  'POST /api/mcp/webhook': { people: 'nobody', keys: ['agent', 'admin'], ok: 422, run: 422, refused: 401 },
  'POST /api/mcp/webhook/{id}': signed(401),
}
