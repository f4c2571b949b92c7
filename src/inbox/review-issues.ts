// Looks at issues again after events: opens the notices that they deserve now, closes those whose cause is gone.
import type { Tx } from '../platform/context.ts'
import { type Notice, noticeKey } from './domain/notices.ts'
import { derivedNotices } from './load-facts.ts'
import { closeNotice, type LoggedEvent, listOpenNotices, type Moment, type OpenNotice, openNotice } from './store/notices.ts'

const issuesAtOnce = 100

/** The facts are those of now, which may be later than the events: then later events change nothing more. */
export async function reviewIssues(tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  const latest = new Map<string, Moment>()
  for (const { issue_id, seq, at } of events) if (issue_id) latest.set(issue_id, { seq, at })
  const ids = [...latest.keys()]
  const commentIds = events.flatMap(({ type, comment_id }) => (type.startsWith('comment.') && comment_id ? [comment_id] : []))
  for (let from = 0; from < ids.length; from += issuesAtOnce) {
    const some = ids.slice(from, from + issuesAtOnce)
    const wanted = await derivedNotices(tx, some, commentIds)
    const open = await listOpenNotices(tx.db, some)
    for (const issueId of some) {
      const moment = latest.get(issueId)
      if (!moment) continue
      const ofIssue = open.filter((notice) => notice.issue_id === issueId)
      await settleIssue(tx, { issueId, moment, open: ofIssue, wanted: wanted.get(issueId) ?? [] })
    }
  }
}

interface Review {
  issueId: string
  moment: Moment
  open: OpenNotice[]
  wanted: Notice[]
}

async function settleIssue(tx: Tx, { issueId, moment, open, wanted }: Review): Promise<void> {
  const wantedKeys = new Set(wanted.map(noticeKey))
  const openKeys = new Set(open.map(keyOf))
  for (const notice of open) {
    if (wantedKeys.has(keyOf(notice))) continue
    await closeNotice(tx.db, notice.id, moment)
    tell(tx, 'notification.closed', { id: notice.id, issueId, kind: notice.kind, userId: notice.user_id })
  }
  for (const notice of wanted) {
    if (openKeys.has(noticeKey(notice))) continue
    const row = { id: tx.newId('ntf'), workspaceId: tx.workspaceId, issueId, notice, opened: moment }
    const id = await openNotice(tx.db, row)
    tell(tx, 'notification.opened', { id, issueId, kind: notice.kind, userId: notice.userId })
  }
}

function keyOf({ kind, subject_id, user_id }: OpenNotice): string {
  return noticeKey({ kind, subjectId: subject_id, userId: user_id })
}

interface Told {
  id: string
  issueId: string
  kind: Notice['kind']
  userId: string | null
}

/** Not on the issue's own timeline: there the cause itself stands. */
function tell(tx: Tx, type: string, { id, issueId, kind, userId }: Told): void {
  const payload = { notification_id: id, issue_id: issueId, kind, user_id: userId }
  tx.emit({ type, subject: { type: 'notification', id }, payload })
}
