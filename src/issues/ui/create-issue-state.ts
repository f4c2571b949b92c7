// Whether the form for a new issue is open, and which column it was opened from.
import { createStore } from '../../ui/external-store.ts'

export const createIssueState = createStore<{ statusId: string | null } | null>(null)

export function openCreateIssue(statusId: string | null = null): void {
  createIssueState.set({ statusId })
}
