// Connections of the preview, in every state.
import type { Connection } from './types.ts'
import { ago } from './workspace-data.ts'

const base: Connection = {
  id: '',
  source: 'signal',
  name: '',
  is_default: false,
  address: '',
  secret: { state: 'set', variable: null, old_valid: false, old_valid_until: null },
  settings: {},
  last_delivery_at: null,
  bad_signatures: 0,
  refused_at: null,
  refused_since: null,
  vendor_state: null,
  created_by: { type: 'person', id: 'usr_1', name: 'Robin Vale' },
  created_at: ago(30_000),
  updated_at: ago(30_000),
}
const origin = 'https://dispatch.acme.dev'
const none = { state: 'none', variable: null, old_valid: false, old_valid_until: null } as const

export function makeConnections(): Connection[] {
  return [
    {
      ...base,
      id: 'con_dog',
      name: 'Datadog',
      address: `${origin}/api/signals/con_dog`,
      settings: { preset: 'datadog', auth: 'bearer' },
      last_delivery_at: ago(6),
      secret: { ...base.secret, old_valid: true, old_valid_until: new Date(Date.now() + 20 * 3_600_000).toISOString() },
    },
    {
      ...base,
      id: 'con_mobile',
      source: 'sentry',
      name: 'Sentry of the mobile team',
      address: `${origin}/api/sentry/webhook/con_mobile`,
      secret: none,
    },
    {
      ...base,
      id: 'con_rotated',
      source: 'sentry',
      name: 'Sentry of the shop',
      address: `${origin}/api/sentry/webhook/con_rotated`,
      last_delivery_at: ago(3_100),
      bad_signatures: 38,
      refused_at: ago(4),
      refused_since: ago(2_880),
    },
    {
      ...base,
      id: 'con_old',
      source: 'sentry',
      name: 'Old Sentry',
      address: `${origin}/api/sentry/webhook/con_old`,
      last_delivery_at: ago(9_000),
      bad_signatures: 12,
      refused_at: ago(9_500),
      vendor_state: { action: 'deleted', at: ago(8_000), detail: 'The integration was removed in acme.' },
    },
    {
      ...base,
      id: 'con_grafana',
      source: 'loki',
      name: 'Grafana',
      is_default: true,
      address: `${origin}/api/loki/webhook`,
      secret: { ...base.secret, state: 'environment', variable: 'LOKI_WEBHOOK_SECRET' },
      last_delivery_at: ago(44),
      created_by: null,
    },
    {
      ...base,
      id: 'con_github',
      source: 'github',
      name: 'GitHub',
      is_default: true,
      address: `${origin}/api/github/webhook`,
      last_delivery_at: ago(2),
      created_by: null,
    },
  ]
}
