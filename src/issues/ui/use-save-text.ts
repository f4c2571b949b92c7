// Saving the title or the description: what somebody else wrote meanwhile is never replaced unseen.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import { isProblem } from '../../ui/api-problem.ts'
import { keepIssue, useIssueEvents } from './issue-queries.ts'
import type { Issue } from './issue-types.ts'
import { ChangedMeanwhile, saveOver } from './save-over.ts'

export type TextField = 'title' | 'description'

interface Save {
  text: string
  /** The text that the writer has before their eyes: the one they began from, or theirs beside it. */
  over: string
}

export function useSaveText(issue: Issue, field: TextField) {
  const client = useQueryClient()
  const path = `/api/issues/${encodeURIComponent(issue.id)}`
  return useMutation({
    mutationFn: ({ text, over }: Save) =>
      saveOver(issue, (now) => now[field] === over, {
        read: () => api<Issue>(path),
        write: (revision) => api<Issue>(path, { method: 'PATCH', body: { [field]: text }, ifMatch: revision }),
        isStale: (error) => isProblem(error, 'stale_revision'),
      }),
    onSuccess: (saved) => keepIssue(client, saved),
    onError: (error) => error instanceof ChangedMeanwhile && keepIssue(client, error.current as Issue),
  })
}

/** Who changed the text last, as far as the timeline has been loaded. */
export function useLastWriter(issueId: string, field: TextField): string {
  const events = useIssueEvents(issueId).data?.pages.flatMap((page) => page.items) ?? []
  const last = events.find(({ type, payload }) => {
    const { changes } = payload
    return type === 'issue.updated' && typeof changes === 'object' && changes !== null && field in changes
  })
  return last?.actor.name ?? 'Somebody'
}
