// The people and agents of this workspace, as pickers and filters offer them.
'use client'
import { useMembers } from '../../access/ui/member-queries.ts'
import { useSession } from '../../access/ui/session.ts'
import { type Assignable, assignableBy } from './assignee-options.ts'
import { useAgents } from './issue-queries.ts'

export function useAssignable(): Assignable[] {
  const actor = useSession().data?.actor
  const me = actor?.type === 'person' ? actor : null
  const { members } = useMembers()
  return assignableBy({ me, members }, useAgents().data ?? [])
}

/** For the menu of filters. */
export function assigneeFilter(assignable: readonly Assignable[]): { value: string; label: string }[] {
  return [
    ...assignable.map(({ id, name, isMe }) => ({ value: id, label: isMe ? `${name} (you)` : name })),
    { value: 'none', label: 'Nobody' },
  ]
}
