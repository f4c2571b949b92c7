// Subscribers and their messages as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { lineText } from '../issues/schemas.ts'
import { actorSchema, pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { isEventPattern, matchesEvent } from './domain/event-types.ts'
import { noticeTypes } from './domain/notice.ts'
import { isForPeople, kinds } from './domain/subscriber.ts'

const eventTypes = z
  .array(z.string().refine(isEventPattern, 'is no event type; write e.g. fix.verified, fix.* or *'))
  .min(1, 'choose at least one')
  .max(100)
  .transform((types) => [...new Set(types)])
  .openapi({ example: ['plan.submitted', 'fix.*'] })
const url = z.string().trim().min(1).max(2000).openapi({ example: 'https://example.com/hooks/dispatch' })
const channel = z
  .string()
  .trim()
  .regex(/^(#[\p{L}\p{N}._-]{1,80}|[CGD][A-Z0-9]{5,20})$/u, 'must be a channel: #deploys, or its id such as C0123456789')
const botToken = z
  .string()
  .trim()
  .regex(/^xox[a-z]-[\w-]{10,400}$/, 'must be a bot token: xoxb-…')
const recipients = z.array(z.email('is no e-mail address').max(200)).min(1).max(10)

const fields = {
  name: lineText(100),
  url: url.openapi({ description: 'Of a webhook, or a Slack incoming webhook.' }),
  channel: channel.openapi({ description: 'Of slack_bot.' }),
  bot_token: botToken.openapi({ description: 'Of slack_bot; otherwise SLACK_BOT_TOKEN is used.' }),
  to: recipients.openapi({ description: 'Of email.' }),
  event_types: eventTypes,
  enabled: z.boolean(),
}

export const createWebhookSchema = z
  .strictObject({
    kind: z.enum(['webhook', 'slack_webhook', 'slack_bot', 'email']).default('webhook'),
    name: fields.name,
    url: fields.url.optional(),
    channel: fields.channel.optional(),
    bot_token: fields.bot_token.optional(),
    to: fields.to.optional(),
    event_types: fields.event_types.optional().openapi({ description: 'Default: everything, and for people every notice.' }),
    enabled: fields.enabled.default(true),
  })
  .superRefine((input, issue) => {
    for (const { path, message } of misfits(input.kind, input)) issue.addIssue({ code: 'custom', path: [path], message })
    if (!input[targetField[input.kind]])
      issue.addIssue({ code: 'custom', path: [targetField[input.kind]], message: 'is required' })
  })
  .openapi('CreateWebhook')
export type CreateWebhook = z.output<typeof createWebhookSchema>

export const updateWebhookSchema = z
  .strictObject(fields)
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'must change at least one field')
  .openapi('UpdateWebhook')
export type UpdateWebhook = z.output<typeof updateWebhookSchema>

/** Where each kind has its address. */
export const targetField = { webhook: 'url', slack_webhook: 'url', slack_bot: 'channel', email: 'to' } as const

const fieldsOf: Record<(typeof kinds)[number], readonly string[]> = {
  webhook: ['url', 'event_types', 'name', 'enabled'],
  slack_webhook: ['url', 'event_types', 'name', 'enabled'],
  slack_bot: ['channel', 'bot_token', 'event_types', 'name', 'enabled'],
  email: ['to', 'event_types', 'name', 'enabled'],
  agent: ['enabled'],
}

/** What the input has that a subscriber of this kind does not. */
export function misfits(kind: (typeof kinds)[number], input: object): { path: string; message: string }[] {
  const given = Object.entries(input).filter(([name, value]) => value !== undefined && name !== 'kind')
  const foreign = given.filter(([name]) => !fieldsOf[kind].includes(name))
  const types: unknown = Reflect.get(input, 'event_types')
  const unheard =
    isForPeople(kind) && Array.isArray(types)
      ? types.findIndex((type) => !noticeTypes.some((notice) => matchesEvent(notice, [type])))
      : -1
  return [
    ...foreign.map(([path]) => ({
      path,
      message: kind === 'agent' ? 'is changed at the agent' : `does not belong to the kind ${kind}`,
    })),
    ...(unheard < 0 ? [] : [{ path: `event_types.${unheard}`, message: `people are told of ${noticeTypes.join(', ')}` }]),
  ]
}

export const webhookSchema = z
  .object({
    id: z.string(),
    kind: z.enum(kinds),
    name: z.string(),
    target: z.string().openapi({ description: 'The URL, channel or addresses; of a Slack incoming webhook only a hint.' }),
    agent: z.object({ id: z.string(), name: z.string(), has_secret: z.boolean() }).nullable(),
    event_types: z.array(z.string()),
    enabled: z.boolean(),
    disabled: z
      .object({ reason: z.enum(['gone', 'exhausted']), detail: z.string(), at: timeSchema })
      .nullable()
      .openapi({ description: 'Why Dispatch itself switched it off.' }),
    previous_secret_until: timeSchema.nullable(),
    waiting: z.number().int().openapi({ description: 'Messages that are not delivered yet.' }),
    last_success_at: timeSchema.nullable(),
    last_failure_at: timeSchema.nullable(),
    created_by: actorSchema,
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .openapi('Webhook')
export type Webhook = z.infer<typeof webhookSchema>

export const createdWebhookSchema = webhookSchema
  .extend({ secret: z.string().nullable().openapi({ description: 'whsec_…, of a webhook, shown only now.' }) })
  .openapi('CreatedWebhook')
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>

export const webhookSecretSchema = z
  .object({ secret: z.string(), previous_secret_until: timeSchema.nullable() })
  .openapi('WebhookSecret')
export type WebhookSecret = z.infer<typeof webhookSecretSchema>

export const webhookPageSchema = pageOf(webhookSchema)

const deliveryStates = ['pending', 'succeeded', 'failed', 'canceled'] as const

export const outboundDeliverySchema = z
  .object({
    id: z.string().openapi({ description: "The message's webhook-id, the same at each attempt." }),
    event: z.object({ seq: z.number().int().nullable(), type: z.string() }),
    issue: z.object({ id: z.string(), identifier: z.string() }).nullable(),
    state: z.enum(deliveryStates),
    is_sending: z.boolean(),
    attempts: z.number().int(),
    next_attempt_at: timeSchema.nullable(),
    last: z
      .object({ status: z.number().int().nullable(), code: z.string().nullable(), detail: z.string().nullable() })
      .nullable()
      .openapi({ description: 'How the last attempt went.' }),
    created_at: timeSchema,
    finished_at: timeSchema.nullable(),
  })
  .openapi('OutboundDelivery')
export type OutboundDelivery = z.infer<typeof outboundDeliverySchema>

export const outboundDeliveryDetailSchema = outboundDeliverySchema
  .extend({
    body: z.string().openapi({ description: 'Exactly what is sent.' }),
    tries: z.array(
      z.object({
        number: z.number().int(),
        at: timeSchema,
        duration_ms: z.number().int(),
        outcome: z.enum(['delivered', 'failed', 'refused', 'gone']),
        status: z.number().int().nullable(),
        code: z.string().nullable(),
        detail: z.string().nullable(),
        response: z.string().nullable(),
      }),
    ),
  })
  .openapi('OutboundDeliveryDetail')
export type OutboundDeliveryDetail = z.infer<typeof outboundDeliveryDetailSchema>

export const listOutboundQuery = pageQuery.extend({ state: z.enum(deliveryStates).optional() })
export type ListOutbound = z.output<typeof listOutboundQuery>
export const outboundDeliveryPageSchema = pageOf(outboundDeliverySchema)

export const queuedDeliverySchema = z.object({ delivery_id: z.string() }).openapi('QueuedDelivery')
