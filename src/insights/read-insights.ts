// Figures for people: per week and per agent, each with the way to the issues behind it.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { inUnit, type Metric, metrics, toFigure, unitOf } from './domain/metrics.ts'
import { parseWeek, type Week, weekOf, weeksBetween } from './domain/weeks.ts'
import type { Figures, InsightIssue, InsightIssuesQuery, Insights, InsightsQuery } from './schemas.ts'
import {
  countFacts,
  type FoundRow,
  findRepository,
  type IssueFactRow,
  listAgentNames,
  listFacts,
  type Selection,
} from './store.ts'

const usualWeeks = 12
const mostWeeks = 106
const day = 86_400_000

export async function readInsights(ctx: Ctx, query: InsightsQuery): Promise<Insights> {
  authorize(ctx, 'issue.read')
  const weeks = weeksOf(ctx, query)
  const agents = await listAgentNames(ctx.db, ctx.workspaceId)
  const rows = await countFacts(ctx.db, metrics, await toSelection(ctx, { query, weeks, agents }))
  const figures = (wanted: (row: FoundRow) => boolean, place: Record<string, string>): Figures =>
    toFigures(rows.filter(wanted), { ...sharedPlace(query), ...place })
  const period = { from: dateOf(weeks[0]?.from), to: lastDay(weeks.at(-1)) }
  const seen = [...new Set(rows.filter(({ by }) => by === 'agent').map(({ agent_id }) => agent_id))]
  return {
    ...period,
    weeks: weeks.map((week) => ({
      week: week.name,
      from: dateOf(week.from),
      to: lastDay(week),
      figures: figures((row) => row.by === 'week' && row.week_from?.getTime() === week.from.getTime(), { week: week.name }),
    })),
    agents: inOrder(seen, agents).map((agent) => ({
      agent,
      figures: figures((row) => row.by === 'agent' && row.agent_id === (agent?.id ?? null), {
        ...period,
        agent: agent?.id ?? 'none',
      }),
    })),
    total: figures((row) => row.by === 'all', period),
  }
}

/** The issues behind one number, newest first. */
export async function readInsightIssues(ctx: Ctx, query: InsightIssuesQuery) {
  authorize(ctx, 'issue.read')
  const week = query.week === undefined ? undefined : parseWeek(query.week)
  const weeks = week ? [week] : weeksOf(ctx, query)
  const agents = await listAgentNames(ctx.db, ctx.workspaceId)
  const [at, ref] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const rows = await listFacts(ctx.db, query.metric, {
    selection: await toSelection(ctx, { query, weeks, agents }),
    page: { after: at && ref ? { at, ref } : undefined, limit: query.limit },
  })
  const page = toPage(rows, query.limit, (row) => [row.at.toISOString(), row.ref])
  return { items: page.items.map((row) => toIssue(query.metric, row)), next_cursor: page.next_cursor }
}

function weeksOf(ctx: Ctx, { from, to }: Pick<InsightsQuery, 'from' | 'to'>): Week[] {
  const end = to === undefined ? ctx.now : new Date(to)
  const begin = from === undefined ? new Date(weekOf(end).from.getTime() - (usualWeeks - 1) * 7 * day) : new Date(from)
  if (begin > end) throw new Invalid([{ path: 'from', message: 'must not be after `to`' }])
  const isTooLong = end.getTime() - begin.getTime() > mostWeeks * 7 * day
  if (isTooLong) throw new Invalid([{ path: 'from', message: `may be at most ${mostWeeks} weeks before \`to\`` }])
  return weeksBetween(begin, end)
}

interface Asked {
  query: Pick<InsightsQuery, 'agent' | 'repository' | 'simulated'>
  weeks: readonly Week[]
  agents: readonly { id: string; name: string }[]
}

async function toSelection(ctx: Ctx, { query, weeks, agents }: Asked): Promise<Selection> {
  return {
    workspaceId: ctx.workspaceId,
    from: weeks[0]?.from ?? ctx.now,
    until: weeks.at(-1)?.until ?? ctx.now,
    simulated: query.simulated === 'true',
    agentId: agentOf(query.agent, agents),
    repository: query.repository === undefined ? undefined : await repositoryOf(ctx, query.repository),
  }
}

function agentOf(wanted: string | undefined, agents: Asked['agents']): string | null | undefined {
  if (wanted === undefined) return undefined
  if (wanted.toLowerCase() === 'none') return null
  const found = agents.findLast(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase())
  if (!found) throw new Invalid([{ path: 'agent', message: 'is no agent of this workspace' }])
  return found.id
}

async function repositoryOf(ctx: Ctx, idOrName: string) {
  const found = await findRepository(ctx.db, ctx.workspaceId, idOrName)
  if (!found) throw new Invalid([{ path: 'repository', message: 'is no repository of this workspace' }])
  return found
}

function toFigures(rows: readonly FoundRow[], place: Record<string, string>): Figures {
  const figures = metrics.map((metric) => {
    const figure = toFigure(
      metric,
      rows.find((row) => row.metric === metric),
    )
    return [metric, { ...figure, issues: figure.n > 0 ? issuesPath(metric, place) : null }]
  })
  return asFigures(Object.fromEntries(figures))
}

/** The loop above went over all metrics. */
function asFigures(figures: Record<string, unknown>): Figures {
  return figures as Figures
}

function issuesPath(metric: Metric, place: Record<string, string>): string {
  return `/api/insights/issues?${new URLSearchParams({ metric, ...place })}`
}

/** What the whole question was narrowed to. */
function sharedPlace({ agent, repository, simulated }: InsightsQuery): Record<string, string> {
  return { ...(agent && { agent }), ...(repository && { repository }), ...(simulated === 'true' && { simulated }) }
}

/** Agents as they were made, then what nobody of them did. */
function inOrder(seen: readonly (string | null)[], agents: readonly { id: string; name: string }[]) {
  const known = agents.filter(({ id }) => seen.includes(id)).map(({ id, name }) => ({ id, name }))
  return [...known, ...(seen.includes(null) ? [null] : [])]
}

function toIssue(metric: Metric, row: IssueFactRow): InsightIssue {
  const { issue_id: id, identifier, title, status_name, category, agent_id, agent_name } = row
  return {
    issue: { id, identifier, title, status: { name: status_name, category } },
    agent: agent_id !== null && agent_name !== null ? { id: agent_id, name: agent_name } : null,
    at: row.at.toISOString(),
    value: row.value === null ? null : inUnit(unitOf(metric), row.value),
  }
}

const dateOf = (time: Date | undefined): string => (time ?? new Date(0)).toISOString().slice(0, 10)
const lastDay = (week: Week | undefined): string => dateOf(week && new Date(week.until.getTime() - day))
