// Deliveries of the preview: one for every state.

import type { Delivery, Issue } from './types.ts'
import { ago } from './workspace-data.ts'

const sentryBody = (index: number) =>
  JSON.stringify(
    {
      action: 'created',
      installation: { uuid: '7a485448' },
      data: {
        issue: {
          id: String(5_000_000 + index),
          shortId: `SHOP-${index}K`,
          title: "TypeError: Cannot read properties of undefined (reading 'total')",
          culprit: 'checkout/summary.ts in renderSummary',
          level: 'error',
          count: '214',
          userCount: 91,
        },
      },
      actor: { type: 'application', id: 'sentry', name: 'Sentry' },
    },
    null,
    2,
  )

type Row = [Delivery['source'], string, Delivery['state'], string, string, string]
const rows: Row[] = [
  ['sentry', 'issue.created', 'processed', 'create', 'new_external_issue', 'No issue is linked to this Sentry issue yet.'],
  ['github', 'pull_request.opened', 'processed', 'attach', 'branch_of_run', 'The branch was made by our own run.'],
  ['github', 'deployment_status', 'processed', 'attach', 'contains_merge', 'The deployed commit equals the merge.'],
  ['sentry', 'issue.unresolved', 'processed', 'reopen', 'regressed', 'Regressed after a verified fix.'],
  ['github', 'push', 'ignored', 'ignore', 'no_open_attempt', 'Nothing waits for this branch.'],
  ['sentry', 'issue.created', 'duplicate', 'ignore', 'same_body', 'The same body came 4 min before.'],
  ['github', 'workflow_run.completed', 'failed', '', '', ''],
  ['loki', 'alert.firing', 'dead', '', '', ''],
  ['sentry', 'error.created', 'received', '', '', ''],
]

const effectsOf = (result: string, issue: Issue | undefined): Delivery['effects'] =>
  result && result !== 'ignore' ? [{ type: 'issue.created', issue_id: issue?.id ?? '', identifier: issue?.identifier ?? '' }] : []

const signalOf = (index: number): Delivery['signals'][number] => ({
  id: `sig_${index}`,
  kind: 'error_issue_created',
  object: `sentry:${5_000_000 + index}`,
  occurred_at: ago(index * 37 + 2),
})

const refsOf = (issue: Issue | undefined): Delivery['issues'] =>
  issue ? [{ id: issue.id, identifier: issue.identifier, title: issue.title }] : []

const pastReplay = (effects: Delivery['effects']): Delivery['replays'][number] => ({
  id: 'rpl_1',
  at: ago(20),
  by: { type: 'person', id: 'usr_ada', name: 'Ada' },
  batch_id: null,
  state: 'done',
  problem: null,
  before: { decision: { result: 'attach', reason: 'branch_of_run', detail: 'The branch was made by our own run.' }, effects },
  after: { decision: { result: 'ignore', reason: 'content_known', detail: 'An earlier delivery said the same.' }, effects: [] },
})

export function makeDeliveries(issues: Issue[]): Delivery[] {
  return rows.map(([source, kind, state, result, reason, detail], index) => ({
    id: `dlv_${index + 1}`,
    source,
    kind,
    connection: { id: `con_${source}`, name: source === 'loki' ? 'Grafana' : source },
    state,
    decision: result ? { result, reason, detail } : null,
    issue: result && result !== 'ignore' ? { id: issues[index]?.id ?? '', identifier: issues[index]?.identifier ?? '' } : null,
    attempts: state === 'received' ? 0 : state === 'failed' ? 3 : state === 'dead' ? 8 : 1,
    error:
      state === 'failed'
        ? 'GitHub answered 502 when asked for the commits of the run.'
        : state === 'dead'
          ? 'The body is not JSON.'
          : null,
    received_at: ago(index * 37 + 1),
    processed_at: state === 'received' ? null : ago(index * 37 + 1),
    headers: {
      'content-type': 'application/json',
      'sentry-hook-resource': kind.split('.')[0] ?? '',
      'request-id': `9f0c${index}`,
      'sentry-hook-signature': '[hidden]',
    },
    body: state === 'dead' ? '<html>502 Bad Gateway</html>' : sentryBody(index),
    effects: effectsOf(result, issues[index]),
    delivery_key: `9f0c${index}`,
    body_format: state === 'dead' ? 'text' : 'json',
    body_bytes: state === 'dead' ? 28 : sentryBody(index).length,
    body_sha256: `${index}`.repeat(64),
    body_truncated: false,
    body_note: null,
    duplicate_of: state === 'duplicate' ? 'dlv_1' : null,
    signals: result && result !== 'ignore' ? [signalOf(index)] : [],
    issues: result && result !== 'ignore' ? refsOf(issues[index]) : [],
    replays: index === 1 ? [pastReplay(effectsOf(result, issues[index]))] : [],
    kept_until: state === 'received' || state === 'failed' ? null : ago(-30 * 24 * 60),
  }))
}
