// Replaying deliveries: asked for, watched until it has ended, and what it changed.
'use client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { ReplayBatch, ReplayItem } from '../replay-schemas.ts'
import type { DeliveryFilters } from './delivery-queries.ts'

export type { ReplayBatch, ReplayItem } from '../replay-schemas.ts'

/** By their ids, or all that pass. */
export type ReplayChoice = { ids: readonly string[] } | { filter: DeliveryFilters }

const lookEveryMs = 600
const batchKey = (id: string) => ['replay', id] as const

export function useStartReplay() {
  return useMutation({
    mutationFn: ({ choice, dryRun }: { choice: ReplayChoice; dryRun: boolean }) =>
      api<ReplayBatch>('/api/deliveries/replay', { method: 'POST', body: { ...choice, dry_run: dryRun } }),
  })
}

/** Asks again until it has ended. */
export const useReplayBatch = (id: string | null) =>
  useQuery({
    queryKey: batchKey(id ?? ''),
    queryFn: () => api<ReplayBatch>(`/api/replays/${id}`),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'running' || !state.data ? lookEveryMs : false),
  })

/** Of a batch that has ended: those that did something else, or those that failed. */
export const useReplayItems = (id: string, only: { changed?: 'true'; state?: 'failed' }) =>
  useInfiniteQuery({
    queryKey: [...batchKey(id), 'items', only],
    queryFn: ({ pageParam }) =>
      api<Page<ReplayItem>>(`/api/replays/${id}/items`, { query: { ...only, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })

export function useCancelReplay() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api<ReplayBatch>(`/api/replays/${id}/cancel`, { method: 'POST' }),
    onSuccess: (batch) => client.setQueryData(batchKey(batch.id), batch),
  })
}
