// What an issue is tied to: relations, sub-issues, links to issues elsewhere.
'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { RelationKind } from '../domain/relation.ts'
import { issueKeys } from './issue-queries.ts'
import type { Card, Issue } from './issue-types.ts'

const path = (issueId: string, part = '') => `/api/issues/${encodeURIComponent(issueId)}${part}`

/** At most as many as one page holds; the card's count says when there are more. */
export function useSubIssues(issue: Issue) {
  return useQuery({
    queryKey: [...issueKeys.lists, 'below', issue.id],
    queryFn: () => api<Page<Card>>('/api/issues', { query: { parent: issue.id, sort: 'created', limit: 100 } }),
  })
}

/** Every answer about issues may have changed: those of the other side, too. */
function useChange<T>(send: (input: T) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSettled: () => Promise.all([['issue'], issueKeys.lists].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}

export const useRelate = (issueId: string) =>
  useChange((body: { kind: RelationKind; issue: string }) => api(path(issueId, '/relations'), { method: 'POST', body }))

export const useUnrelate = (issueId: string) =>
  useChange((relationId: string) => api<void>(path(issueId, `/relations/${relationId}`), { method: 'DELETE' }))

export const useSetParent = () =>
  useChange(({ child, parent }: { child: string; parent: string | null }) =>
    api<Issue>(path(child), { method: 'PATCH', body: { parent } }),
  )

export const useAddLink = (issueId: string) =>
  useChange((url: string) => api(path(issueId, '/links'), { method: 'POST', body: { url } }))

export const useRemoveLink = (issueId: string) =>
  useChange((linkId: string) => api<void>(path(issueId, `/links/${linkId}`), { method: 'DELETE' }))

export const useEditComment = (issueId: string, commentId: string) =>
  useChange((body: string) => api(path(issueId, `/comments/${commentId}`), { method: 'PATCH', body: { body } }))

export const useDeleteComment = (issueId: string, commentId: string) =>
  useChange((_: undefined) => api<void>(path(issueId, `/comments/${commentId}`), { method: 'DELETE' }))
