// Reading fix attempts and pull requests.
'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useIssuePart } from '../../issues/ui/issue-queries.ts'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { FixAttempt, FixCounts, PullLink } from '../schemas.ts'

export type { FixAttempt, PullLink } from '../schemas.ts'

export type FixPage = Page<FixAttempt> & { counts: FixCounts }

export const useIssuePulls = (issueId: string) => useIssuePart<Page<PullLink>>(issueId, 'prs')
export const useIssueFixes = (issueId: string) => useIssuePart<Page<FixAttempt>>(issueId, 'fix')

export function useFixes(states: readonly string[]) {
  return useInfiniteQuery({
    queryKey: ['fixes', states],
    queryFn: ({ pageParam }) => api<FixPage>('/api/fixes', { query: { state: states, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}
