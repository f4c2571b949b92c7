// Reading and changing saved views.
'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { View } from '../schemas.ts'

export type { View } from '../schemas.ts'

export const viewKeys = { all: ['views'] as const }

export function useViews() {
  return useQuery({
    queryKey: viewKeys.all,
    queryFn: () => api<Page<View>>('/api/views'),
    select: (page) => page.items,
    staleTime: 5 * 60_000,
  })
}

export interface ViewBody {
  name?: string
  layout?: View['layout']
  filters?: View['filters']
  sort?: View['sort']
  is_shared?: boolean
}

/** Without an id it is saved anew. */
export function useSaveView() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string | null; body: ViewBody }) =>
      api<View>(id ? `/api/views/${id}` : '/api/views', { method: id ? 'PATCH' : 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: viewKeys.all }),
  })
}

export function useDeleteView() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api<void>(`/api/views/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: viewKeys.all }),
  })
}
