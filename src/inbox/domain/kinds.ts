// What the inbox tells of. Each kind is a cause that a person takes away, not a thing that happened.

export const noticeKinds = [
  'plan_review',
  'question',
  'blocked',
  'permission',
  'push_review',
  'fix_failed',
  'fix_inconclusive',
  'fix_broken',
  'run_failed',
  'start_refused',
  'attention',
  'mention',
  'assigned',
] as const
export type NoticeKind = (typeof noticeKinds)[number]
