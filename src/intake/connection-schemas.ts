// Connections as the API speaks of them. Secrets go in, and come out once, when Dispatch has made them.
import { z } from '@hono/zod-openapi'
import { lineText } from '../issues/schemas.ts'
import { actorSchema, pageOf, timeSchema } from '../platform/http/schemas.ts'

const sources = ['sentry', 'github', 'loki', 'signal'] as const

const settings = z
  .record(z.string(), z.unknown())
  .openapi({ description: 'What the vendor allows to be set; unknown names are refused.', example: { preset: 'datadog' } })
const secret = z
  .string()
  .min(16, 'must have at least 16 characters')
  .max(500)
  .regex(/^[\x21-\x7e]+$/, 'must have no spaces and only ASCII characters')

export const createConnectionSchema = z
  .strictObject({
    source: z.enum(sources),
    name: lineText(100),
    secret: secret.optional().openapi({ description: "The vendor's own, as Sentry makes one. Otherwise one is made here." }),
    settings: settings.default({}),
  })
  .openapi('CreateConnection')
export type CreateConnection = z.output<typeof createConnectionSchema>

export const updateConnectionSchema = z
  .strictObject({ name: lineText(100), settings })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'must change at least one field')
  .openapi('UpdateConnection')
export type UpdateConnection = z.output<typeof updateConnectionSchema>

const day = 86_400

export const rotateConnectionSecretSchema = z
  .strictObject({
    secret: secret.optional().openapi({ description: "The vendor's new one. Otherwise one is made here." }),
    old_valid_seconds: z
      .number()
      .int()
      .min(0)
      .max(90 * day)
      .nullable()
      .default(day)
      .openapi({ description: 'How long the present one stays valid beside it; null: until it is retired.' }),
  })
  .openapi('RotateConnectionSecret')
export type RotateConnectionSecret = z.output<typeof rotateConnectionSecretSchema>

export const connectionSchema = z
  .object({
    id: z.string(),
    source: z.enum(sources),
    name: z.string(),
    is_default: z.boolean().openapi({ description: "It serves the vendor's address without an id." }),
    address: z.string().openapi({ description: 'Where the vendor delivers; only a path while DISPATCH_PUBLIC_URL is unset.' }),
    secret: z.object({
      state: z
        .enum(['none', 'set', 'environment'])
        .openapi({ description: 'none: deliveries get 503. environment: the variable has it, and no other is valid.' }),
      variable: z.string().nullable(),
      old_valid: z.boolean().openapi({ description: 'The one before is valid, too.' }),
      old_valid_until: timeSchema.nullable(),
    }),
    settings,
    last_delivery_at: timeSchema.nullable(),
    bad_signatures: z.number().int().openapi({ description: 'How many deliveries were ever refused for their signature.' }),
    refused_at: timeSchema.nullable().openapi({ description: 'When the last one was.' }),
    refused_since: timeSchema.nullable().openapi({
      description: 'Since when every delivery was refused: the secrets differ, probably. Null while the last one was good.',
    }),
    vendor_state: z
      .object({ action: z.enum(['created', 'deleted']), at: timeSchema, detail: z.string() })
      .nullable()
      .openapi({ description: 'What the vendor last said about the installation of the integration.' }),
    created_by: actorSchema.nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .openapi('Connection')
export type Connection = z.infer<typeof connectionSchema>

export const connectionPageSchema = pageOf(connectionSchema)

export const shownSecretSchema = connectionSchema
  .extend({ shown_secret: z.string().nullable().openapi({ description: 'Made here and shown only now; null for your own.' }) })
  .openapi('ConnectionWithSecret')
export type ConnectionWithSecret = z.infer<typeof shownSecretSchema>

export const trySettingsSchema = z
  .strictObject({
    source: z.enum(sources),
    settings: settings.default({}),
    body: z.string().min(1).max(200_000).openapi({ description: 'As it would be delivered.' }),
    headers: z.record(z.string().max(100), z.string().max(1000)).default({}),
  })
  .openapi('TryConnectionSettings')
export type TrySettings = z.output<typeof trySettingsSchema>

const read = z.string().nullable()

export const triedSettingsSchema = z
  .object({
    outcome: z.enum(['read', 'ignored', 'unreadable']),
    reason: z.string(),
    sentence: z.string(),
    signals: z.array(
      z.object({
        kind: z.string(),
        occurred_at: timeSchema,
        external_id: read,
        title: read,
        message: read,
        priority: read,
        labels: z.array(z.string()),
        project: read,
        event_id: read,
        release: read,
        environment: read,
        url: read,
      }),
    ),
  })
  .openapi('TriedConnectionSettings')
export type TriedSettings = z.infer<typeof triedSettingsSchema>
