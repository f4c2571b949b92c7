// Reading figures, and the issues behind one of them.
'use client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { InsightIssue, Insights } from '../schemas.ts'

export type { Figures, FigureView, InsightIssue, Insights } from '../schemas.ts'

export interface InsightFilters {
  from: string
  agent?: string | undefined
  repository?: string | undefined
  simulated?: 'true' | undefined
}

export const useInsights = (filters: InsightFilters) =>
  useQuery({
    queryKey: ['insights', filters],
    queryFn: () => api<Insights>('/api/insights', { query: { ...filters } }),
    placeholderData: (before) => before,
  })

/** The path is the one that the figure came with. */
export const useInsightIssues = (path: string) =>
  useInfiniteQuery({
    queryKey: ['insight-issues', path],
    queryFn: ({ pageParam }) =>
      api<Page<InsightIssue>>(`${path}&limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
