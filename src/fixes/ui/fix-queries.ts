// Reading fix attempts and pull requests.
'use client'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { issueKeys, useIssuePart } from '../../issues/ui/issue-queries.ts'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import { toastProblem } from '../../ui/toast.tsx'
import type { FixAttempt, FixCounts, FixDetail, PullLink, Suspects } from '../schemas.ts'

export type { FixAttempt, FixDetail, FixProof, PullLink } from '../schemas.ts'

export type FixPage = Page<FixAttempt> & { counts: FixCounts }

export const useIssuePulls = (issueId: string) => useIssuePart<Page<PullLink>>(issueId, 'prs')
export const useSuspects = (issueId: string) => useIssuePart<Suspects>(issueId, 'suspects')
export const useIssueFixes = (issueId: string) => useIssuePart<Page<FixDetail>>(issueId, 'fix')

export function useFixes(states: readonly string[]) {
  return useInfiniteQuery({
    queryKey: ['fixes', states],
    queryFn: ({ pageParam }) => api<FixPage>('/api/fixes', { query: { state: states, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

/** A suggested pull request closes the issue, or has nothing to do with it. */
export function useDecideLink(issueId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ linkId, isRight }: { linkId: string; isRight: boolean }) => {
      const path = `/api/issues/${encodeURIComponent(issueId)}/prs/${linkId}`
      return isRight ? api<unknown>(`${path}/confirm`, { method: 'POST' }) : api<unknown>(path, { method: 'DELETE' })
    },
    onError: (error) => toastProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: issueKeys.one(issueId) }),
  })
}
