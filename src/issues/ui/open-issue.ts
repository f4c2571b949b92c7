// Opens an issue over the view that is on the screen: an address of its own, no request for a page, back with Esc.
'use client'
import { viewBelow } from '../../ui/view-below.ts'

export function issuePath(identifier: string): string {
  return `/issues/${encodeURIComponent(identifier)}`
}

let hosts = 0
let visit: (path: string) => void = (path) => window.location.assign(path)

/** The view on the screen shows issues by itself when the address names one; returns how to withdraw that. */
export function hostIssues(): () => void {
  hosts += 1
  return () => {
    hosts -= 1
  }
}

/** How to go to another page; the frame knows the router. */
export function visitPagesBy(push: (path: string) => void): void {
  visit = push
}

/** Shows the issue over the present view, or as a page where nothing can lie over it. */
export function openIssueOver(identifier: string): void {
  if (hosts === 0) {
    visit(issuePath(identifier))
    return
  }
  if (viewBelow.get() === null) viewBelow.set(window.location.pathname + window.location.search)
  window.history.pushState(null, '', issuePath(identifier))
}

/** Back to the view below, whose state was never lost. */
export function closeIssue(): void {
  const below = viewBelow.get()
  viewBelow.set(null)
  if (below) window.history.pushState(null, '', below)
}
