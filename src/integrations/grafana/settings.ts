// What a connection's settings say about how Grafana signs, and which alerts make one issue.
import { z } from 'zod'

const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,80}$/i, 'is no name of a header')
  .transform((name) => name.toLowerCase())
const label = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'is no name of a label')

/** Strict: a misspelt setting must not silently do nothing. */
export const grafanaSettingsSchema = z.strictObject({
  auth: z.enum(['any', 'hmac', 'bearer']).default('any'),
  signature_header: headerName.default('x-grafana-alerting-signature'),
  timestamp_header: headerName.nullable().default(null),
  group_by_labels: z.array(label).max(10).default([]),
})
export type GrafanaSettings = z.output<typeof grafanaSettingsSchema>

export function readGrafanaSettings(stored: unknown): GrafanaSettings {
  return grafanaSettingsSchema.parse(stored ?? {})
}
