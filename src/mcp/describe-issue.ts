// An issue as an agent reads it: facts of ours beside texts of others, and never mixed.
import type { IssueRow } from '../issues/resolve-issue.ts'
import type { Card, Issue } from '../issues/schemas.ts'
import { toActor } from '../issues/to-card.ts'
import type { Ctx } from '../platform/context.ts'
import { cutText } from '../platform/cut-text.ts'
import { markedTextNotice, visibleText } from '../runs/domain/marked-text.ts'
import { type Excerpt, markPart, newBoundary } from './domain/excerpt.ts'
import { redactText } from './redact-answer.ts'
import { selectLatestComments } from './store/comments.ts'

const shownComments = 5
const commentChars = 500

/** A line of a list. */
export function describeCard(card: Card) {
  const { identifier, status, priority, labels, assignee, waiting_on, fix_state, updated_at } = card
  return {
    issue: identifier,
    title: cutText(visibleText(card.title), 160),
    status: status.name,
    category: status.category,
    priority,
    ...(labels.length > 0 && { labels: labels.slice(0, 8).map(({ name }) => name) }),
    assignee: assignee?.name ?? null,
    waiting_on: cutText(waiting_on.text, 120),
    ...(fix_state !== 'none' && { fix_state }),
    updated_at,
  }
}

type Trust = Pick<IssueRow, 'is_title_trusted' | 'is_description_trusted'>

/** Reads what belongs to the issue once, and describes it with a part of its description as often as asked. */
export async function issueDescriber(ctx: Ctx, issue: Issue, { is_title_trusted, is_description_trusted }: Trust) {
  const boundary = newBoundary()
  const comments = await selectLatestComments(ctx.db, issue.id, { limit: shownComments, maxChars: commentChars })
  const author = `${issue.created_by.type} ${issue.created_by.name}`
  const discussion = comments.map((comment) => {
    const by = toActor(comment.author)
    const text = markPart({ source: 'comment', author: `${by.type} ${by.name}`, text: comment.body }, boundary, {
      maxChars: commentChars,
    })
    return { isByMember: comment.is_by_people, text: { ...text, id: comment.id, at: comment.created_at.toISOString() } }
  })
  const ofMembers = discussion.filter((comment) => comment.isByMember).map(({ text }) => text)
  const ofOthers = discussion.filter((comment) => !comment.isByMember).map(({ text }) => text)
  const description = redactText(ctx, issue.description)
  return (excerpt: Excerpt) => {
    const title = markPart({ source: 'title', author, text: issue.title }, boundary, { maxChars: 500 })
    const texts = [
      ...(excerpt.offset ? [] : [{ isTrusted: is_title_trusted, text: title }]),
      {
        isTrusted: is_description_trusted,
        text: markPart({ source: 'description', author, text: description }, boundary, excerpt),
      },
    ]
    return {
      ...factsOf(issue),
      trusted: [...texts.filter(({ isTrusted }) => isTrusted).map(({ text }) => text), ...ofMembers],
      untrusted: [...texts.filter(({ isTrusted }) => !isTrusted).map(({ text }) => text), ...ofOthers],
      comments_total: Number(comments[0]?.total ?? 0),
      notice: markedTextNotice,
    }
  }
}

export type DescribedIssue = ReturnType<Awaited<ReturnType<typeof issueDescriber>>>

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
