// One honest timeline of an issue: what happened, grouped by the run in which it happened, oldest first.
import { type EventLine, eventLine } from '../../issues/ui/event-words.ts'
import type { Comment, IssueEvent } from '../../issues/ui/issue-types.ts'
import type { Activity, Run } from './run-queries.ts'

export type TimelineItem =
  | { kind: 'event'; key: string; at: string; event: IssueEvent; line: EventLine }
  | { kind: 'comment'; key: string; at: string; comment: Comment }
  | { kind: 'activity'; key: string; at: string; activity: Activity }

export type TimelineGroup =
  | { kind: 'single'; at: string; item: TimelineItem }
  | { kind: 'run'; at: string; run: Run; items: TimelineItem[] }

interface TimelineSources {
  events: readonly IssueEvent[]
  comments: readonly Comment[]
  activities: readonly Activity[]
  runs: readonly Run[]
}

export function buildTimeline({ events, comments, activities, runs }: TimelineSources): TimelineGroup[] {
  const byRun = new Map<string, TimelineItem[]>(runs.map((run) => [run.id, []]))
  const groups: TimelineGroup[] = []
  const place = (item: TimelineItem, runId: string | null) => {
    const ofRun = runId === null ? undefined : byRun.get(runId)
    if (ofRun) ofRun.push(item)
    else groups.push({ kind: 'single', at: item.at, item })
  }
  const shownComments = new Set(comments.map((comment) => comment.id))
  for (const event of events) {
    if (event.type === 'comment.added' && shownComments.has(String(event.payload.comment_id))) continue
    const line = eventLine(event)
    if (line) place({ kind: 'event', key: `e${event.seq}`, at: event.at, event, line }, event.run_id ?? runOfActor(event.actor))
  }
  for (const comment of comments)
    place({ kind: 'comment', key: comment.id, at: comment.created_at, comment }, runOfActor(comment.author))
  for (const activity of activities) place({ kind: 'activity', key: activity.id, at: activity.at, activity }, activity.run_id)
  for (const run of runs) groups.push({ kind: 'run', at: run.created_at, run, items: (byRun.get(run.id) ?? []).sort(byTime) })
  return groups.sort(byTime)
}

/** What an agent does with its own token belongs to its run. */
function runOfActor(actor: { type: string; id: string }): string | null {
  return actor.type === 'run' ? actor.id : null
}

function byTime(a: { at: string }, b: { at: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0
}
