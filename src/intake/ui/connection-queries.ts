// Connections from the server.
'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { Connection, ConnectionWithSecret, TriedSettings } from '../connection-schemas.ts'

export type { Connection, ConnectionWithSecret, TriedSettings } from '../connection-schemas.ts'

const listKey = ['connections'] as const
const path = (id: string, rest = '') => `/api/connections/${encodeURIComponent(id)}${rest}`

/** A delivery makes no event of the connection, so an open list asks again by itself. */
export const useConnections = () =>
  useQuery({
    queryKey: listKey,
    queryFn: () => api<Page<Connection>>('/api/connections', { query: { limit: 200 } }),
    refetchInterval: 15_000,
  })

export interface ConnectionBody {
  source: Connection['source']
  name: string
  settings: Record<string, unknown>
  secret?: string
}

export function useCreateConnection() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: ConnectionBody) => api<ConnectionWithSecret>('/api/connections', { method: 'POST', body }),
    onSuccess: refresh,
  })
}

export function useChangeConnection(id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: Pick<ConnectionBody, 'name' | 'settings'>) => api<Connection>(path(id), { method: 'PATCH', body }),
    onSuccess: refresh,
  })
}

export function useDeleteConnection(id: string) {
  const refresh = useRefresh()
  return useMutation({ mutationFn: () => api<void>(path(id), { method: 'DELETE' }), onSuccess: refresh })
}

export function useRotateConnectionSecret(id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: { secret?: string; old_valid_seconds: number | null }) =>
      api<ConnectionWithSecret>(path(id, '/rotate-secret'), { method: 'POST', body }),
    onSuccess: refresh,
  })
}

export function useRetireOldSecret(id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: () => api<Connection>(path(id, '/retire-old-secret'), { method: 'POST' }),
    onSuccess: refresh,
  })
}

export const useTrySettings = () =>
  useMutation({
    mutationFn: (body: { source: Connection['source']; settings: object; body: string }) =>
      api<TriedSettings>('/api/connections/try', { method: 'POST', body }),
  })

function useRefresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: listKey })
}
