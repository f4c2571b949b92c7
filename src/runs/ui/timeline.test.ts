import { expect, test } from 'vitest'
import type { Comment, IssueEvent } from '../../issues/ui/issue-types.ts'
import type { Activity, Run } from './run-queries.ts'
import { buildTimeline } from './timeline.ts'

const person = { type: 'person' as const, id: 'usr_1', name: 'A' }
const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`
const event = (seq: number, type: string, more: Partial<IssueEvent> = {}): IssueEvent => ({
  seq,
  at: at(seq),
  type,
  subject: { type: 'issue', id: 'i' },
  issue_id: 'i',
  run_id: null,
  actor: person,
  payload: {},
  ...more,
})
const comment = (id: string, minute: number, author: Comment['author'] = person): Comment => ({
  id,
  issue_id: 'i',
  body: id,
  author,
  created_at: at(minute),
  edited_at: null,
})
const run = (id: string, minute: number) => ({ id, created_at: at(minute) }) as Partial<Run> as Run
const activity = (id: string, minute: number, run_id: string | null): Activity => ({
  id,
  run_id,
  at: at(minute),
  kind: 'plan',
  summary: id,
  data: {},
})

const show = (groups: ReturnType<typeof buildTimeline>) =>
  groups
    .map((group) => (group.kind === 'run' ? `${group.run.id}[${group.items.map((item) => item.key).join(' ')}]` : group.item.key))
    .join(' ')

test('what happened in a run stands in its group, everything else by its time', () => {
  const groups = buildTimeline({
    events: [
      event(1, 'issue.created'),
      event(5, 'issue.moved', { run_id: 'r1', payload: { changes: { status: [{ name: 'A' }, { name: 'B' }] } } }),
      event(9, 'plan.approved'),
    ],
    comments: [comment('c1', 3), comment('c2', 6, { type: 'run', id: 'r1', name: 'Claude' })],
    activities: [activity('a1', 4, 'r1')],
    runs: [run('r1', 2)],
  })
  expect(show(groups)).toBe('e1 r1[a1 e5 c2] c1 e9')
})

test('a comment is shown once: itself, not also the event that it was added', () => {
  const added = event(2, 'comment.added', { payload: { comment_id: 'c1', excerpt: 'c1' } })
  expect(show(buildTimeline({ events: [added], comments: [comment('c1', 2)], activities: [], runs: [] }))).toBe('c1')
  expect(show(buildTimeline({ events: [added], comments: [], activities: [], runs: [] }))).toBe('e2')
})

test('events of a run that is not loaded are not lost', () => {
  const moved = event(1, 'plan.submitted', { run_id: 'old' })
  expect(show(buildTimeline({ events: [moved], comments: [], activities: [], runs: [] }))).toBe('e1')
})
