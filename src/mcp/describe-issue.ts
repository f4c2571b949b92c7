// An issue as an agent reads it: facts of ours beside texts of others, and never mixed.
import type { Card, Issue } from '../issues/schemas.ts'
import { toActor } from '../issues/to-card.ts'
import type { Ctx } from '../platform/context.ts'
import { cleanUntrusted, type Excerpt, markText, newBoundary, untrustedNote } from './domain/untrusted.ts'
import { selectLatestComments } from './store/comments.ts'

const shownComments = 5
const commentChars = 500

/** A line of a list. */
export function describeCard(card: Card) {
  const { identifier, status, priority, labels, assignee, waiting_on, fix_state, updated_at } = card
  return {
    issue: identifier,
    title: cleanUntrusted(card.title).slice(0, 160),
    status: status.name,
    category: status.category,
    priority,
    ...(labels.length > 0 && { labels: labels.slice(0, 8).map(({ name }) => name) }),
    assignee: assignee?.name ?? null,
    waiting_on: waiting_on.text.slice(0, 120),
    ...(fix_state !== 'none' && { fix_state }),
    updated_at,
  }
}

/** The whole issue; the description in parts. */
export async function describeIssue(ctx: Ctx, issue: Issue, isPublicText: boolean, excerpt: Excerpt) {
  const boundary = newBoundary()
  const comments = await selectLatestComments(ctx.db, issue.id, { limit: shownComments, maxChars: commentChars })
  const isByMember = issue.created_by.type === 'person' && !isPublicText
  const author = `${issue.created_by.type} ${issue.created_by.name}`
  const title = { source: 'title', author, text: issue.title }
  const description = { source: 'description', author, text: issue.description }
  const texts = [
    ...(excerpt.offset ? [] : [markText(title, boundary, { maxChars: 500 })]),
    markText(description, boundary, excerpt),
  ]
  const discussion = comments.map((comment) => {
    const by = toActor(comment.author)
    const text = markText({ source: 'comment', author: `${by.type} ${by.name}`, text: comment.body }, boundary, {
      maxChars: commentChars,
    })
    return { isByMember: by.type === 'person', text: { ...text, id: comment.id, at: comment.created_at.toISOString() } }
  })
  return {
    ...factsOf(issue),
    trusted: [...(isByMember ? texts : []), ...discussion.filter((comment) => comment.isByMember).map(({ text }) => text)],
    untrusted: [...(isByMember ? [] : texts), ...discussion.filter((comment) => !comment.isByMember).map(({ text }) => text)],
    comments_total: Number(comments[0]?.total ?? 0),
    note: untrustedNote,
  }
}

function factsOf(issue: Issue) {
  const { id, identifier, priority, source, revision, agent_state, fix_state, is_error_sourced, created_at, updated_at } = issue
  return {
    id,
    issue: identifier,
    status: issue.status.name,
    category: issue.status.category,
    priority,
    labels: issue.labels.map(({ name }) => name),
    assignee: issue.assignee?.name ?? null,
    repository: issue.repository?.name ?? null,
    parent: issue.parent?.identifier ?? null,
    source,
    is_error_sourced,
    agent_state,
    fix_state,
    waiting_on: issue.waiting_on,
    pull_request: issue.pull_request,
    external_issues: issue.external_issues
      .slice(0, 5)
      .map(({ source: from, short_id, url, project, occurrences, users_affected, first_seen, last_seen }) => ({
        source: from,
        short_id,
        url,
        project,
        occurrences,
        users_affected,
        first_seen,
        last_seen,
      })),
    revision,
    created_at,
    updated_at,
  }
}
