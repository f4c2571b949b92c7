// Files an issue: a number, a place in its column, one event. Assigning an agent asks it to work.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { ReferenceChanged } from '../platform/errors.ts'
import { must } from '../platform/must.ts'
import { tellParents } from './announce-neighbours.ts'
import { askAgentToWork } from './ask-agent.ts'
import { askToEmbed } from './ask-to-embed.ts'
import { checkParent } from './check-parent.ts'
import type { Category } from './domain/category.ts'
import { isClosed } from './domain/category.ts'
import { rankOnTop } from './domain/rank.ts'
import { isTrustedAfter } from './domain/trusted-text.ts'
import { type LabelName, type Resolved, resolveReferences } from './resolve-references.ts'
import { type CreateIssue, createIssueSchema } from './schemas.ts'
import { insertIssue, type NewIssueRow } from './store/issue-store.ts'
import { lockHierarchy } from './store/relation-store.ts'
import { readNewPlace } from './store/workspace-store.ts'

/** What only our own code may say about a new issue. */
export interface IssueOrigin {
  source?: NewIssueRow['source']
  /** Its text was written by strangers. */
  isPublicText?: boolean
  statusCategory?: Category
  /** Besides those that the body names. */
  labels?: LabelName[]
}

export interface CreatedIssue {
  id: string
  number: number
  identifier: string
}

export async function createIssue(ctx: Ctx, body: CreateIssue, origin: IssueOrigin = {}): Promise<CreatedIssue> {
  authorize(ctx, 'issue.write')
  const input = createIssueSchema.parse(body)
  return withTransaction(ctx, async (tx) => {
    if (input.parent) await lockHierarchy(tx.db, tx.workspaceId)
    const resolved = await resolveReferences(tx, input)
    await checkParent(tx, null, resolved.parentId)
    const { status, rank, prefix, isDemo } = await findPlace(tx, resolved.status?.id, origin.statusCategory ?? 'backlog')
    const labels = [...(resolved.labels ?? []), ...(origin.labels ?? [])]
    const isTrusted = isTrustedAfter({ actor: tx.actor, ...origin })
    const row: NewIssueRow = {
      id: tx.newId('iss'),
      workspaceId: tx.workspaceId,
      title: input.title,
      description: input.description,
      statusId: status.id,
      priority: input.priority,
      ...assigneeColumns(resolved.assignee ?? null),
      parentId: resolved.parentId ?? null,
      repositoryId: resolved.repository?.id ?? null,
      source: origin.source ?? defaultSource(tx),
      isPublicText: origin.isPublicText ?? false,
      isTitleTrusted: isTrusted,
      isDescriptionTrusted: isTrusted,
      simulated: isDemo,
      rank,
      createdBy: tx.actor,
      closedAt: isClosed(status.category) ? tx.now : null,
      now: tx.now,
      labelIds: labels.map((label) => label.id),
    }
    // The counter's lock is held until the commit: taken late, it is held shortly.
    const number = await insertIssue(tx.db, row)
    const identifier = `${prefix}-${number}`
    tx.emit({
      type: 'issue.created',
      issueId: row.id,
      payload: { issue: describeNew(row, { identifier, labels, status, assignee: resolved.assignee?.name ?? null }) },
    })
    askToEmbed(tx, row.id)
    tellParents(tx, { id: row.id, identifier }, [row.parentId])
    if (row.assigneeAgentId) askAgentToWork(tx, row.id, 'assigned')
    return { id: row.id, number, identifier }
  })
}

function assigneeColumns(assignee: Resolved['assignee']) {
  return {
    assigneeAgentId: assignee?.type === 'agent' ? assignee.id : null,
    assigneeUserId: assignee?.type === 'person' ? assignee.id : null,
  }
}

function defaultSource(tx: Tx): NewIssueRow['source'] {
  if (tx.actor.type === 'run') return 'agent'
  return tx.actor.type === 'person' ? 'manual' : 'api'
}

interface Described {
  identifier: string
  labels: LabelName[]
  status: { id: string; name: string; category: Category }
  assignee: string | null
}

function describeNew(row: NewIssueRow, { identifier, labels, status, assignee }: Described) {
  return {
    id: row.id,
    identifier,
    title: row.title,
    priority: row.priority,
    source: row.source,
    status: { id: status.id, name: status.name, category: status.category },
    labels: labels.map((label) => label.name),
    assignee,
  }
}

/** On top of its column. */
async function findPlace(tx: Tx, statusId: string | undefined, category: Category) {
  const place = must(await readNewPlace(tx.db, tx.workspaceId, { statusId, category }), `there is no workspace ${tx.workspaceId}`)
  if (!place.status && statusId) throw new ReferenceChanged() // a column that was there a statement ago
  const status = must(place.status, `workspace ${tx.workspaceId} has no status of category ${category}`)
  return { status, rank: rankOnTop(place.first_rank), prefix: place.prefix, isDemo: place.is_demo }
}
