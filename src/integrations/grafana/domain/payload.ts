// The parts of a notification of Grafana's alerting that we read. Unknown keys pass; a field of an unexpected type counts as absent.
import { z } from 'zod'

const text = z.string().nullish().catch(null)
const texts = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch(null)
  .transform((values) => Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => typeof value === 'string')))
  .pipe(z.record(z.string(), z.string()))

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts,
  startsAt: text,
  endsAt: text,
  generatorURL: text,
  fingerprint: text,
  values: z
    .record(z.string(), z.union([z.number(), z.string()]).nullable().catch(null))
    .nullish()
    .catch(null),
  valueString: text,
})
export type AlertPayload = z.infer<typeof alert>

export const notificationPayload = z.object({
  alerts: z.array(z.unknown()),
  truncatedAlerts: z.coerce.number().int().nonnegative().nullish().catch(null),
})

/** Null for an entry that is no alert. */
export function readAlert(entry: unknown): AlertPayload | null {
  return alert.safeParse(entry).data ?? null
}
