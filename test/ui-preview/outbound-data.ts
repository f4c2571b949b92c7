// Subscribers of the preview, in every state, and the messages of the first.
import type { OutboundDeliveryDetail, Webhook } from './types.ts'
import { ago } from './workspace-data.ts'

const base: Webhook = {
  id: '',
  kind: 'webhook',
  name: '',
  target: '',
  agent: null,
  event_types: ['*'],
  enabled: true,
  disabled: null,
  previous_secret_until: null,
  waiting: 0,
  last_success_at: null,
  last_failure_at: null,
  created_by: { type: 'person', id: 'usr_1', name: 'Robin Vale' },
  created_at: ago(40_000),
  updated_at: ago(40_000),
}

export function makeWebhooks(): Webhook[] {
  return [
    {
      ...base,
      id: 'whk_1',
      name: 'Release dashboard',
      target: 'https://releases.acme.dev/hooks/dispatch',
      event_types: ['issue.*', 'fix.*', 'run.finished', 'deployment.recorded'],
      waiting: 2,
      last_success_at: ago(4),
      last_failure_at: ago(190),
    },
    {
      ...base,
      id: 'whk_2',
      kind: 'slack_webhook',
      name: '#fixes',
      target: 'hooks.slack.com/…9xQ2',
      event_types: ['plan.submitted', 'run.finished', 'fix.verified'],
      last_success_at: ago(33),
    },
    {
      ...base,
      id: 'whk_3',
      name: 'Old statistics',
      target: 'https://stats.acme.dev/in',
      enabled: false,
      disabled: { reason: 'exhausted', detail: 'answered 503', at: ago(300) },
      waiting: 14,
      last_success_at: ago(2100),
      last_failure_at: ago(300),
    },
    {
      ...base,
      id: 'whk_4',
      kind: 'email',
      name: 'On-call',
      target: 'ada@acme.dev, grace@acme.dev',
      event_types: ['fix.failed'],
      waiting: 1,
      last_failure_at: ago(8),
    },
    {
      ...base,
      id: 'whk_5',
      kind: 'agent',
      name: 'Remote reviewer',
      target: 'https://agents.acme.dev/assigned',
      event_types: ['issue.assigned'],
      agent: { id: 'agt_remote', name: 'Remote reviewer', has_secret: false },
    },
  ]
}

type Row = [state: OutboundDeliveryDetail['state'], type: string, attempts: number, status: number | null, detail: string | null]
const rows: Row[] = [
  ['pending', 'fix.watching', 0, null, null],
  ['pending', 'issue.moved', 3, 503, 'answered 503'],
  ['succeeded', 'issue.created', 1, 200, null],
  ['succeeded', 'run.finished', 2, 204, null],
  ['failed', 'issue.assigned', 11, null, 'no answer within 15 seconds'],
  ['canceled', 'issue.updated', 0, null, null],
]

export function makeOutboundDeliveries(): OutboundDeliveryDetail[] {
  return rows.map(([state, type, attempts, status, detail], index) => ({
    id: `msg_01k9preview0${index}`,
    event: { seq: 420 - index, type },
    issue: { id: 'iss_12', identifier: `DISPATCH-${12 + index}` },
    state,
    is_sending: state === 'pending' && attempts === 0,
    attempts: Math.max(attempts, state === 'pending' ? 1 : 0),
    next_attempt_at: state === 'pending' ? ago(-9) : null,
    last: attempts > 0 ? { status, code: detail && 'bad_status', detail } : null,
    created_at: ago(index * 21 + 1),
    finished_at: state === 'pending' ? null : ago(index * 21),
    body: JSON.stringify({
      type,
      timestamp: ago(index * 21 + 1),
      version: 1,
      data: { seq: 420 - index, issue: { identifier: `DISPATCH-${12 + index}` } },
    }),
    tries: Array.from({ length: Math.min(attempts, 3) }, (_, number) => ({
      number: attempts - number,
      at: ago(index * 21 + number * 5),
      duration_ms: number === 0 ? 184 : 15_002,
      outcome: number === 0 && state === 'succeeded' ? ('delivered' as const) : ('failed' as const),
      status: number === 0 ? status : 502,
      code: detail && 'bad_status',
      detail: number === 0 && state === 'succeeded' ? null : (detail ?? 'answered 502'),
      response: number === 0 && status ? '{"received":true}' : null,
    })),
  }))
}
