// Reading and changing issues. Answers go straight into the cache; the live stream brings what others do.
'use client'
import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type {
  Agent,
  Card,
  Comment,
  CreateIssue,
  Issue,
  IssueEvent,
  Label,
  Repository,
  Status,
  UpdateIssue,
  Why,
} from './issue-types.ts'

export const issueKeys = {
  /** All lists of issues. */
  lists: ['issues'] as const,
  one: (id: string) => ['issue', id] as const,
  part: (
    id: string,
    part: 'events' | 'comments' | 'why' | 'similar' | 'plan' | 'runs' | 'activity' | 'prs' | 'suspects' | 'fix',
  ) => ['issue', id, part] as const,
}

/** By id or identifier; the key is whatever the address said. */
export function useIssue(id: string) {
  return useQuery({ queryKey: issueKeys.one(id), queryFn: () => api<Issue>(`/api/issues/${encodeURIComponent(id)}`) })
}

export function useIssuePart<T>(id: string, part: Parameters<typeof issueKeys.part>[1], enabled = true) {
  return useQuery({
    queryKey: issueKeys.part(id, part),
    queryFn: () => api<T>(`/api/issues/${encodeURIComponent(id)}/${part}`),
    enabled,
  })
}

export const useWhy = (id: string) => useIssuePart<Why>(id, 'why')

export function useIssueEvents(id: string) {
  return useInfiniteQuery({
    queryKey: issueKeys.part(id, 'events'),
    queryFn: ({ pageParam }) =>
      api<Page<IssueEvent>>(`/api/issues/${encodeURIComponent(id)}/events`, { query: { cursor: pageParam, limit: 100 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

export function useComments(id: string) {
  return useInfiniteQuery({
    queryKey: issueKeys.part(id, 'comments'),
    queryFn: ({ pageParam }) =>
      api<Page<Comment>>(`/api/issues/${encodeURIComponent(id)}/comments`, { query: { cursor: pageParam, limit: 200 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

export interface IssueFilters {
  [key: string]: string | readonly string[] | undefined
}

export function useIssueList(filters: IssueFilters) {
  return useInfiniteQuery({
    queryKey: [...issueKeys.lists, filters],
    queryFn: ({ pageParam }) =>
      api<Page<Card> & { position: number }>('/api/issues', { query: { ...filters, cursor: pageParam, limit: 100 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })
}

export function useUpdateIssue(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ changes, revision }: { changes: UpdateIssue; revision?: number }) =>
      api<Issue>(`/api/issues/${encodeURIComponent(id)}`, { method: 'PATCH', body: changes, ifMatch: revision }),
    onSuccess: (issue) => keepIssue(client, issue),
  })
}

export function useDeleteIssue() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api<void>(`/api/issues/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: issueKeys.lists }),
  })
}

/** Puts a fresh issue under both of its names. */
export function keepIssue(client: QueryClient, issue: Issue): void {
  client.setQueryData(issueKeys.one(issue.id), issue)
  client.setQueryData(issueKeys.one(issue.identifier), issue)
}

export function createIssue(body: CreateIssue, idempotencyKey: string): Promise<Issue> {
  return api<Issue>('/api/issues', { method: 'POST', body, idempotencyKey })
}

const catalogMs = 5 * 60_000
function useCatalog<T>(name: string) {
  return useQuery({
    queryKey: [name],
    queryFn: () => api<Page<T>>(`/api/${name}`, { query: { limit: 200 } }),
    staleTime: catalogMs,
    select: (page) => page.items,
  })
}
export const useStatuses = () => useCatalog<Status>('statuses')
export const useLabels = () => useCatalog<Label>('labels')
export const useAgents = () => useCatalog<Agent>('agents')
export const useRepositories = () => useCatalog<Repository>('repositories')
