// Changing the columns and labels of the workspace.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Category } from '../domain/category.ts'
import { issueKeys } from './issue-queries.ts'
import type { Label, Status } from './issue-types.ts'

export const colors = ['grey', 'blue', 'amber', 'green', 'red', 'violet'] as const
export type Color = (typeof colors)[number]

interface NamedChange {
  name?: string
  color?: Color
}

/** Columns stand on the board, labels on every card: all of these are asked for again. */
function useChange<T, R>(send: (input: T) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all(
        [['statuses'], ['labels'], ['board'], issueKeys.lists].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  })
}

export const useCreateStatus = () =>
  useChange((body: { name: string; category: Category; color: Color }) => api<Status>('/api/statuses', { method: 'POST', body }))

export const useUpdateStatus = (id: string) =>
  useChange((body: NamedChange & { position?: number }) => api<Status>(`/api/statuses/${id}`, { method: 'PATCH', body }))

export const useDeleteStatus = (id: string) =>
  useChange((moveTo: string | null) => api<void>(`/api/statuses/${id}`, { method: 'DELETE', query: { move_to: moveTo } }))

export const useCreateLabel = () =>
  useChange((body: { name: string; color: Color }) => api<Label>('/api/labels', { method: 'POST', body }))

export const useUpdateLabel = (id: string) =>
  useChange((body: NamedChange) => api<Label>(`/api/labels/${id}`, { method: 'PATCH', body }))

export const useDeleteLabel = (id: string) => useChange((_: undefined) => api<void>(`/api/labels/${id}`, { method: 'DELETE' }))
