// What agents that run elsewhere send us over HTTP.
import { z } from '@hono/zod-openapi'
import { outcomeSchema } from '../runs/schemas.ts'
import { planLengthMax } from '../runs/submit-plan.ts'

const text = (max: number) => z.string().trim().min(1).max(max)

const common = {
  event_id: z.string().min(1).max(200).openapi({ description: 'Unique to the sender: sent again, it changes nothing.' }),
  occurred_at: z.iso.datetime({ offset: true }),
  issue: z.string().min(1).max(100).openapi({ description: 'Id or identifier.' }),
  run_id: z.string().min(1).max(100).nullish(),
}

const status = z.looseObject({ status: text(120).optional() })

/** One of the things that an agent can say; what `data` holds depends on the type. */
export const agentEventSchema = z
  .discriminatedUnion('type', [
    z.object({ ...common, type: z.literal('started'), data: status.default({}) }),
    z.object({ ...common, type: z.literal('heartbeat'), data: status.default({}) }),
    z.object({
      ...common,
      type: z.literal('activity'),
      data: z.looseObject({ summary: text(2_000), kind: z.enum(['progress', 'tests']).default('progress') }),
    }),
    z.object({ ...common, type: z.literal('plan'), data: z.looseObject({ content: text(planLengthMax) }) }),
    z.object({ ...common, type: z.literal('blocked'), data: z.looseObject({ reason: text(10_000) }) }),
    z.object({ ...common, type: z.literal('question'), data: z.looseObject({ question: text(10_000) }) }),
    z.object({
      ...common,
      type: z.literal('completed'),
      data: z.looseObject({ summary: text(10_000), outcome: outcomeSchema.default('completed'), tests: text(2_000).optional() }),
    }),
    z.object({ ...common, type: z.literal('failed'), data: z.looseObject({ reason: text(10_000) }) }),
  ])
  .openapi('AgentEvent')
export type AgentEvent = z.output<typeof agentEventSchema>

export const agentEventReceivedSchema = z
  .object({ status: z.enum(['accepted', 'duplicate']), delivery_id: z.string() })
  .openapi('AgentEventReceived')

export const agentSecretSchema = z
  .object({ secret: z.string().openapi({ description: 'Shown only now.', example: 'whsec_…' }) })
  .openapi('AgentSecret')
