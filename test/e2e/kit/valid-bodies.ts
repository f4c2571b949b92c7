// A body that each route would take, to be spoiled one field at a time.
import type { Dispatch } from './dispatch.ts'

/** Things that exist, for bodies that name them. */
export interface World {
  issueId: string
  otherIssueId: string
  statusId: string
  labelId: string
  agentId: string
  repositoryUrl: string
}

export async function makeWorld({ api }: Dispatch, repositoryUrl: string): Promise<World> {
  const make = async (path: string, body: object) => (await api.post<{ id: string }>(path, body)).id
  const { items } = await api.get<{ items: { id: string }[] }>('/api/statuses')
  return {
    issueId: await make('/api/issues', { title: 'One' }),
    otherIssueId: await make('/api/issues', { title: 'Another' }),
    statusId: items[0]?.id ?? '',
    labelId: await make('/api/labels', { name: 'A label' }),
    agentId: await make('/api/agents', { name: 'An agent', adapter: 'simulator', enabled: false }),
    repositoryUrl,
  }
}

const sha = 'a1'.repeat(20)

export function validBodies(world: World): Record<string, object> {
  const { issueId, otherIssueId } = world
  return {
    'POST /api/auth/login': { password: 'not the password', display_name: 'Tester' },
    'POST /api/auth/link': { token: 'no-such-token', display_name: 'Tester' },
    'POST /api/auth/confirm': { password: 'not the password' },
    'POST /api/auth/invitation': { token: 'no-such-token' },
    'POST /api/auth/invitation/accept': { token: 'no-such-token', password: 'long enough', display_name: 'Tester' },
    'POST /api/auth/reset': { token: 'no-such-token', password: 'long enough' },
    'POST /api/auth/password': { current_password: 'not the password', password: 'long enough' },
    'POST /api/auth/github': { invitation: 'no-such-token', display_name: 'Tester' },
    'PUT /api/auth/shared-password': { enabled: true },
    'PATCH /api/members/{id}': { role: 'viewer' },
    'POST /api/invitations': { email: 'guest@example.com', role: 'viewer' },
    'POST /api/workspaces': { name: 'Another', prefix: 'ANOTHER' },
    'DELETE /api/workspaces/current': { confirm: 'no such name' },
    'PATCH /api/auth/session': { display_name: 'Tester', workspace_id: 'wsp_unknown' },
    'POST /api/keys': { name: 'A key', scopes: ['read'] },
    'PATCH /api/workspaces/current': {
      name: 'Test',
      policy: {
        cooldown_seconds: 60,
        production_environments: ['production'],
        production_branches: ['live'],
        deploy_workflow_pattern: 'deploy',
        min_confidence: 0.5,
      },
    },
    'POST /api/issues': {
      title: 'An issue',
      description: 'Words.',
      status: 'backlog',
      priority: 'P2',
      labels: [world.labelId],
      assignee: world.agentId,
      repository: null,
      parent: otherIssueId,
    },
    'PATCH /api/issues/{id}': {
      title: 'An issue',
      description: 'Words.',
      status: world.statusId,
      priority: 'P2',
      labels: [world.labelId],
      assignee: null,
      repository: null,
      parent: null,
      needs_attention: null,
      rank: { before: otherIssueId },
      close_reason: 'Not worth it',
    },
    'PATCH /api/issues': {
      ids: [otherIssueId],
      changes: {
        title: 'An issue',
        priority: 'P2',
        add_labels: [world.labelId],
        remove_labels: [],
        assignee: null,
        parent: null,
      },
      revisions: { [otherIssueId]: 1 },
    },
    'POST /api/issues/{id}/comments': { body: 'A comment.' },
    'PATCH /api/issues/{id}/comments/{comment_id}': { body: 'A comment.' },
    'POST /api/issues/{id}/relations': { kind: 'related', issue: otherIssueId },
    'POST /api/issues/{id}/links': { url: 'https://github.com/acme/shop/issues/7', title: 'Elsewhere' },
    'POST /api/issues/{id}/labels': { labels: [world.labelId] },
    'POST /api/issues/{id}/runs': {
      kind: 'investigate',
      agent: world.agentId,
      instructions: 'Look.',
      force: true,
      force_reason: 'A test',
    },
    'POST /api/runs/{id}/cancel': {},
    'POST /api/runs/{id}/push': { head_sha: sha },
    'PATCH /api/issues/{id}/plan': { content: '# A plan' },
    'POST /api/issues/{id}/plan/approve': { content_hash: 'ab'.repeat(32), start: false },
    'POST /api/issues/{id}/plan/request-changes': { feedback: 'Smaller, please.' },
    'POST /api/statuses': { name: 'Waiting', category: 'backlog', color: 'grey' },
    'PATCH /api/statuses/{id}': { name: 'Waiting', color: 'blue', position: 3 },
    'POST /api/labels': { name: 'Slow', color: 'grey' },
    'PATCH /api/labels/{id}': { name: 'Slow', color: 'blue' },
    'POST /api/agents': {
      name: 'Claude 2',
      adapter: 'claude_code',
      model: 'claude-sonnet-4-5',
      enabled: false,
      webhook_url: null,
    },
    'PATCH /api/agents/{id}': { name: 'Claude 2', model: 'claude-sonnet-4-5', enabled: false, webhook_url: null },
    'POST /api/repositories': {
      git_url: world.repositoryUrl,
      full_name: 'acme/other',
      name: 'Other',
      default_branch: 'main',
      setup_command: 'true',
      test_command: 'node --test',
      guarded_paths: ['infra/**'],
      is_default: false,
    },
    'PATCH /api/repositories/{id}': { name: 'Other', default_branch: 'main', test_command: null, guarded_paths: ['infra/**'] },
    'POST /api/connections': { source: 'signal', name: 'Datadog', secret: 'x'.repeat(32), settings: { preset: 'datadog' } },
    'POST /api/connections/try': { source: 'signal', settings: {}, body: '{"external_id":"1","title":"It fails"}', headers: {} },
    'PATCH /api/connections/{id}': { name: 'Datadog', settings: { auth: 'bearer' } },
    'POST /api/connections/{id}/rotate-secret': { secret: 'y'.repeat(32), old_valid_seconds: 60 },
    'POST /api/deliveries/replay': { filter: { source: ['sentry'], state: 'dead', q: 'issue' }, limit: 5, dry_run: true },
    'POST /api/deployments': {
      repository: 'acme/shop',
      sha,
      environment: 'production',
      deployed_at: '2026-03-02T10:00:00Z',
      commits: [sha],
    },
    'POST /api/views': { name: 'A view', layout: 'list', filters: {}, sort: null, is_shared: true, position: 0 },
    'PATCH /api/views/{id}': { name: 'A view', is_shared: true },
    'PATCH /api/inbox/preferences': { muted: [] },
    'POST /api/inbox/read-all': {},
    'PATCH /api/inbox/{id}': { read: true },
    'POST /api/webhooks': { name: 'A program', url: 'https://8.8.8.8/hook', event_types: ['issue.*'], enabled: false },
    'PATCH /api/webhooks/{id}': { name: 'A program', url: 'https://8.8.8.8/hook', event_types: ['*'], enabled: false },
    'POST /api/deliveries/{id}/replay': { dry_run: true },
    'POST /api/test/clock': { advance_seconds: 1 },
    'POST /api/issues/{id}/prs': { repository: 'acme/shop', number: 3, link_kind: 'mentions' },
    'POST /api/mcp/webhook': {
      event_id: 'e-1',
      type: 'progress',
      occurred_at: '2026-03-02T10:00:00Z',
      issue: issueId,
      run_id: null,
      data: {},
    },
  }
}

/** Every body that differs from `body` in one leaf, which `spoil` replaced. */
export function spoiled(body: unknown, spoil: (leaf: unknown) => unknown[]): { where: string; body: unknown }[] {
  if (Array.isArray(body)) {
    return body.flatMap((item, index) =>
      spoiled(item, spoil).map((one) => ({ where: `${index}.${one.where}`, body: body.with(index, one.body) })),
    )
  }
  if (body === null || typeof body !== 'object') return spoil(body).map((value) => ({ where: '', body: value }))
  return Object.entries(body).flatMap(([key, value]) =>
    spoiled(value, spoil).map((one) => ({ where: `${key}.${one.where}`, body: { ...body, [key]: one.body } })),
  )
}
