// Reading deliveries, and letting them take effect again.
'use client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { Delivery, DeliveryDetail, Replayed } from '../schemas.ts'

export type { Delivery, DeliveryDetail, Replayed } from '../schemas.ts'

const listKey = ['deliveries'] as const
const oneKey = (id: string) => ['delivery', id] as const

/** Deliveries come without events of their own, so an open list asks again by itself. */
export function useDeliveries(filters: { source: string | undefined; state: string | undefined }) {
  return useInfiniteQuery({
    queryKey: [...listKey, filters],
    queryFn: ({ pageParam }) => api<Page<Delivery>>('/api/deliveries', { query: { ...filters, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) > 1 ? false : 10_000),
  })
}

export const useDelivery = (id: string) =>
  useQuery({ queryKey: oneKey(id), queryFn: () => api<DeliveryDetail>(`/api/deliveries/${encodeURIComponent(id)}`) })

export function useReplay(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (dryRun: boolean) =>
      api<Replayed>(`/api/deliveries/${encodeURIComponent(id)}/replay`, { method: 'POST', body: { dry_run: dryRun } }),
    onSuccess: (_answer, dryRun) => (dryRun ? undefined : refresh(client, id)),
  })
}

export function useRetryDelivery(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api<unknown>(`/api/deliveries/${encodeURIComponent(id)}/retry`, { method: 'POST' }),
    onSuccess: () => refresh(client, id),
  })
}

function refresh(client: ReturnType<typeof useQueryClient>, id: string): Promise<unknown> {
  return Promise.all([client.invalidateQueries({ queryKey: listKey }), client.invalidateQueries({ queryKey: oneKey(id) })])
}
