// Figures as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { categorySchema, lineText } from '../issues/schemas.ts'
import { pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { type Metric, metrics } from './domain/metrics.ts'
import { parseWeek } from './domain/weeks.ts'

const figureSchema = z
  .object({
    n: z.number().int().openapi({ description: 'How many things the value was made of.' }),
    value: z
      .number()
      .nullable()
      .openapi({ description: 'A count, seconds (medians), or US dollars; null where there is nothing.' }),
    issues: z.string().nullable().openapi({ description: 'The path of the issues behind the number; null for none.' }),
  })
  .openapi('Figure')
export type FigureView = z.infer<typeof figureSchema>

const figuresSchema = z.object(restate(metrics)).openapi('Figures')
export type Figures = z.infer<typeof figuresSchema>

/** One member for each metric. The cast restates what the loop does. */
function restate(names: readonly Metric[]) {
  return Object.fromEntries(names.map((name) => [name, figureSchema])) as Record<Metric, typeof figureSchema>
}

const dateSchema = z.iso.date().openapi({ example: '2026-03-02' })
const agentSchema = z.object({ id: z.string(), name: z.string() })

export const insightsSchema = z
  .object({
    from: dateSchema,
    to: dateSchema.openapi({ description: 'The last day.' }),
    weeks: z.array(z.object({ week: z.string(), from: dateSchema, to: dateSchema, figures: figuresSchema })),
    agents: z
      .array(z.object({ agent: agentSchema.nullable(), figures: figuresSchema }))
      .openapi({ description: 'Whoever did it; null for people and what nobody was assigned to.' }),
    total: figuresSchema,
  })
  .openapi('Insights')
export type Insights = z.infer<typeof insightsSchema>

const day = z.iso.date().refine((text) => text >= '1970', 'is before all time')

const selection = {
  agent: lineText(100).optional().openapi({ description: 'The id or name of an agent, or `none`.' }),
  repository: lineText(200).optional().openapi({ description: 'The id or owner/name of a repository.' }),
  simulated: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({ description: 'Simulated work alone; it is never mixed with real work.' }),
}

export const insightsQuery = z.object({
  from: day
    .optional()
    .openapi({ description: 'Whole ISO weeks (UTC) are shown: from the one of this day. Default: twelve weeks.' }),
  to: day.optional().openapi({ description: 'To the week of this day. Default: this week. At most 106 weeks.' }),
  ...selection,
})
export type InsightsQuery = z.output<typeof insightsQuery>

export const insightIssuesQuery = pageQuery.extend({
  metric: z.enum(metrics).openapi({ description: 'Which figure.' }),
  week: z
    .string()
    .refine((text) => parseWeek(text) !== undefined, 'must be an ISO week such as 2026-W10')
    .optional()
    .openapi({ description: 'Only this week, instead of `from` and `to`.' }),
  from: day.optional().openapi({ description: 'From the week of this day.' }),
  to: day.optional().openapi({ description: 'To the week of this day.' }),
  ...selection,
})
export type InsightIssuesQuery = z.output<typeof insightIssuesQuery>

export const insightIssueSchema = z
  .object({
    issue: z.object({
      id: z.string(),
      identifier: z.string(),
      title: z.string(),
      status: z.object({ name: z.string(), category: categorySchema }),
    }),
    agent: agentSchema.nullable(),
    at: timeSchema.openapi({ description: 'When it happened: the end of the step, the verdict, the settlement.' }),
    value: z.number().nullable().openapi({ description: 'Seconds or US dollars; null for what is only counted.' }),
  })
  .openapi('InsightIssue')
export type InsightIssue = z.infer<typeof insightIssueSchema>
export const insightIssuePageSchema = pageOf(insightIssueSchema)
