// Rows of issues and what belongs to them, the board, search, views and the inbox.
import { admins, none, type Row, readers, reporters, writers } from './row.ts'
import { comment, fresh, issue, issueLabel, label, link, notice, pair, relation, status, view } from './things.ts'

const reads = (more: Partial<Row> = {}): Row => ({ people: 'viewer', keys: readers, ok: 200, ...more })
const writes = (ok: number, more: Partial<Row> = {}): Row => ({ people: 'member', keys: writers, ok, ...more })
const manages = (ok: number, more: Partial<Row> = {}): Row => ({ people: 'admin', keys: admins, ok, ...more })
const ownInbox = (more: Partial<Row> = {}): Row => ({ people: 'viewer', keys: none, ok: 200, ...more })

export const trackerRows: Record<string, Row> = {
  'GET /api/issues': reads(),
  'POST /api/issues': writes(201, { body: () => ({ title: fresh('Issue') }) }),
  'PATCH /api/issues': writes(200, { thing: issue, body: ({ id }) => ({ ids: [id], changes: { title: fresh('Renamed') } }) }),
  'GET /api/issues/{id}': reads({ thing: issue }),
  'PATCH /api/issues/{id}': writes(200, { thing: issue, body: () => ({ title: fresh('Renamed') }) }),
  'DELETE /api/issues/{id}': writes(204, { thing: issue }),
  'GET /api/issues/{id}/history': reads({ thing: issue }),
  'GET /api/issues/{id}/events': reads({ thing: issue }),
  'GET /api/issues/{id}/why': reads({ thing: issue }),
  'GET /api/issues/{id}/comments': reads({ thing: issue }),
  'POST /api/issues/{id}/comments': writes(201, { keys: reporters, thing: issue, body: () => ({ body: 'Said.' }) }),
  // Somebody else's comment: for admins alone.
  'PATCH /api/issues/{id}/comments/{comment_id}': manages(200, { thing: comment, body: () => ({ body: 'Said better.' }) }),
  'DELETE /api/issues/{id}/comments/{comment_id}': manages(204, { thing: comment }),
  'GET /api/issues/{id}/comments/{comment_id}/versions': manages(200, { thing: comment }),
  'GET /api/issues/{id}/relations': reads({ thing: issue }),
  'POST /api/issues/{id}/relations': writes(201, { thing: pair, body: ({ other }) => ({ kind: 'blocks', issue: other }) }),
  'DELETE /api/issues/{id}/relations/{relation}': writes(204, { thing: relation }),
  'GET /api/issues/{id}/links': reads({ thing: issue }),
  'POST /api/issues/{id}/links': writes(201, {
    thing: issue,
    body: () => ({ url: `https://github.com/acme/shop/issues/${fresh('9').replace(' ', '')}` }),
  }),
  'DELETE /api/issues/{id}/links/{link_id}': writes(204, { thing: link }),
  'GET /api/issues/{id}/labels': reads({ thing: issue }),
  'POST /api/issues/{id}/labels': writes(200, { thing: issue, body: () => ({ labels: ['Bug'] }) }),
  'DELETE /api/issues/{id}/labels/{label}': writes(204, { thing: issueLabel }),
  'GET /api/statuses': reads(),
  'POST /api/statuses': manages(201, { body: () => ({ name: fresh('Status'), category: 'backlog' }) }),
  'PATCH /api/statuses/{id}': manages(200, { thing: status, body: () => ({ name: fresh('Status') }) }),
  'DELETE /api/statuses/{id}': manages(204, { thing: status }),
  'GET /api/labels': reads(),
  'POST /api/labels': writes(201, { body: () => ({ name: fresh('Label') }) }),
  'PATCH /api/labels/{id}': writes(200, { thing: label, body: () => ({ name: fresh('Label') }) }),
  'DELETE /api/labels/{id}': manages(204, { thing: label }),
  'GET /api/board': reads(),
  'GET /api/board/stream': reads({ raw: 'stream' }),
  'GET /api/search': reads({ query: '?q=issue' }),
  'GET /api/search/status': reads(),
  'GET /api/issues/{id}/similar': reads({ thing: issue }),
  'GET /api/views': reads(),
  // Shared; a private one everybody may save.
  'POST /api/views': writes(201, { body: () => ({ name: fresh('View'), is_shared: true }) }),
  'GET /api/views/{id}': reads({ thing: view }),
  // One that is shared: for members.
  'PATCH /api/views/{id}': writes(200, { thing: view, body: () => ({ name: fresh('View') }) }),
  'DELETE /api/views/{id}': writes(204, { thing: view }),
  'GET /api/inbox': ownInbox(),
  'GET /api/inbox/count': ownInbox(),
  'GET /api/inbox/preferences': ownInbox(),
  'PATCH /api/inbox/preferences': ownInbox({ body: () => ({ muted: [] }) }),
  'POST /api/inbox/read-all': ownInbox(),
  'GET /api/inbox/{id}': ownInbox({ thing: notice }),
  'PATCH /api/inbox/{id}': ownInbox({ thing: notice, body: () => ({ read: true }) }),
}
