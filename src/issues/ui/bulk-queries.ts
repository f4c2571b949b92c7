// One change of many issues: all of them, or none.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { type ApiProblem, isProblem } from '../../ui/api-problem.ts'
import type { BulkUpdate, bulkAnswerSchema } from '../bulk-schemas.ts'
import { issueKeys } from './issue-queries.ts'

export type BulkChanges = BulkUpdate['changes']
type BulkItems = z.infer<typeof bulkAnswerSchema>['items']

export function useBulkChange() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { ids: string[]; changes: BulkChanges }) =>
      api<z.infer<typeof bulkAnswerSchema>>('/api/issues', { method: 'PATCH', body }),
    onSettled: () =>
      Promise.all([['issue'], ['board'], issueKeys.lists].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}

/** The issues that a refused change failed on; empty for other problems. */
export function refusedItems(error: unknown): BulkItems {
  if (!isProblem(error, 'bulk_refused')) return []
  return itemsOfProblem(error).filter(({ result }) => result === 'refused')
}

/** The route sends them with this code, in the shape of the schema. */
function itemsOfProblem({ members }: ApiProblem): BulkItems {
  return Array.isArray(members.items) ? (members.items as BulkItems) : []
}
