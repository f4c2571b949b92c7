// Opens an issue over the view that is on the screen: an address of its own, no request for a page, back with Esc.
'use client'
import { createStore } from '../../ui/external-store.ts'

/** The view under the open issue, e.g. `/board`; null when the issue is a page by itself. */
export const viewBelow = createStore<string | null>(null)

export function issuePath(identifier: string): string {
  return `/issues/${encodeURIComponent(identifier)}`
}

/** Shows the issue as an overlay of the present view. */
export function openIssueOver(identifier: string): void {
  const here = window.location.pathname + window.location.search
  if (viewBelow.get() === null) viewBelow.set(here)
  window.history.pushState(null, '', issuePath(identifier))
}

/** Back to the view below, whose state was never lost. */
export function closeIssue(): void {
  const below = viewBelow.get()
  viewBelow.set(null)
  if (below) window.history.pushState(null, '', below)
}
