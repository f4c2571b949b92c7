// Issues that are chosen together, on the board and in the list alike.
'use client'
import { createStore, useStore } from '../../ui/external-store.ts'

const none: ReadonlySet<string> = new Set()

export const selection = createStore<ReadonlySet<string>>(none)

/** As many as the server changes at once. */
export const selectedAtMost = 200

export function toggleSelected(issueId: string): void {
  selection.set((current) => {
    const next = new Set(current)
    if (!next.delete(issueId) && next.size < selectedAtMost) next.add(issueId)
    return next
  })
}

export function clearSelection(): void {
  selection.set(none)
}

export function useSelection(): ReadonlySet<string> {
  return useStore(selection, none)
}

/** Only the rows whose own answer changes are drawn again. */
export function useIsSelected(issueId: string): boolean {
  return useSelection().has(issueId)
}
