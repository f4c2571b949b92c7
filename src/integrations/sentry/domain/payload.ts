// The parts of Sentry's payloads that we read. Unknown keys pass; a field of an unexpected type counts as absent.
import { z } from 'zod'

/** It becomes part of a key. */
const word = z
  .string()
  .max(100)
  .regex(/^\P{Cc}*$/u)
const text = z.string().nullish().catch(null)
const number = z.coerce.number().finite().nullish().catch(null)
const id = z.union([z.string().regex(/^[\w-]{1,64}$/), z.number().int().nonnegative()]).transform(String)
const time = z.union([z.string(), z.number()]).nullish().catch(null)

const metadata = z.object({ type: text, value: text, title: text }).nullish().catch(null)
const project = z.object({ slug: text, name: text }).nullish().catch(null)

const issue = z.object({
  id,
  shortId: text,
  title: text,
  culprit: text,
  level: text,
  platform: text,
  priority: text,
  issueCategory: text,
  status: word.nullish().catch(null),
  substatus: word.nullish().catch(null),
  statusDetails: z.object({ inRelease: text }).nullish().catch(null),
  count: number,
  userCount: number,
  firstSeen: time,
  lastSeen: time,
  permalink: text,
  url: text,
  web_url: text,
  metadata,
  project,
})
export type IssuePayload = z.infer<typeof issue>

const frame = z
  .object({
    function: text,
    filename: text,
    abs_path: text,
    absPath: text,
    module: text,
    lineno: number,
    lineNo: number,
    colno: number,
    colNo: number,
    in_app: z.boolean().nullish().catch(null),
    inApp: z.boolean().nullish().catch(null),
    context_line: text,
    context: z
      .array(z.tuple([z.number(), z.string().nullable()]))
      .nullish()
      .catch(null),
  })
  .nullable()
  .catch(null)
export type FramePayload = NonNullable<z.infer<typeof frame>>

const exceptions = z
  .object({
    values: z
      .array(
        z
          .object({
            type: text,
            value: text,
            stacktrace: z
              .object({ frames: z.array(frame) })
              .nullish()
              .catch(null),
          })
          .nullable()
          .catch(null),
      )
      .nullish()
      .catch(null),
  })
  .nullish()
  .catch(null)

// Hooks write tags as pairs, the API as objects.
const tag = z
  .union([z.tuple([z.string(), z.string().nullable()]), z.object({ key: z.string(), value: z.string().nullable() })])
  .nullable()
  .catch(null)

const event = z.object({
  event_id: text,
  eventID: text,
  issue_id: z.union([id, z.null()]).optional().catch(null),
  groupID: z.union([id, z.null()]).optional().catch(null),
  issue_url: text,
  url: text,
  web_url: text,
  title: text,
  message: text,
  culprit: text,
  level: text,
  platform: text,
  environment: text,
  release: z
    .union([z.string(), z.object({ version: z.string(), dateCreated: time })])
    .nullish()
    .catch(null),
  datetime: time,
  dateCreated: time,
  timestamp: time,
  received: time,
  metadata,
  tags: z.array(tag).nullish().catch(null),
  exception: exceptions,
  entries: z
    .array(z.object({ type: text, data: z.unknown() }).nullable().catch(null))
    .nullish()
    .catch(null),
})
export type EventPayload = z.infer<typeof event>

const metricAlert = z.object({
  id,
  title: text,
  projects: z.array(z.string()).nullish().catch(null),
  date_detected: time,
  date_closed: time,
  alert_rule: z.object({ name: text, environment: text }).nullish().catch(null),
})

const actor = z.object({ type: text, name: text }).nullish().catch(null)

export const issuePayload = issue
export const eventPayload = event
export const exceptionPayload = exceptions
export const issueHook = z.object({ action: word, actor, data: z.object({ issue }) })
export const errorHook = z.object({ action: word, data: z.object({ error: event }) })
export const eventAlertHook = z.object({ action: word, data: z.object({ event, triggered_rule: text }) })
export const commentHook = z.object({
  action: z.enum(['created', 'updated', 'deleted']),
  actor,
  data: z.object({ issue_id: id, comment_id: id, comment: text, timestamp: time }),
})
export const installationHook = z.object({
  action: z.enum(['created', 'deleted']),
  data: z.object({
    installation: z.object({ uuid: id, organization: z.object({ slug: text }).nullish().catch(null) }),
  }),
})
export const metricAlertHook = z.object({
  action: word,
  data: z.object({ metric_alert: metricAlert, description_title: text, description_text: text, web_url: text }),
})
