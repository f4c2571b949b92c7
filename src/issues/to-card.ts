// Rows to the API's shapes: the one place where an issue's derived fields are computed.
import type { Actor } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { decideAgentState, decideWaiting, type WaitingFacts } from './domain/waiting.ts'
import type { Card, Issue, Relation } from './schemas.ts'
import type { CardRow, selectIssueDetail } from './store/card-store.ts'
import type { RelatedRow } from './store/relation-store.ts'

export function toCard(row: CardRow, now: Date): Card {
  const facts = toFacts(row)
  return {
    id: row.id,
    identifier: `${row.prefix}-${row.number}`,
    number: row.number,
    title: row.title,
    status: { id: row.status_id, name: row.status_name, category: row.category, color: row.status_color },
    priority: row.priority,
    labels: row.labels,
    assignee: toAssignee(row),
    source: row.source,
    simulated: row.simulated,
    rank: row.rank,
    revision: row.revision,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    agent_state: decideAgentState(facts.run),
    waiting_on: decideWaiting(facts, now),
    fix_state: row.fix?.state ?? 'none',
    needs_attention: row.needs_attention,
    pull_request: row.pull && { number: row.pull.number, url: row.pull.url, state: row.pull.state, ci_state: row.pull.ci_state },
    cost_usd: row.cost_usd,
    sub_issues: row.sub_issues,
  }
}

function toAssignee(row: CardRow): Card['assignee'] {
  if (row.agent_id && row.agent_name) return { type: 'agent', id: row.agent_id, name: row.agent_name }
  if (row.user_id && row.user_name) return { type: 'person', id: row.user_id, name: row.user_name }
  return null
}

function toFacts(row: CardRow): WaitingFacts {
  const { plan, pull, fix } = row
  return {
    category: row.category,
    updatedAt: row.updated_at,
    isErrorSourced: row.is_error_sourced,
    needsAttention: row.needs_attention,
    run: toRunFacts(row),
    plan: plan && { state: plan.state, since: new Date(plan.since) },
    refused: row.refused && { ...row.refused, since: new Date(row.refused.since) },
    openPull:
      pull && (pull.state === 'open' || pull.state === 'draft')
        ? { number: pull.number, draft: pull.state === 'draft', ci: pull.ci_state, since: new Date(pull.since) }
        : null,
    unreleased: pull?.waits_in ? { number: pull.number, branch: pull.waits_in, since: new Date(pull.since) } : null,
    fix: fix && {
      state: fix.state,
      detail: fix.detail,
      since: new Date(fix.since),
      until: fix.until ? new Date(fix.until) : null,
    },
    blockers: toBlockers(row),
  }
}

function toBlockers({ blockers, prefix }: CardRow): WaitingFacts['blockers'] {
  const { count, number, since } = blockers
  return number === null || since === null ? null : { count, first: `${prefix}-${number}`, since: new Date(since) }
}

function toRunFacts(row: CardRow): WaitingFacts['run'] {
  if (!row.run_state || !row.run_kind || !row.run_since) return null
  return {
    state: row.run_state,
    kind: row.run_kind,
    activity: row.run_activity,
    since: row.run_since,
    notBefore: row.run_not_before,
    finished: row.run_reason && {
      reason: row.run_reason,
      outcome: row.run_outcome,
      question: row.run_question,
      pushHeld: row.run_push_state === 'held',
      pushPending: row.run_push_state === 'pending',
      branchWithoutPull: row.run_push_state === 'pushed' && row.pull === null,
    },
  }
}

type DetailRow = Awaited<ReturnType<typeof selectIssueDetail>>

export function toIssue(row: CardRow, detail: DetailRow & { relations: RelatedRow[] }, now: Date): Issue {
  return {
    ...toCard(row, now),
    description: detail.description,
    is_error_sourced: row.is_error_sourced,
    repository: detail.repository,
    parent: detail.parent && {
      id: detail.parent.id,
      identifier: `${row.prefix}-${detail.parent.number}`,
      title: detail.parent.title,
    },
    relations: detail.relations.map((relation) => toRelation(relation, row.prefix)),
    external_issues: detail.external_issues.map((external) => ({
      ...external,
      first_seen: isoOrNull(external.first_seen),
      last_seen: isoOrNull(external.last_seen),
    })),
    created_by: toActor(detail.created_by),
    close_reason: detail.close_reason,
    branch: detail.branch,
  }
}

export function toRelation(row: RelatedRow, prefix: string): Relation {
  return {
    id: row.id,
    kind: row.kind,
    issue: {
      id: row.issue_id,
      identifier: `${prefix}-${row.number}`,
      title: row.title,
      priority: row.priority,
      status: { id: row.status_id, name: row.status_name, category: row.category, color: row.status_color },
    },
    created_at: row.created_at.toISOString(),
  }
}

// Times inside JSON come as PostgreSQL's text.
function isoOrNull(value: Date | string | null): string | null {
  return value === null ? null : new Date(value).toISOString()
}

/** An actor as stored in jsonb. */
export function toActor(stored: unknown): Actor {
  return actorSchema.parse(stored)
}
