// All agents of the workspace at a glance, and the switch that stops them.
'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type { Fleet, Run } from '../schemas.ts'

export type { Fleet } from '../schemas.ts'

export const fleetKey = ['fleet'] as const

export function useFleet() {
  return useQuery({ queryKey: fleetKey, queryFn: () => api<Fleet>('/api/fleet'), refetchInterval: 60_000 })
}

/** Switches runs on, or off with or without ending those that run. */
export function useKillSwitch() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ enabled, stopRunning }: { enabled: boolean; stopRunning: boolean }) => {
      await api('/api/workspaces/current', { method: 'PATCH', body: { policy: { runs_enabled: enabled } } })
      // Off first: nothing can start while the running ones are being ended.
      if (!enabled && stopRunning) await stopAll()
    },
    onSettled: () =>
      Promise.all([fleetKey, ['workspace'], ['runs'], ['run']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}

async function stopAll(): Promise<void> {
  const { items } = await api<Page<Run>>('/api/runs', {
    query: { state: ['claimed', 'preparing', 'running', 'waiting_for_person'], limit: 200 },
  })
  await Promise.all(items.map((run) => api(`/api/runs/${run.id}/cancel`, { method: 'POST' })))
}
