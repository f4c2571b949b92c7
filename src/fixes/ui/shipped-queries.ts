// Reading what shipped.
'use client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { ShippedDeployment, ShippedDetail } from '../deployment-schemas.ts'

export type { CarriedPull, ShippedDeployment, ShippedDetail } from '../deployment-schemas.ts'

export interface ShippedFilters {
  production?: 'true' | undefined
  environment?: string | undefined
  repository?: string | undefined
  sha?: string | undefined
}

export function useShipped(filters: ShippedFilters) {
  return useInfiniteQuery({
    queryKey: ['deployments', filters],
    queryFn: ({ pageParam }) =>
      api<Page<ShippedDeployment>>('/api/deployments', { query: { ...filters, cursor: pageParam, limit: 25 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

export const useShippedDetail = (id: string) =>
  useQuery({ queryKey: ['deployment', id], queryFn: () => api<ShippedDetail>(`/api/deployments/${encodeURIComponent(id)}`) })
