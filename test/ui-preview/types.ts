// The shapes that the preview serves, inferred from the schemas of the real API.
import type { z } from 'zod'
import type { fixDetailSchema, pullLinkSchema } from '#src/fixes/schemas.ts'
import type { Connection } from '#src/intake/connection-schemas.ts'
import type { deliveryDetailSchema } from '#src/intake/schemas.ts'
import type { agentSchema, commentSchema, decisionSchema, eventSchema, labelSchema, statusSchema } from '#src/issues/schemas.ts'
import type { OutboundDeliveryDetail, Webhook } from '#src/outbound/schemas.ts'
import type { repositorySchema } from '#src/repositories/schemas.ts'
import type { activitySchema, transcriptEntrySchema } from '#src/runs/schemas.ts'

export type { Card, Issue } from '#src/issues/schemas.ts'
export type { Plan, Run } from '#src/runs/schemas.ts'
export type { Connection, OutboundDeliveryDetail, Webhook }
export type Status = z.infer<typeof statusSchema>
export type Label = z.infer<typeof labelSchema>
export type Agent = z.infer<typeof agentSchema>
export type Repository = z.infer<typeof repositorySchema>
export type Comment = z.infer<typeof commentSchema>
export type Event = z.infer<typeof eventSchema>
export type Decision = z.infer<typeof decisionSchema>
export type Activity = z.infer<typeof activitySchema>
export type Entry = z.infer<typeof transcriptEntrySchema>
export type FixDetail = z.infer<typeof fixDetailSchema>
export type PullLink = z.infer<typeof pullLinkSchema>
export type Delivery = z.infer<typeof deliveryDetailSchema>
