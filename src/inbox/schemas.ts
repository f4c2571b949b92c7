// The inbox as the API speaks of it.
import { z } from '@hono/zod-openapi'
import { cardSchema } from '../issues/schemas.ts'
import { pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { noticeKinds } from './domain/kinds.ts'

export const noticeKindSchema = z.enum(noticeKinds)

export const noticeSchema = z
  .object({
    id: z.string().openapi({ example: 'ntf_01m828dsk172k6xhy7fqejk22e' }),
    kind: noticeKindSchema,
    text: z.string().openapi({ example: 'Plan version 2 waits for your review' }),
    subject_id: z.string().openapi({ description: 'The plan, run, fix, decision or comment that it is about.' }),
    is_personal: z.boolean().openapi({ description: 'For you alone: a mention or an assignment.' }),
    is_unread: z.boolean(),
    opened_at: timeSchema,
    closed_at: timeSchema.nullable().openapi({ description: 'When its cause was gone, for everyone.' }),
    done_at: timeSchema.nullable().openapi({ description: 'When you put it away.' }),
    snoozed_until: timeSchema.nullable(),
    issue: cardSchema,
  })
  .openapi('Notice')
export type NoticeView = z.infer<typeof noticeSchema>

const kinds = z
  .union([noticeKindSchema, z.array(noticeKindSchema).max(noticeKinds.length)])
  .transform((value) => (Array.isArray(value) ? value : [value]))

export const inboxStateSchema = z.enum(['open', 'snoozed', 'done'])
export const inboxQuery = pageQuery.extend({
  state: inboxStateSchema.default('open'),
  kind: kinds.optional(),
  unread: z.enum(['true', 'false']).optional(),
})
export type InboxQuery = z.output<typeof inboxQuery>

export const noticePageSchema = pageOf(noticeSchema)
export const inboxCountSchema = z
  .object({ open: z.number().int(), unread: z.number().int(), by_kind: z.partialRecord(noticeKindSchema, z.number().int()) })
  .openapi('InboxCount')

export const noticeChangeSchema = z
  .strictObject({
    read: z.boolean().optional(),
    done: z.boolean().optional().openapi({ description: 'For you; others keep it until its cause is gone.' }),
    snoozed_until: timeSchema.nullable().optional().openapi({ description: 'Comes back unread then, at most a year ahead.' }),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'must change at least one field')
  .openapi('NoticeChange')
export type NoticeChange = z.output<typeof noticeChangeSchema>

export const readAllSchema = z.strictObject({ kind: kinds.optional() }).openapi('ReadAllNotices')

export const inboxPreferencesSchema = z
  .object({ muted: z.array(noticeKindSchema), kinds: z.array(noticeKindSchema).openapi({ description: 'All that there are.' }) })
  .openapi('InboxPreferences')
export const inboxPreferencesChangeSchema = z
  .strictObject({
    muted: z
      .array(noticeKindSchema)
      .max(noticeKinds.length)
      .transform((muted) => [...new Set(muted)]),
  })
  .openapi('InboxPreferencesChange')
