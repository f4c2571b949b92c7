// Deliveries of the preview: one for every state.

import type { Delivery, Issue } from './types.ts'
import { ago } from './workspace-data.ts'

const sentryBody = (index: number) =>
  JSON.stringify({
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
  })

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

export function makeDeliveries(issues: Issue[]): Delivery[] {
  return rows.map(([source, kind, state, result, reason, detail], index) => ({
    id: `dlv_${index + 1}`,
    source,
    kind,
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
    effects: result && result !== 'ignore' ? [{ type: 'issue.created', issue: issues[index]?.identifier ?? '' }] : [],
  }))
}
