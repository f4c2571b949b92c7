// What a connection's settings say about how a sender signs, and where in its bodies things stand.
import { z } from 'zod'
import { problemOfPath } from './domain/json-path.ts'
import { fields, type Mapping, type PresetMapping, presets } from './domain/mapping.ts'

const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,80}$/i, 'is no name of a header')
  .transform((name) => name.toLowerCase())

const path = z
  .string()
  .min(1, 'must be a path such as $.error.id')
  .max(300)
  .superRefine((text, issue) => {
    const problem = text === '' ? null : problemOfPath(text)
    if (problem !== null) issue.addIssue({ code: 'custom', message: problem })
  })
/** One path, or several of which the first that finds something counts. */
const paths = z.preprocess(
  (given) => (typeof given === 'string' ? [given] : given),
  z.array(path, { error: 'must be a path such as $.error.id, or a list of them' }).max(5, 'may have at most 5 paths'),
)
/** The body as a whole is an object or a list, and never the id of anything: every delivery would be dead. */
const idPaths = paths.refine((given) => !given.includes('$'), {
  error: 'is the whole body, which is no id; name a part of it, e.g. $.error.id',
})
const words = z.array(z.string().trim().toLowerCase().min(1).max(100)).min(1).max(30)
const priority = z.enum(['P1', 'P2', 'P3', 'P4'])

const mappingWith = (externalId: typeof paths) =>
  z.strictObject({
    ...Object.fromEntries(fields.map((field) => [field, (field === 'external_id' ? externalId : paths).optional()])),
    state: z.strictObject({ path: paths, firing: words.optional(), resolved: words.optional() }).optional(),
    priority: z
      .strictObject({ path: paths, values: z.record(z.string().trim().toLowerCase().min(1).max(100), priority).optional() })
      .optional(),
  })

const storedSchema = z.strictObject({
  preset: z.enum(['plain', 'datadog', 'rollbar', 'honeybadger']).default('plain'),
  auth: z.enum(['any', 'hmac', 'standard_webhooks', 'bearer']).default('any'),
  signature_header: headerName.default('x-signature-256'),
  signature_prefix: z
    .string()
    .regex(/^[\w=-]{0,20}$/, 'is no prefix such as sha256=')
    .default('sha256='),
  namespace: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be lower-case letters, digits, - or _')
    .nullable()
    .default(null),
  label: z.string().trim().min(1).max(50).nullable().default(null),
  mapping: mappingWith(paths).default({}),
})
/** Strict: a misspelt setting must not silently do nothing. What older versions took is still read, but not taken any more. */
export const signalSettingsSchema = storedSchema.extend({ mapping: mappingWith(idPaths).default({}) })
export type SignalSettings = z.output<typeof storedSchema>

export function readSignalSettings(stored: unknown): SignalSettings {
  return storedSchema.parse(stored ?? {})
}

/** The preset's mapping with what the connection says otherwise. */
export function mappingOf({ preset, namespace, label, mapping }: SignalSettings): PresetMapping {
  const base = presets[preset]
  const own: Record<string, unknown> = mapping
  return {
    name: label ?? base.name,
    namespace: namespace ?? base.namespace,
    mapping: {
      fields: Object.fromEntries(fields.map((field) => [field, own[field] ?? base.mapping.fields[field]])) as Mapping['fields'],
      state: {
        paths: mapping.state?.path ?? base.mapping.state.paths,
        firing: mapping.state?.firing ?? base.mapping.state.firing,
        resolved: mapping.state?.resolved ?? base.mapping.state.resolved,
      },
      priority: {
        paths: mapping.priority?.path ?? base.mapping.priority.paths,
        values: mapping.priority?.values ?? base.mapping.priority.values,
      },
    },
  }
}
