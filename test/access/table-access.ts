// Rows of logins, people, keys, workspaces and the installation.
import { admins, none, type Row, readers } from './row.ts'
import { fresh, invitation, key, member, session } from './things.ts'

const open = (ok: number, more: Partial<Row> = {}): Row => ({ people: 'everyone', keys: none, ok, ...more })
let prefixes = 0

export const accessRows: Record<string, Row> = {
  'GET /api/health': open(200),
  'GET /api/ready': open(200),
  'GET /api/openapi.json': open(200),
  'GET /api/docs': open(200),
  'POST /api/auth/login': open(422),
  'POST /api/auth/link': open(422),
  'POST /api/auth/logout': open(204),
  'GET /api/auth/methods': open(200),
  'POST /api/auth/invitation': open(422),
  'POST /api/auth/invitation/accept': open(422),
  'POST /api/auth/reset': open(422),
  'POST /api/auth/github': open(409),
  'GET /api/auth/github/callback': open(303),
  // Their own secrets let in, and no caller of the API has one.
  'POST /api/local/login-link': open(401),
  'POST /api/local/reset-password': open(401),
  'POST /api/local/archive': open(401),

  'GET /api/auth/session': { people: 'viewer', keys: [...readers, 'deploy'], ok: 200 },
  'PATCH /api/auth/session': { people: 'viewer', keys: none, ok: 200 },
  'POST /api/auth/confirm': { people: 'viewer', keys: none, ok: 422 },
  'POST /api/auth/password': { people: 'viewer', keys: none, ok: 422 },
  'PUT /api/auth/shared-password': { people: 'owner', keys: none, ok: 204, body: () => ({ enabled: true }) },
  'GET /api/auth/sessions': { people: 'viewer', keys: admins, ok: 200 },
  'DELETE /api/auth/sessions/{id}': { people: 'admin', keys: admins, ok: 204, thing: session, hidden: true },

  'GET /api/keys': { people: 'admin', keys: admins, ok: 200 },
  'POST /api/keys': { people: 'admin', keys: admins, ok: 201, body: () => ({ name: fresh('Key'), scopes: ['read'] }) },
  'DELETE /api/keys/{id}': { people: 'admin', keys: admins, ok: 204, thing: key },

  'GET /api/members': { people: 'viewer', keys: readers, ok: 200 },
  'PATCH /api/members/{id}': { people: 'admin', keys: admins, ok: 200, thing: member, body: () => ({ role: 'viewer' }) },
  'DELETE /api/members/{id}': { people: 'admin', keys: admins, ok: 204, thing: member },
  'POST /api/members/{id}/password-link': { people: 'admin', keys: admins, ok: 201, thing: member },
  'GET /api/invitations': { people: 'admin', keys: admins, ok: 200 },
  'POST /api/invitations': {
    people: 'admin',
    keys: admins,
    ok: 201,
    body: () => ({ email: `${fresh('guest').replace(' ', '')}@example.org` }),
  },
  'DELETE /api/invitations/{id}': { people: 'admin', keys: admins, ok: 204, thing: invitation },
  'GET /api/audit': { people: 'admin', keys: admins, ok: 200 },

  'GET /api/workspaces': { people: 'viewer', keys: readers, ok: 200 },
  'POST /api/workspaces': {
    people: 'admin',
    keys: none,
    ok: 201,
    body: () => ({ name: fresh('Workspace'), prefix: `MADE${++prefixes}` }),
  },
  'GET /api/workspaces/current': { people: 'viewer', keys: readers, ok: 200 },
  'PATCH /api/workspaces/current': { people: 'admin', keys: admins, ok: 200 },
  // The default workspace, which stays.
  'DELETE /api/workspaces/current': { people: 'owner', keys: none, ok: 409, body: () => ({ confirm: 'x' }) },

  'GET /api/settings': { people: 'admin', keys: admins, ok: 200 },
  // Only there when the installation was made for it.
  'POST /api/test/clock': { people: 'owner', keys: admins, ok: 404, body: () => ({ advance_seconds: 0 }) },
  'GET /api/guide': { people: 'viewer', keys: readers, ok: 200 },
  'POST /api/demo': { people: 'admin', keys: admins, ok: 201 },
  'DELETE /api/demo': { people: 'admin', keys: admins, ok: 204 },
  // Of the whole installation: for admins, and for keys that they gave out, of its default workspace.
  'GET /metrics': { people: 'admin', keys: readers, ok: 200, raw: 'answer' },
}
