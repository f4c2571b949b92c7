// Reading, starting and ending runs, and deciding about plans.
'use client'
import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { z } from 'zod'
import { issueKeys } from '../../issues/ui/issue-queries.ts'
import { api } from '../../ui/api-client.ts'
import { isProblem } from '../../ui/api-problem.ts'
import type { Page } from '../../ui/page.ts'
import type {
  activitySchema,
  approvedPlanSchema,
  Plan,
  PlanBase,
  Run,
  runDiffSchema,
  StartRun,
  transcriptEntrySchema,
} from '../schemas.ts'
import { fleetKey } from './fleet.ts'

export type { GateDecision, Plan, Run, StartRun } from '../schemas.ts'
export type Activity = z.infer<typeof activitySchema>
export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>
export type ApprovedPlan = z.infer<typeof approvedPlanSchema>

export const runKeys = { lists: ['runs'] as const, one: (id: string) => ['run', id] as const }

export const useRun = (id: string) =>
  useQuery({ queryKey: runKeys.one(id), queryFn: () => api<Run>(`/api/runs/${encodeURIComponent(id)}`) })

/** What the run changed; a commit never changes, so it is asked for once. */
export function useRunDiff(id: string) {
  return useQuery({
    queryKey: ['run-diff', id],
    queryFn: () => api<z.infer<typeof runDiffSchema>>(`/api/runs/${encodeURIComponent(id)}/diff`),
    staleTime: 5 * 60_000,
  })
}

export function useRunList(filters: { state: readonly string[]; agent: string | undefined }) {
  return useInfiniteQuery({
    queryKey: [...runKeys.lists, filters],
    queryFn: ({ pageParam }) => api<Page<Run>>('/api/runs', { query: { ...filters, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })
}

const below = (issueId: string, part: string) => `/api/issues/${encodeURIComponent(issueId)}/${part}`

export function useIssueRuns(issueId: string) {
  return useQuery({
    queryKey: issueKeys.part(issueId, 'runs'),
    queryFn: () => api<Page<Run>>(below(issueId, 'runs'), { query: { limit: 100 } }),
    select: (page) => page.items,
  })
}

export function useIssueActivity(issueId: string) {
  return useQuery({
    queryKey: issueKeys.part(issueId, 'activity'),
    queryFn: () => api<Page<Activity>>(below(issueId, 'activity'), { query: { limit: 200 } }),
    select: (page) => page.items,
  })
}

/** Asked first: an issue without a plan answers 404, which browsers write down as an error. */
async function hasPlan(issueId: string): Promise<boolean> {
  const { items } = await api<Page<unknown>>(below(issueId, 'events'), { query: { type: 'plan.submitted', limit: 1 } })
  return items.length > 0
}

/** The newest plan, or an older version; null while none was posted. */
export function usePlan(issueId: string, version: number | null = null) {
  return useQuery({
    queryKey: [...issueKeys.part(issueId, 'plan'), version],
    queryFn: async () => {
      if (version === null && !(await hasPlan(issueId))) return null
      try {
        return await api<Plan>(below(issueId, 'plan'), { query: { version } })
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null
        throw error
      }
    },
  })
}

/** Whether the base moved since the plan was made; asked only while somebody may approve it. */
export function usePlanBase(issueId: string, plan: Pick<Plan, 'version' | 'state' | 'base_sha'>) {
  return useQuery({
    queryKey: [...issueKeys.part(issueId, 'plan'), 'base', plan.version],
    queryFn: () => api<PlanBase>(below(issueId, 'plan/base')),
    enabled: plan.state === 'submitted' && plan.base_sha !== null,
    staleTime: 60_000,
    // A warning less is no reason to trouble anybody.
    retry: false,
  })
}

/** Everything that a decision about an issue's runs may have changed. */
function refreshIssue(client: QueryClient, issueId: string): Promise<unknown> {
  return Promise.all([issueKeys.one(issueId), runKeys.lists, fleetKey].map((queryKey) => client.invalidateQueries({ queryKey })))
}

export function useStartRun(issueId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: StartRun) => api<Run>(below(issueId, 'runs'), { method: 'POST', body }),
    onSettled: () => refreshIssue(client, issueId),
  })
}

export function useCancelRun() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (run: Pick<Run, 'id' | 'issue_id'>) => api<unknown>(`/api/runs/${run.id}/cancel`, { method: 'POST' }),
    onSettled: (_answer, _error, run) =>
      Promise.all([client.invalidateQueries({ queryKey: runKeys.one(run.id) }), refreshIssue(client, run.issue_id)]),
  })
}

export function useApprovePlan(issueId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { content_hash: string; start: boolean }) =>
      api<ApprovedPlan>(below(issueId, 'plan/approve'), { method: 'POST', body }),
    onSettled: () => refreshIssue(client, issueId),
  })
}

export function useRequestChanges(issueId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (feedback: string) =>
      api<unknown>(below(issueId, 'plan/request-changes'), { method: 'POST', body: { feedback } }),
    onSettled: () => refreshIssue(client, issueId),
  })
}

export function useEditPlan(issueId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ content, version }: { content: string; version: number }) =>
      api<Plan>(below(issueId, 'plan'), { method: 'PATCH', body: { content }, ifMatch: version }),
    onSettled: () => refreshIssue(client, issueId),
  })
}
