// Issues and their plans as resources: the latest changed first, a page at a time. A run has its own issue only.
import type { ListResourcesResult, Resource } from '@modelcontextprotocol/sdk/types.js'
import { authorize } from '../../access/authorize.ts'
import { listIssues } from '../../issues/list-issues.ts'
import { loadCards } from '../../issues/load-issue.ts'
import { type Card, listIssuesQuery } from '../../issues/schemas.ts'
import type { Ctx } from '../../platform/context.ts'
import { visibleText } from '../../runs/domain/marked-text.ts'
import { issueUri, planUri } from '../domain/resource-uri.ts'
import { fittingPage } from '../fitting-page.ts'
import { redactText } from '../redact-answer.ts'
import { type PlanState, selectPlanStates } from '../store/plans.ts'

const pageLength = 20

/** @throws Invalid for a cursor that is not ours */
export async function listResources(ctx: Ctx, cursor: string | undefined): Promise<ListResourcesResult> {
  authorize(ctx, 'issue.read', ctx.runIssueId === undefined ? {} : { issueId: ctx.runIssueId })
  if (ctx.runIssueId !== undefined) {
    return { resources: (await describeCards(ctx, await loadCards(ctx, [ctx.runIssueId]))).flat() }
  }
  const { items, next_cursor } = await fittingPage(pageLength, async (limit) => {
    const page = await listIssues(ctx, listIssuesQuery.parse({ sort: '-updated', limit, cursor }))
    return { items: await describeCards(ctx, page.items), next_cursor: page.next_cursor }
  })
  return { resources: items.flat(), ...(next_cursor !== null && { nextCursor: next_cursor }) }
}

async function describeCards(ctx: Ctx, cards: Card[]): Promise<Resource[][]> {
  const plans = await selectPlanStates(
    ctx.db,
    cards.map(({ id }) => id),
  )
  return cards.map((card) => {
    const plan = plans.find(({ issue_id }) => issue_id === card.id)
    return plan ? [describeIssue(ctx, card), describePlan(card, plan)] : [describeIssue(ctx, card)]
  })
}

function describeIssue(ctx: Ctx, card: Card): Resource {
  return {
    uri: issueUri(card.identifier),
    name: card.identifier,
    title: redactText(ctx, visibleText(card.title)).slice(0, 120).toWellFormed(),
    description: `${card.status.name}, ${card.priority}: ${card.waiting_on.text.slice(0, 120).toWellFormed()}`,
    mimeType: 'text/markdown',
    annotations: { lastModified: card.updated_at },
  }
}

function describePlan({ identifier }: Card, { version, state, created_at }: PlanState): Resource {
  return {
    uri: planUri(identifier),
    name: `${identifier} plan`,
    title: `Plan of ${identifier}`,
    description: `Version ${version}, ${state.replace('_', ' ')}`,
    mimeType: 'text/markdown',
    annotations: { lastModified: created_at.toISOString() },
  }
}
