// Deployments for people: what shipped when, with the pull requests, issues and fixes that came along.
import { authorize } from '../access/authorize.ts'
import { safeLine } from '../intake/domain/safe-text.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import type { CarriedPull, ListDeployments, ShippedDeployment, ShippedDetail } from './deployment-schemas.ts'
import { containmentSentence } from './domain/shipped.ts'
import { gatherShipped, type Shipped } from './gather-shipped.ts'
import type { Deployment } from './schemas.ts'
import { findPlacedDeployment, listPlacedDeployments, type PullFixRow, type PullIssueRow } from './store/deployment-views.ts'
import type { DeploymentRow } from './store/deployments.ts'

const mostInList = 50
const mostPulls = 200
const mostCommits = 250

/** Newest first. */
export async function readDeployments(ctx: Ctx, query: ListDeployments) {
  authorize(ctx, 'issue.read')
  const [at, id] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const { repository, environment, production, sha, since, until } = query
  const rows = await listPlacedDeployments(ctx.db, {
    workspaceId: ctx.workspaceId,
    filter: {
      ...{ repository, environment, sha },
      production: production === undefined ? undefined : production === 'true',
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
    },
    after: at && id ? { at, id } : undefined,
    limit: query.limit,
  })
  const page = toPage(rows, query.limit, (row) => [row.deployed_at.toISOString(), row.id])
  return { items: (await gatherShipped(ctx, page.items)).map(toShippedDeployment), next_cursor: page.next_cursor }
}

/** @throws NotFound */
export async function readDeployment(ctx: Ctx, id: string): Promise<ShippedDetail> {
  authorize(ctx, 'issue.read')
  const row = await findPlacedDeployment(ctx.db, ctx.workspaceId, id)
  const [shipped] = row ? await gatherShipped(ctx, [row]) : []
  if (!shipped) throw new NotFound('deployment', id)
  const { way, carried } = shipped
  return {
    ...toShippedDeployment(shipped),
    commits: {
      is_known: way.isKnown,
      count: way.commits.length,
      items: way.commits.slice(0, mostCommits).map(({ sha, message }) => ({ sha, message: firstLine(message) })),
    },
    listed_commits: shipped.row.commits.length,
    pull_requests: carried.slice(0, mostPulls).map(toCarriedPull),
  }
}

const firstLine = (message: string): string => safeLine(message.split('\n', 1)[0], 200) ?? ''

function toShippedDeployment({ row, relation, isRolledBack, carried }: Shipped): ShippedDeployment {
  const sure = carried.filter(({ contains }) => contains === 'yes')
  const issues = sure.flatMap((one) => one.issues.filter(({ link_kind }) => link_kind === 'closes'))
  return {
    ...toDeployment(row),
    previous: neighbour(row.previous_id, row.previous_sha, row.previous_at),
    relation,
    rolled_back_by: isRolledBack ? neighbour(row.next_id, row.next_sha, row.next_at) : null,
    pull_request_count: sure.length,
    unknown_count: carried.length - sure.length,
    issues: distinct(issues).slice(0, mostInList).map(toCarriedIssue),
    fixes: distinct(sure.flatMap((one) => one.fixes))
      .slice(0, mostInList)
      .map(toCarriedFix),
  }
}

function neighbour(id: string | null, sha: string | null, at: Date | null) {
  return id !== null && sha !== null && at !== null ? { id, sha, deployed_at: at.toISOString() } : null
}

function toCarriedPull({ pull, contains, how, issues, fixes }: Shipped['carried'][number]): CarriedPull {
  const { id, repository, number, title, url, merge_sha, merged_at } = pull
  return {
    ...{ id, repository, number, title, url, merge_sha, contains, how },
    merged_at: merged_at.toISOString(),
    sentence: containmentSentence(how),
    issues: issues.map(toCarriedIssue),
    fixes: fixes.map(toCarriedFix),
  }
}

function toCarriedIssue({ id, identifier, title, link_kind, status_name, category }: PullIssueRow) {
  return { id, identifier, title, link_kind, status: { name: status_name, category } }
}

function toCarriedFix(fix: PullFixRow) {
  const { id, issue_id, issue_identifier, state, state_detail, broken_at, confidence, sureness } = fix
  return {
    id,
    issue_id,
    issue_identifier,
    state,
    state_detail,
    broken_at: broken_at?.toISOString() ?? null,
    confidence,
    sureness,
  }
}

function distinct<T extends { id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()]
}

export function toDeployment(row: DeploymentRow): Deployment {
  const { id, repository, environment, is_production, production_reason, sha, source, url } = row
  const times = { deployed_at: row.deployed_at.toISOString(), received_at: row.received_at.toISOString() }
  return { id, repository, environment, is_production, production_reason, sha, source, url, ...times }
}
