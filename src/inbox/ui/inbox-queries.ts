// Reading and changing the inbox. What is done with a notice shows at once; the live stream brings the rest.
'use client'
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import { toastProblem } from '../../ui/toast.tsx'
import type { NoticeKind } from '../domain/kinds.ts'
import type { inboxCountSchema, inboxPreferencesSchema, NoticeChange, NoticeView } from '../schemas.ts'

export type Notice = NoticeView
export type InboxState = 'open' | 'snoozed' | 'done'
type Count = z.infer<typeof inboxCountSchema>
type Preferences = z.infer<typeof inboxPreferencesSchema>

export const inboxKeys = {
  all: ['inbox'] as const,
  lists: ['inbox', 'list'] as const,
  list: (state: InboxState, kinds: readonly string[]) => ['inbox', 'list', state, kinds] as const,
  count: ['inbox', 'count'] as const,
  preferences: ['inbox', 'preferences'] as const,
  change: ['inbox', 'change'] as const,
}

export function useInbox(state: InboxState, kinds: readonly string[]) {
  return useInfiniteQuery({
    queryKey: inboxKeys.list(state, kinds),
    queryFn: ({ pageParam }) => api<Page<Notice>>('/api/inbox', { query: { state, kind: kinds, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
}

/** Asked again each minute too: what was put off comes back without an event. */
export function useInboxCount() {
  return useQuery({ queryKey: inboxKeys.count, queryFn: () => api<Count>('/api/inbox/count'), refetchInterval: 60_000 })
}

export function useChangeNotice() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ notice, change }: { notice: Notice; change: NoticeChange }) =>
      api<Notice>(`/api/inbox/${notice.id}`, { method: 'PATCH', body: change }),
    mutationKey: inboxKeys.change,
    onMutate: ({ notice, change }) => {
      // An answer that was asked for before knows nothing of it, and would take it back for a moment.
      void client.cancelQueries({ queryKey: inboxKeys.lists })
      showChange(client, foresee(notice, change))
    },
    onError: (error) => toastProblem(error),
    // Whoever walks on quickly changes several: the answer to the last one knows of all.
    // It is over before they are read again: a change that begins meanwhile would count this one, and nobody would read.
    onSettled: () => {
      if (client.isMutating({ mutationKey: inboxKeys.change }) === 1) void client.invalidateQueries({ queryKey: inboxKeys.all })
    },
  })
}

export function useReadAll() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (kinds: readonly string[]) =>
      api<{ read: number }>('/api/inbox/read-all', { method: 'POST', body: kinds.length > 0 ? { kind: kinds } : {} }),
    onError: (error) => toastProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: inboxKeys.all }),
  })
}

export function useInboxPreferences() {
  return useQuery({ queryKey: inboxKeys.preferences, queryFn: () => api<Preferences>('/api/inbox/preferences') })
}

export function useMuteKinds() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (muted: readonly NoticeKind[]) =>
      api<Preferences>('/api/inbox/preferences', { method: 'PATCH', body: { muted } }),
    onError: (error) => toastProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: inboxKeys.all }),
  })
}

/** The notice as the server will answer it, near enough for the blink until it does. */
export function foresee(notice: Notice, change: NoticeChange): Notice {
  const next = { ...notice }
  const now = new Date().toISOString()
  if (change.snoozed_until !== undefined) next.snoozed_until = change.snoozed_until
  if (change.done !== undefined) next.done_at = change.done ? now : null
  if (change.read !== undefined || change.done === true) next.is_unread = !(change.read ?? true)
  return next
}

/** Takes the notice out of lists that it does not belong to any more, and replaces it in the others. */
function showChange(client: QueryClient, notice: Notice): void {
  for (const [key, data] of client.getQueriesData<InfiniteData<Page<Notice>>>({ queryKey: inboxKeys.lists })) {
    if (!data) continue
    const belongs = key[2] === stateOf(notice)
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((item) => (item.id !== notice.id ? [item] : belongs ? [notice] : [])),
    }))
    client.setQueryData(key, { ...data, pages })
  }
}

function stateOf(notice: Notice): InboxState {
  if (notice.closed_at || notice.done_at) return 'done'
  return notice.snoozed_until && Date.parse(notice.snoozed_until) > Date.now() ? 'snoozed' : 'open'
}
