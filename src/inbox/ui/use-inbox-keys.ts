// The inbox by keyboard: walk, put away, mark, put off, open.
'use client'
import { openIssueOver } from '../../issues/ui/open-issue.ts'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import type { NoticeChange } from '../schemas.ts'
import type { Notice } from './inbox-queries.ts'

interface InboxKeys {
  items: readonly Notice[]
  chosenId: string | null
  /** Not while an issue lies over the list. */
  enabled: boolean
  setChosen(id: string): void
  act(notice: Notice, change: NoticeChange): void
  openMenu(id: string): void
}

export function useInboxKeys({ items, chosenId, enabled, setChosen, act, openMenu }: InboxKeys): void {
  const at = items.findIndex((notice) => notice.id === chosenId)
  const chosen = items[at]
  const walk = (step: number) => () => {
    const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))]
    if (!next) return
    setChosen(next.id)
    focusRow(next.id)
  }
  const group = 'Inbox' as const
  useShortcut({ keys: 'j', label: 'Next notice', group }, walk(1), enabled)
  useShortcut({ keys: 'k', label: 'Notice before', group }, walk(-1), enabled)
  useShortcut({ keys: 'ArrowDown', label: 'Next notice', group }, walk(1), enabled)
  useShortcut({ keys: 'ArrowUp', label: 'Notice before', group }, walk(-1), enabled)
  const isDone = chosen?.done_at != null
  useShortcut(
    { keys: 'e', label: 'Put away, or take back', group },
    () => {
      if (!chosen || (chosen.closed_at && !chosen.done_at)) return
      act(chosen, { done: !isDone })
    },
    enabled,
  )
  useShortcut(
    { keys: 'u', label: 'Mark as unread or read', group },
    () => chosen && act(chosen, { read: chosen.is_unread }),
    enabled,
  )
  useShortcut({ keys: 'h', label: 'Remind me later', group }, () => chosen && openMenu(chosen.id), enabled)
  useShortcut(
    { keys: 'o', label: 'Open the issue over the list', group },
    () => chosen && openIssueOver(chosen.issue.identifier),
    enabled,
  )
}

/** The row that the list shows for the notice. */
function focusRow(id: string): void {
  document.querySelector<HTMLElement>(`[data-notice="${CSS.escape(id)}"]`)?.focus()
}
