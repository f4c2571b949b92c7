// Reading deliveries, and letting them take effect again.
'use client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { Delivery, DeliveryDetail } from '../schemas.ts'

export type { Delivery, DeliveryDetail } from '../schemas.ts'

export const deliveryKeys = { list: ['deliveries'] as const, one: ['delivery'] as const }

/** As the API takes them; absent values filter nothing. */
export type DeliveryFilters = Record<string, string | readonly string[] | undefined>

/** Deliveries come without events of their own, so an open list asks again by itself. */
export function useDeliveries(filters: DeliveryFilters) {
  return useInfiniteQuery({
    queryKey: [...deliveryKeys.list, filters],
    queryFn: ({ pageParam }) => api<Page<Delivery>>('/api/deliveries', { query: { ...filters, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // "The last hour" is another question each minute: what is in sight stays until it is answered.
    placeholderData: (before) => before,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 1) > 1 ? false : 10_000),
  })
}

export const useDelivery = (id: string) =>
  useQuery({
    queryKey: [...deliveryKeys.one, id],
    queryFn: () => api<DeliveryDetail>(`/api/deliveries/${encodeURIComponent(id)}`),
  })

export function useRetryDelivery(id: string) {
  const refresh = useRefreshDeliveries()
  return useMutation({
    mutationFn: () => api<unknown>(`/api/deliveries/${encodeURIComponent(id)}/retry`, { method: 'POST' }),
    onSuccess: refresh,
  })
}

/** After something took effect, lists and open deliveries are read again. */
export function useRefreshDeliveries() {
  const client = useQueryClient()
  return () => Promise.all([deliveryKeys.list, deliveryKeys.one].map((queryKey) => client.invalidateQueries({ queryKey })))
}
